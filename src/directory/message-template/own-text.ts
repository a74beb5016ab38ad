import { htmlReader, TooMuchHtml } from './html.ts';
import { linkLeakIn } from './link-leak.ts';
import { type Marked, mark } from './marks.ts';
import { plainText, titleOf } from './plain-text.ts';
import { hasPlaceholder } from './render.ts';
import { surveyOf } from './survey.ts';

/** A text that an organization has put in place of a built-in one, read and found to give nothing away. */
export interface OwnText {
  readonly html: string;
  /** What its element `title` says, which is the subject. */
  readonly title: string | undefined;
  /** What a reader without HTML sees. */
  readonly text: string;
}

/** Why a text cannot be used, as a sentence for its author. */
export interface Refused {
  readonly refused: string;
}

/**
 * Reads an organization's text. Placeholders may stand where a value is only shown to the person who reads the mail: in
 * text, and in attributes that are read out. Nothing that a mail program fetches by itself can hold one; the address
 * with the secret, `{{link}}`, can be nothing but the target of a link, and nothing beside it may be able to read it.
 */
export function readOwnText(html: string): OwnText | Refused {
  try {
    const marked = mark(html);
    return marked ? read(html, marked) : tooMuch;
  } catch (error) {
    if (error instanceof TooMuchHtml) return tooMuch;
    throw error;
  }
}

const tooMuch = { refused: 'The text has too many placeholders, elements or comments, or they are nested too deeply.' };

function read(html: string, marked: Marked): OwnText | Refused {
  const reader = htmlReader();
  const page = reader(marked.html);
  const survey = surveyOf(page, marked);
  // With scripts and without, it is read so differently that what is an attribute here is an element there.
  if (survey.elements.has('noscript')) return { refused: 'The text must not have the element noscript.' };
  const misplaced = marked.names.find((_, number) => !survey.placed.has(number));
  if (misplaced !== undefined) return { refused: whereInstead(misplaced) };
  const [title, text] = [titleOf(page), plainText(page)];
  if (hasPlaceholder(`${title} ${text}`)) {
    return { refused: 'A placeholder must be written as it is, and not with character references.' };
  }
  const leak = marked.names.includes('link') ? linkLeakIn(survey, reader) : undefined;
  if (leak !== undefined) return { refused: `A text with {{link}} must not have ${leak}.` };
  return { html, title: title && marked.restore(title), text: marked.restore(text) };
}

const whereInstead = (name: string): string =>
  name === 'link'
    ? 'The placeholder {{link}} can be the whole address of a link, and stand nowhere else: <a href="{{link}}">.'
    : `The placeholder {{${name}}} can stand in text, and in quotes in the attributes alt, title and aria-label. It must not ` +
      'stand in an address, which can only begin with {{url}}, nor in a style, a script or a comment.';
