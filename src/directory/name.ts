// One rule for every name, whatever it names and whichever way it comes in. `canonical.ts` says which names are
// the same.

import { hasPiledAccents } from './piled-accents.ts';

/** A name, or a text that people read, as it is kept: without the blanks around it, and without half a character. */
export const asKept = (text: string): string => text.trim().toWellFormed();

/** What nobody sees, or what makes other letters stand elsewhere: two names that look the same would be two. */
const unseen = /[\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]/u;

/**
 * Why something cannot be called so, as the continuation of a sentence: a user name, the name of a group, a robot
 * account, an application, an organization, a tenant, an API, a setting.
 */
export const nameProblem = (name: string): string | undefined =>
  hasPiledAccents(name)
    ? 'must not have more than 30 accents on a letter'
    : problem(name.replaceAll(emptyCell, '\u200b'));

/** The blank of Braille is no blank elsewhere: nobody sees it, and it is not taken off at the ends. */
const emptyCell = '\u2800';

/**
 * Joiners and variation selectors, where they follow something: emoji, Persian and scripts of India are written with
 * them.
 */
const shaping = /(?<=.)(?:\u200c|\u200d|[\ufe00-\ufe0f])/gsu;

/**
 * Why a text cannot stand where people read it and nobody is found by it: the name of a person, a display name, a
 * description.
 */
export const textProblem = (text: string): string | undefined => problem(text.replace(shaping, ''));

function problem(text: string): string | undefined {
  if (/\p{Cc}/u.test(text)) return 'must not contain control characters';
  return unseen.test(text) ? 'must not contain invisible characters' : undefined;
}
