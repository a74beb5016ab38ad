/** A member's name and the colon behind it. */
import { isLetterOrDigit, isWhiteSpace } from './clr-char.ts';
import type { Reader } from './reader.ts';
import { scanString } from './scan-string.ts';

const DOUBLE_QUOTE = 0x22;
const DOLLAR = 0x24;
const SINGLE_QUOTE = 0x27;
const COLON = 0x3a;
const UNDERSCORE = 0x5f;

/** Consumes the name at the position, which need not be in quotes, and its colon. */
export function scanMember(reader: Reader): void {
  const { source } = reader;
  const name = scanName(reader);
  source.significant();
  if (source.code() !== COLON) {
    throw reader.fault(`Invalid character after parsing property name. Expected ':' but got: ${source.character()}.`);
  }
  source.position++;
  reader.setToken('PropertyName', name);
}

function scanName(reader: Reader): string {
  const { source } = reader;
  const first = source.code();
  if (first === DOUBLE_QUOTE || first === SINGLE_QUOTE) {
    source.position++;
    return scanString(reader, first);
  }
  if (isIdentifier(first)) return scanIdentifier(reader);
  throw reader.fault(`Invalid property identifier character: ${source.character()}.`);
}

function scanIdentifier(reader: Reader): string {
  const { source } = reader;
  const start = source.position;
  while (source.has(0) && isIdentifier(source.code())) source.position++;
  if (!source.has(0)) throw reader.fault('Unexpected end while parsing unquoted property name.');
  const end = source.code();
  if (end !== COLON && end !== 0 && !isWhiteSpace(end)) {
    throw reader.fault(`Invalid JavaScript property identifier character: ${source.character()}.`);
  }
  return source.text.slice(start, source.position);
}

function isIdentifier(code: number): boolean {
  return isLetterOrDigit(code) || code === UNDERSCORE || code === DOLLAR;
}
