/** Values that are words: true, false, null, undefined, NaN, Infinity, and `new Name(…)`. */
import { isLetterOrDigit, isWhiteSpace } from './clr-char.ts';
import type { Fault } from './fault.ts';
import type { Reader } from './reader.ts';
import type { Source } from './source.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BRACKET = 0x28;

/** Whether a word stands at the position, followed by something that can end it. Consumes as much as matches. */
export function matchWord(reader: Reader, word: string): boolean {
  const { source } = reader;
  if (!source.has(word.length - 1)) {
    source.position = source.text.length;
    throw reader.fault('Unexpected end when reading JSON.');
  }
  for (let i = 0; i < word.length; i++) {
    if (source.code() !== word.charCodeAt(i)) return false;
    source.position++;
  }
  return !source.has(0) || endsWord(reader);
}

function endsWord({ source, state }: Reader): boolean {
  switch (source.character()) {
    case '}':
    case ']':
    case ',':
    case '\0':
      return true;
    case '/':
      return source.has(1) && (source.character(1) === '*' || source.character(1) === '/');
    case ')':
      return state === 'Constructor' || state === 'ConstructorStart';
    default:
      return isWhiteSpace(source.code());
  }
}

/** `true` or `false`, as a boolean. */
export function scanBoolean(reader: Reader, value: boolean): void {
  if (!matchWord(reader, String(value))) throw reader.fault('Error parsing boolean value.');
  reader.setToken('Boolean', value);
}

/** `null`. */
export function scanNull(reader: Reader): void {
  if (!matchWord(reader, 'null')) throw reader.fault('Error parsing null value.');
  reader.setToken('Null');
}

/** `undefined`. */
export function scanUndefined(reader: Reader): void {
  if (!matchWord(reader, 'undefined')) throw reader.fault('Error parsing undefined value.');
  reader.setToken('Undefined');
}

/** The numbers that are written as words. */
export type NumberWord = 'NaN' | 'Infinity' | '-Infinity';

/** Such a number, as a Double or as its own text; a member of another type cannot take it. */
export function scanNumberWord(reader: Reader, word: NumberWord, use: 'number' | 'text' | 'other'): void {
  if (!matchWord(reader, word)) throw reader.fault(`Error parsing ${word} value.`);
  if (use === 'other') throw reader.fault(`Cannot read ${word} value.`);
  if (use === 'text') reader.setToken('String', word);
  else reader.setToken('Float', Number(word));
}

/** `new Name(`: opens a constructor, whose arguments are then read like the elements of an array. */
export function scanConstructor(reader: Reader): void {
  const { source } = reader;
  if (!matchWord(reader, 'new')) throw reader.fault('Unexpected content while parsing JSON.');
  source.significant();
  const name = scanName(reader);
  source.significant();
  if (source.code() !== BRACKET) throw unexpected(reader);
  source.position++;
  reader.setToken('StartConstructor', name);
}

function scanName(reader: Reader): string {
  const { source } = reader;
  const start = source.position;
  while (source.has(0) && isLetterOrDigit(source.code())) source.position++;
  if (!source.has(0)) throw reader.fault('Unexpected end while parsing constructor.');
  const name = source.text.slice(start, source.position);
  if (!endName(source)) throw unexpected(reader);
  return name;
}

function endName(source: Source): boolean {
  const code = source.code();
  if (code === CARRIAGE_RETURN || code === LINE_FEED) source.endLine(code);
  else if (code === 0 || isWhiteSpace(code)) source.position++;
  else return code === BRACKET;
  return true;
}

function unexpected(reader: Reader): Fault {
  return reader.fault(`Unexpected character while parsing constructor: ${reader.source.character()}.`);
}
