/** Elements whose content nobody reads. */
const silent: ReadonlySet<string> = new Set(['head', 'style', 'script', 'title', 'template', 'noscript']);
/** Elements that begin a line of their own. */
const blocks: ReadonlySet<string> = new Set(
  'address article blockquote br div footer h1 h2 h3 h4 h5 h6 header hr li ol p section table td th tr ul'.split(' '),
);

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** What a reader without HTML sees: the words, with the target of each link behind it. */
export function plainText(html: string): string {
  let text = '';
  let skipped: string | undefined;
  let target: string | undefined;
  for (const token of tokens(html)) {
    const tag = tagOf(token);
    if (!tag) {
      if (skipped === undefined) text += decodeEntities(token).replace(/\s+/g, ' ');
    } else if (skipped !== undefined) {
      if (tag.isEnd && tag.name === skipped) skipped = undefined;
    } else if (silent.has(tag.name)) {
      if (!tag.isEnd) skipped = tag.name;
    } else if (tag.name === 'a') {
      if (tag.isEnd && target !== undefined) text += ` (${target})`;
      target = tag.isEnd ? undefined : hrefOf(token);
    } else if (blocks.has(tag.name)) {
      text += '\n';
    }
  }
  return tidy(text);
}

/** The text of the element `title`, which an HTML template uses to say its subject. */
export function titleOf(html: string): string | undefined {
  let title: string | undefined;
  for (const token of tokens(html)) {
    const tag = tagOf(token);
    if (tag?.name === 'title' && !tag.isEnd) title = '';
    else if (tag?.name === 'title') break;
    else if (title !== undefined) title += decodeEntities(token);
  }
  return title?.trim() || undefined;
}

/** Tags, comments, and the text between them, in one pass. */
function* tokens(html: string): Generator<string> {
  for (let at = 0; at < html.length; ) {
    const end = html[at] === '<' ? endOfTag(html, at) : beginOfTag(html, at);
    yield html.slice(at, end);
    at = end;
  }
}

function beginOfTag(html: string, at: number): number {
  const next = html.indexOf('<', at);
  return next < 0 ? html.length : next;
}

function endOfTag(html: string, at: number): number {
  const isComment = html.startsWith('<!--', at);
  const next = html.indexOf(isComment ? '-->' : '>', at + 1);
  if (next < 0) return html.length;
  return next + (isComment ? 3 : 1);
}

function tagOf(token: string): { readonly name: string; readonly isEnd: boolean } | undefined {
  if (!token.startsWith('<')) return undefined;
  const [, slash, name = ''] = /^<(\/?)([a-z][a-z0-9]{0,15})?/i.exec(token) ?? [];
  return { name: name.toLowerCase(), isEnd: slash === '/' };
}

function hrefOf(tag: string): string | undefined {
  const [, double, single] = /\shref\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)')/i.exec(tag) ?? [];
  const target = double ?? single;
  return target === undefined ? undefined : decodeEntities(target).trim() || undefined;
}

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,4}));/gi, (written, decimal, hex, name) => {
    if (name !== undefined) return named[String(name).toLowerCase()] ?? written;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 31 && code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
  });
}

const tidy = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
