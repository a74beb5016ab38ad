/** Numbers. What belongs to one is taken by its characters first; whether they make a number is asked afterwards. */
import { isWhiteSpace } from './clr-char.ts';
import { isOtherBase, parseDouble, parseInt32, parseInt64, parseOtherBase } from './clr-number.ts';
import type { Fault } from './fault.ts';
import type { Reader } from './reader.ts';

/** What the number is wanted as: a number, its own text, an Int32; a date cannot be read from a number. */
export type NumberUse = 'number' | 'text' | 'int32' | 'date';

/** The library refuses longer integers. */
const LONGEST_INTEGER = 380;

/** Consumes the number at the position and makes it the current token. */
export function scanNumber(reader: Reader, use: NumberUse): void {
  const number = scanCharacters(reader);
  // Set before the check, so that reading can go on behind a text that is no number.
  reader.finishValue(true);
  if (use === 'date') throw reader.fault('Cannot read number value as type.');
  if (use === 'text') setText(reader, number);
  else if (use === 'int32') setInt32(reader, number);
  else if (isOtherBase(number)) setOtherBase(reader, number);
  else setNumber(reader, number);
}

const NUMBER_CHARACTERS = /[-+.0-9a-fA-FxX]*/y;
const ENDS_NUMBER = /[,}\])/\0]/;

function scanCharacters(reader: Reader): string {
  const { source } = reader;
  const start = source.position;
  NUMBER_CHARACTERS.lastIndex = start;
  NUMBER_CHARACTERS.test(source.text);
  source.position = NUMBER_CHARACTERS.lastIndex;
  if (source.has(0) && !isWhiteSpace(source.code()) && !ENDS_NUMBER.test(source.character())) {
    throw reader.fault(`Unexpected character encountered while parsing number: ${source.character()}.`);
  }
  return source.text.slice(start, source.position);
}

function setText(reader: Reader, number: string): void {
  const value = isOtherBase(number) ? parseOtherBase(number, 64) : parseDouble(number);
  if (value === undefined) throw notA(reader, 'number', number);
  reader.setToken('String', number, false);
}

function setInt32(reader: Reader, number: string): void {
  const value = isOtherBase(number) ? (parseOtherBase(number, 32) ?? 'invalid') : parseInt32(number);
  if (value === 'invalid') throw notA(reader, 'integer', number);
  if (value === 'overflow') throw refused(reader, `JSON integer ${number} is too large or small for an Int32.`);
  reader.setToken('Integer', value, false);
}

function setNumber(reader: Reader, number: string): void {
  const integer = parseInt64(number);
  if (integer === 'invalid') setDouble(reader, number);
  else if (integer === 'overflow') setBigInteger(reader, number);
  else reader.setToken('Integer', integer, false);
}

function setOtherBase(reader: Reader, number: string): void {
  const value = parseOtherBase(number, 64);
  if (value === undefined) throw notA(reader, 'number', number);
  reader.setToken('Integer', value, false);
}

function setBigInteger(reader: Reader, number: string): void {
  if (number.length > LONGEST_INTEGER) throw refused(reader, `JSON integer ${number} is too large to parse.`);
  reader.setToken('Integer', { kind: 'bigInteger', integer: BigInt(number) }, false);
}

function setDouble(reader: Reader, number: string): void {
  const value = parseDouble(number);
  if (value === undefined) throw notA(reader, 'number', number);
  reader.setToken('Float', value, false);
}

function notA(reader: Reader, type: string, number: string): Fault {
  return refused(reader, `Input string '${number}' is not a valid ${type}.`);
}

function refused(reader: Reader, message: string): Fault {
  reader.setToken('Undefined', null, false);
  return reader.fault(message);
}
