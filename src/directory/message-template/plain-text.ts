import { attributeOf, childrenOf, isElement, isHtml, isText, type Node, textOf } from './html.ts';

/** Elements whose content nobody reads. */
const silent: ReadonlySet<string> = new Set(['head', 'style', 'script', 'title', 'template', 'noscript']);
/** Elements that begin a line of their own. */
const blocks: ReadonlySet<string> = new Set(
  'address article blockquote div footer h1 h2 h3 h4 h5 h6 header hr li ol p section table td th tr ul'.split(' '),
);

/**
 * What a reader without HTML sees: the words, with the target of each link behind it. Made from the tree in which the text
 * was checked, and not by a second reader of HTML, which could find other links in it.
 */
export const plainText = (page: Node): string => tidy([...wordsOf(page)].join(''));

/** Piece by piece, because putting the words of each element together would copy those within it again and again. */
function* wordsOf(node: Node): Generator<string> {
  if (isText(node)) yield node.value.replace(/\s{2,}|[^\S ]/g, ' ');
  if (isElement(node) && silent.has(node.tagName)) return;
  const isBlock = isElement(node) && blocks.has(node.tagName);
  if (isBlock) yield '\n';
  for (const child of childrenOf(node)) yield* wordsOf(child);
  if (!isElement(node)) return;
  if (isBlock || node.tagName === 'br') yield '\n';
  const target = node.tagName === 'a' && attributeOf(node, 'href')?.trim();
  if (target) yield ` (${target})`;
}

/** The text of the element `title`, which an HTML template uses to say its subject. */
export function titleOf(page: Node): string | undefined {
  if (isElement(page) && page.tagName === 'title' && isHtml(page)) return textOf(page).trim() || undefined;
  for (const child of childrenOf(page)) {
    const title = titleOf(child);
    if (title !== undefined) return title;
  }
  return undefined;
}

const tidy = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
