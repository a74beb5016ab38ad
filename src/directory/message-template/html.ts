import { defaultTreeAdapter, html as names, parse, parseFragment, type DefaultTreeAdapterTypes as Tree } from 'parse5';

export type Node = Tree.Node;
export type Element = Tree.Element;

/** More than any mail has. The work of a reader of HTML grows with each, whatever the length of the text. */
const most = { elements: 2000, comments: 1000, depth: 128 } as const;

class TooMuch extends Error {}

/** Reads HTML as the standard says, which is as browsers and mail programs do. */
export interface HtmlReader {
  /** Undefined when there are too many elements or comments, or they are nested too deeply. */
  document(html: string): Node | undefined;
  /**
   * The same for a part of a page, which counts among the elements of the whole. Undefined also when a tag, a comment or
   * the like does not end in it.
   */
  complete(html: string): Node | undefined;
}

export function htmlReader(): HtmlReader {
  let elements = 0;
  let comments = 0;
  let depth = 0;
  const count = (number: number, limit: number): void => {
    if (number > limit) throw new TooMuch();
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
  const options = { treeAdapter, scriptingEnabled: false };
  return {
    document: (html) => unlessTooMuch(() => parse(html, options)),
    complete: (html) => {
      depth = 0;
      let isCut = false;
      const onParseError = ({ code }: { readonly code: string }): void => {
        isCut ||= code.startsWith('eof-in-');
      };
      const read = unlessTooMuch(() => parseFragment(html, { ...options, onParseError }));
      return isCut ? undefined : read;
    },
  };
}

function unlessTooMuch<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof TooMuch) return undefined;
    throw error;
  }
}

export const isElement = (node: Node): node is Element => 'tagName' in node;
export const isText = (node: Node): node is Tree.TextNode => node.nodeName === '#text';
export const isComment = (node: Node): node is Tree.CommentNode => node.nodeName === '#comment';
export const isHtml = ({ namespaceURI }: Element): boolean => namespaceURI === names.NS.HTML;

/** What is directly inside, the hidden content of a `template` as well. */
export function childrenOf(node: Node): readonly Node[] {
  const children = 'childNodes' in node ? node.childNodes : [];
  return 'content' in node ? [...children, ...node.content.childNodes] : children;
}

export const attributeOf = ({ attrs }: Element, name: string): string | undefined =>
  attrs.find((attribute) => attribute.name === name)?.value;

/** The text of the node and of everything in it. */
export const textOf = (node: Node): string => (isText(node) ? node.value : childrenOf(node).map(textOf).join(''));
