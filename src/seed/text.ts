import { isEmailAddress } from '../directory/email-address.ts';
import { parseUuid, zeroUuid } from '../directory/identifier.ts';
import { nameProblem, textProblem } from '../directory/name.ts';
import { refusedName } from '../directory/organization.ts';
import { refusal } from './position.ts';
import { present, type Reader } from './shape.ts';

/** Why a text is refused, as the continuation of a sentence, or undefined when it is not. Never quotes the text. */
export type Rule = (text: string) => string | undefined;

/** A text that no rule refuses. The first one that does is reported. */
export function text(...rules: readonly Rule[]): Reader<string> {
  return (value, position) => {
    const given = present(value, position);
    if (typeof given !== 'string') throw refusal(position, 'must be text: put it in quotes');
    for (const rule of rules) {
      const problem = rule(given);
      if (problem !== undefined) throw refusal(position, problem);
    }
    return given;
  };
}

export const matching = (pattern: RegExp, expected: string): Rule => {
  return (given) => (pattern.test(given) ? undefined : `must be ${expected}`);
};

export const upTo = (longest: number): Rule => {
  return (given) => (given.length <= longest ? undefined : `must not be longer than ${longest} characters`);
};

export const notEmpty: Rule = (given) => (given === '' ? 'must not be empty' : undefined);

const trimmed: Rule = (given) =>
  given === '' || given !== given.trim() ? 'must not be empty or begin or end with blanks' : undefined;

/** Any text of one line that people read. */
export const readableText = text(trimmed, upTo(256), textProblem);

/** Ids that are UUIDs are stored in one spelling only, the one in which the server writes them. */
export const uniformUuid: Rule = (given) => {
  const uuid = parseUuid(given);
  if (uuid === zeroUuid) return 'must not be the UUID of zeros only';
  return uuid === undefined || uuid === given ? undefined : `is a UUID and must be written as ${uuid}`;
};

/** Any text of one line that somebody or something is found by. */
export const lineOfText = text(trimmed, upTo(256), nameProblem);

export const uuid = text(uniformUuid, (given) => (parseUuid(given) ? undefined : 'must be a UUID'));

/** The id of a user: any text that can be a segment of a URL. */
export const userId = text(
  trimmed,
  upTo(256),
  nameProblem,
  (given) =>
    given.includes('/') || given === '.' || given === '..' ? 'must not be "." or ".." or contain "/"' : undefined,
  uniformUuid,
);

/** The name of an organization or a tenant. URLs name both by id or by name, so a name must not look like an id. */
export const urlName = text(refusedName, (given) => (parseUuid(given) ? 'must not be a UUID' : undefined));

// The characters of a scope token in RFC 6749.
export const scopeName = text(notEmpty, upTo(256), matching(/^[!#-[\]-~]+$/, 'a scope name without blanks and quotes'));

export const email = text((given) => (isEmailAddress(given) ? undefined : 'must be an e-mail address'));
