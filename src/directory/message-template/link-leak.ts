import { type HtmlReader, TooMuchHtml } from './html.ts';
import { mark } from './marks.ts';
import { ambiguous, type Survey, surveyOf } from './survey.ts';

/** Elements that fetch or run what is not in the mail. */
const foreign = ['applet', 'embed', 'frame', 'frameset', 'iframe', 'link', 'object', 'portal', 'script'];

/** What brings another style sheet along, or shows attributes; a backslash could hide either. */
const importing = /@import|\battr\s*\(|\\/i;

/** Selectors by a part of what an attribute holds, which could be the link, also under a name that a mail program gives it. */
const asking = /[*^$]=/;
const askingForNames = /\[(?:class|id)[*^$]=/gi;

const isReading = (style: string): boolean => importing.test(style) || asking.test(style.replace(askingForNames, ''));

/**
 * What could read the address of a link and take it elsewhere: a style sheet can ask what an address contains, and have
 * something fetched, or only shown and therefore fetched, for each answer; a script reads it, `ping` sends it. Undefined
 * when there is nothing of the kind.
 */
export function linkLeakIn(survey: Survey, reader: HtmlReader): string | undefined {
  const element = [...survey.elements].find(
    (name) => foreign.includes(name) || (name !== 'style' && ambiguous.has(name)),
  );
  if (element !== undefined) return `the element ${element}`;
  return leakInSheets(survey) ?? leakInComments(survey.comments, reader);
}

function leakInSheets({ styles, attributes }: Survey): string | undefined {
  if (styles.some(isReading)) return 'a style sheet that imports another, or asks what attributes hold';
  const attribute = [...attributes].find((name) => name === 'ping' || name.startsWith('on'));
  return attribute && `the attribute ${attribute}`;
}

/**
 * Some programs read comments, above all those that begin with a condition: what begins in one must end in it, so that
 * what comes behind each is text.
 */
function leakInComments(comments: readonly string[], reader: HtmlReader): string | undefined {
  const marked = mark(comments.map((comment) => `${comment.replace(endOfCondition, '')} {{time}}`).join(''));
  if (!marked) throw new TooMuchHtml();
  const survey = surveyOf(reader(marked.html), marked);
  if (survey.placed.size < comments.length) return 'a comment with a tag that does not end in it';
  const element = foreign.find((name) => survey.elements.has(name));
  return element === undefined ? leakInSheets(survey) : `the element ${element} in a comment`;
}

const endOfCondition = /<!(?:\[endif\])?$/;
