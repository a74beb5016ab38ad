/** The text between quotes. */
import type { Fault } from './fault.ts';
import type { Reader } from './reader.ts';
import type { Source } from './source.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BACKSLASH = 0x5c;
const LETTER_U = 0x75;
const REPLACEMENT = '\ufffd';

const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  '\\': '\\',
  '"': '"',
  "'": "'",
  '/': '/',
};

/**
 * Consumes the rest of a string whose opening quote has just been consumed, and the closing quote. When it is
 * faulty the position stays at the mistake, and reading may go on from there.
 */
export function scanString(reader: Reader, quote: number): string {
  const { source } = reader;
  let text = '';
  let plainFrom = source.position;
  for (;;) {
    const code = nextMeaningful(reader, quote);
    if (code === quote) {
      text += source.text.slice(plainFrom, source.position);
      source.position++;
      return text;
    }
    if (code === BACKSLASH) {
      text += source.text.slice(plainFrom, source.position);
      text += scanEscape(reader, quote);
      plainFrom = source.position;
    } else {
      source.endLine(code);
    }
  }
}

/** Runs over ordinary characters up to the quote, a backslash or a line end. */
function nextMeaningful(reader: Reader, quote: number): number {
  const { source } = reader;
  const { text } = source;
  for (let at = source.position; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote || code === BACKSLASH || code === LINE_FEED || code === CARRIAGE_RETURN) {
      source.position = at;
      return code;
    }
  }
  source.position = text.length;
  throw unterminated(reader, quote);
}

function scanEscape(reader: Reader, quote: number): string {
  const { source } = reader;
  source.position++;
  if (!source.has(0)) throw unterminated(reader, quote);
  const letter = source.character();
  source.position++;
  if (letter === 'u') return scanUnicode(reader);
  const escaped = ESCAPES[letter];
  if (escaped === undefined) throw reader.fault(`Bad JSON escape sequence: \\${letter}.`);
  return escaped;
}

/** The character of one escape, or of the two that make a pair. Half a pair becomes the replacement character. */
function scanUnicode(reader: Reader): string {
  let text = '';
  let code = scanHex(reader);
  while (isHighSurrogate(code) && anotherUnicode(reader.source)) {
    reader.source.position += 2;
    const next = scanHex(reader);
    if (isLowSurrogate(next)) return text + String.fromCharCode(code, next);
    text += REPLACEMENT;
    code = next;
  }
  return text + (isHighSurrogate(code) || isLowSurrogate(code) ? REPLACEMENT : String.fromCharCode(code));
}

function anotherUnicode(source: Source): boolean {
  return source.has(2) && source.code() === BACKSLASH && source.code(1) === LETTER_U;
}

function scanHex(reader: Reader): number {
  const { source } = reader;
  // A fifth unit has to be there: the string cannot end with the escape.
  if (!source.has(4)) throw reader.fault('Unexpected end while parsing Unicode escape sequence.');
  const digits = source.text.slice(source.position, source.position + 4);
  if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw reader.fault(`Invalid Unicode escape sequence: \\u${digits}.`);
  source.position += 4;
  return Number.parseInt(digits, 16);
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

function unterminated(reader: Reader, quote: number): Fault {
  reader.source.sawEnd = true;
  return reader.fault(`Unterminated string. Expected delimiter: ${String.fromCharCode(quote)}.`);
}
