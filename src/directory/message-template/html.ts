import { createRequire } from 'node:module';
import type * as Parse5 from 'parse5';
import type { DefaultTreeAdapterTypes as Tree } from 'parse5';

const require = createRequire(import.meta.url);

export type Node = Tree.Node;
export type Element = Tree.Element;

/** More than any mail has. The work of a reader of HTML grows with each, whatever the length of the text. */
const most = { elements: 2000, comments: 500, depth: 128 } as const;

export class TooMuchHtml extends Error {
  override readonly name = 'TooMuchHtml';
}

/**
 * Reads HTML as the standard says, which is as browsers and mail programs do. What one reader reads counts together.
 *
 * @throws TooMuchHtml when there are too many elements or comments, or they are nested too deeply.
 */
export type HtmlReader = (html: string) => Node;

export function htmlReader(): HtmlReader {
  // Loaded here: most installations keep the texts that they came with.
  const { defaultTreeAdapter, parse }: typeof Parse5 = require('parse5');
  let elements = 0;
  let comments = 0;
  let depth = 0;
  const count = (number: number, limit: number): void => {
    if (number > limit) throw new TooMuchHtml();
  };
  const treeAdapter: typeof defaultTreeAdapter = {
    ...defaultTreeAdapter,
    createElement: (...parts) => {
      count(++elements, most.elements);
      return defaultTreeAdapter.createElement(...parts);
    },
    createCommentNode: (data) => {
      count(++comments, most.comments);
      return defaultTreeAdapter.createCommentNode(data);
    },
    onItemPush: () => count(++depth, most.depth),
    onItemPop: () => {
      depth -= 1;
    },
  };
  return (html) => {
    depth = 0;
    return parse(html, { treeAdapter, scriptingEnabled: false });
  };
}

export const isElement = (node: Node): node is Element => 'tagName' in node;
export const isText = (node: Node): node is Tree.TextNode => node.nodeName === '#text';
export const isComment = (node: Node): node is Tree.CommentNode => node.nodeName === '#comment';
export const isHtml = ({ namespaceURI }: Element): boolean => namespaceURI === 'http://www.w3.org/1999/xhtml';

/** What is directly inside, the hidden content of a `template` as well. */
export function childrenOf(node: Node): readonly Node[] {
  const children = 'childNodes' in node ? node.childNodes : [];
  return 'content' in node ? [...children, ...node.content.childNodes] : children;
}

export const attributeOf = ({ attrs }: Element, name: string): string | undefined =>
  attrs.find((attribute) => attribute.name === name)?.value;

/** The text of the node and of everything in it. */
export const textOf = (node: Node): string => (isText(node) ? node.value : childrenOf(node).map(textOf).join(''));
