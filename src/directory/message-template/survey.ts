import { childrenOf, type Element, isComment, isElement, isHtml, isText, type Node, textOf } from './html.ts';
import type { Marked } from './marks.ts';

/** What is in a text, as far as it matters to its placeholders. */
export interface Survey {
  /** The numbers of the marks that stand where they may. */
  readonly placed: Set<number>;
  readonly elements: Set<string>;
  readonly attributes: Set<string>;
  readonly comments: string[];
  readonly styles: string[];
}

/** Elements whose content one program reads in another way than the next, or does not show. */
export const ambiguous: ReadonlySet<string> = new Set([
  ...['iframe', 'math', 'noembed', 'noframes', 'noscript', 'plaintext', 'script', 'style', 'svg', 'template', 'xmp'],
]);

/** Attributes that are read out or shown. */
const shown: ReadonlySet<string> = new Set(['alt', 'title', 'aria-label']);

const none: Marked = { html: '', names: [], in: () => [], restore: (text) => text };

/** @param marked undefined for a part of a text in which no placeholder may stand. */
export function surveyOf(page: Node, marked: Marked = none): Survey {
  const survey: Survey = {
    placed: new Set(),
    elements: new Set(),
    attributes: new Set(),
    comments: [],
    styles: [],
  };
  /** @param isShown whether every program shows the text here, and reads it alike. */
  const visit = (node: Node, isShown: boolean): void => {
    if (isComment(node)) survey.comments.push(node.data);
    if (isText(node) && isShown) place(marked.in(node.value).filter((number) => marked.names[number] !== 'link'));
    if (isElement(node)) note(node, isShown);
    const isShownInside = isShown && (!isElement(node) || (isHtml(node) && !ambiguous.has(node.tagName)));
    for (const child of childrenOf(node)) visit(child, isShownInside);
  };
  const note = (element: Element, isShown: boolean): void => {
    survey.elements.add(element.tagName);
    if (element.tagName === 'style') survey.styles.push(textOf(element));
    for (const { name, value } of element.attrs) {
      survey.attributes.add(name);
      if (isShown && shown.has(name)) place(marked.in(value).filter((number) => marked.names[number] !== 'link'));
      if (isShown && isHtml(element) && element.tagName === 'a' && name === 'href')
        place(targetOf(value.trim(), marked));
    }
  };
  const place = (numbers: readonly number[]): void => {
    for (const number of numbers) survey.placed.add(number);
  };
  visit(page, true);
  return survey;
}

/** The one mark of an address that is `{{link}}` as a whole, or begins with `{{url}}`. */
function targetOf(address: string, marked: Marked): readonly number[] {
  const [number = 0, ...others] = marked.in(address);
  const written = marked.restore(address);
  const isAllowed = written === '{{link}}' || /^\{\{url\}\}(?:[/?#]|$)/.test(written);
  return isAllowed && others.length === 0 ? [number] : [];
}
