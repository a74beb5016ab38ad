/** A relative name: `cn=Kelrod Quill\2C Jr.`; several of them with `+` between stay one text. */
interface RelativeName {
  readonly type: string;
  readonly value: string;
}

/** The parts of a distinguished name from the innermost, without escapes (RFC 4514). */
export function partsOf(name: string): readonly RelativeName[] {
  return splitAt(name, /[,;]/).map((part) => {
    const [type = '', ...value] = splitAt(part, /=/);
    return { type: type.trim(), value: unescaped(value.join('=').trim()) };
  });
}

/** The same text for every spelling of a name: letter case, blanks and escapes do not count. */
export function canonicalName(name: string): string {
  const parts = /[\\"]/.test(name) ? partsOf(name) : simpleParts(name);
  return parts.map(({ type, value }) => `${type}=${value.replace(/ +/g, ' ')}`.toLowerCase()).join('\n');
}

/** A name without escapes, which nearly all are. */
const simpleParts = (name: string): readonly RelativeName[] =>
  name.split(/[,;]/).map((part) => {
    const equals = part.indexOf('=');
    return { type: part.slice(0, equals).trim(), value: part.slice(equals + 1).trim() };
  });

/** Splits where no backslash stands before the separator and no quotes around it. */
function splitAt(text: string, separator: RegExp): readonly string[] {
  const parts = [''];
  let isQuoted = false;
  for (const [piece] of text.matchAll(/\\.?|[^\\]/gsu)) {
    if (piece === '"') isQuoted = !isQuoted;
    if (!isQuoted && separator.test(piece) && piece.length === 1) parts.push('');
    else parts[parts.length - 1] += piece;
  }
  return parts;
}

/** Bytes of UTF-8 as `\c3\bc`, one character as `\,`, or all of it in quotes. */
const unescaped = (value: string): string =>
  value
    .replace(/^"(.*)"$/s, '$1')
    .replace(/(?:\\[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('\\', ''), 'hex').toString())
    .replace(/\\(.)/gs, '$1');
