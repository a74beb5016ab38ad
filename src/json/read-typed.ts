/**
 * Reading one value of a wanted type. It is not the same as reading any value and converting it: other characters
 * are refused, and a refused character is consumed.
 */
import { isDigit, isWhiteSpace, trimWhere } from './clr-char.ts';
import { parseLooseDate } from './clr-date.ts';
import { parseInt32Text } from './clr-number.ts';
import type { BigInteger } from './clr-value.ts';
import { readAfterValue, readQuoted, setString, startsNegativeInfinity, unexpected } from './read-token.ts';
import type { Reader } from './reader.ts';
import { scanComment } from './scan-comment.ts';
import { scanNumber } from './scan-number.ts';
import { matchWord, scanNull, scanNumberWord } from './scan-word.ts';
import { foldCase } from './shape-facts.ts';
import { END } from './source.ts';

/** The types that are read this way. */
export type TypedRead = 'text' | 'boolean' | 'int32' | 'dateTime';

interface TypeReader {
  /** Makes the text of a string the current token. */
  readonly quoted: (reader: Reader) => void;
  /** Reads a value that starts with the character, or says that none does. */
  readonly bare: (reader: Reader, character: string) => boolean;
}

const TYPES: Readonly<Record<TypedRead, TypeReader>> = {
  text: { quoted: quotedText, bare: bareText },
  boolean: { quoted: quotedBoolean, bare: bareBoolean },
  int32: { quoted: quotedInt32, bare: bareInt32 },
  dateTime: { quoted: quotedDate, bare: bareDate },
};

/** Moves to the next value or end and makes it a token of the type, or null. False when the text is over. */
export function readTyped(reader: Reader, type: TypedRead): boolean {
  switch (reader.state) {
    case 'PostValue':
      if (!readAfterValue(reader, false)) readValue(reader, TYPES[type]);
      break;
    case 'Finished':
      readBehindRoot(reader);
      break;
    case 'Object':
    case 'ObjectStart':
      throw reader.fault(`Unexpected state: ${reader.state}.`);
    default:
      readValue(reader, TYPES[type]);
  }
  return reader.token !== 'None';
}

function readValue(reader: Reader, type: TypeReader): void {
  const { source } = reader;
  while (source.significant() !== END) {
    const character = source.character();
    if (character === ',') {
      passComma(reader);
    } else if (character === '/') {
      scanComment(reader, false);
    } else {
      readStarting(reader, character, type);
      return;
    }
  }
  reader.setToken('None', null, false);
}

function readStarting(reader: Reader, character: string, type: TypeReader): void {
  if (character === '"' || character === "'") {
    type.quoted(reader);
  } else if (character === 'n') {
    readNull(reader);
  } else if (character === ']') {
    readEndOfArray(reader);
  } else if (!type.bare(reader, character)) {
    reader.source.position++;
    throw unexpected(reader, character);
  }
}

function readNull(reader: Reader): void {
  const { source } = reader;
  if (!source.has(1)) {
    source.position = source.text.length;
    throw reader.fault('Unexpected end when reading JSON.');
  }
  if (source.character(1) !== 'u') {
    source.position += 2;
    throw unexpected(reader, source.character(-1));
  }
  scanNull(reader);
}

function readEndOfArray(reader: Reader): void {
  reader.source.position++;
  if (!['Array', 'ArrayStart', 'PostValue'].includes(reader.state)) throw unexpected(reader, ']');
  reader.setToken('EndArray');
}

function passComma(reader: Reader): void {
  const { source } = reader;
  source.position++;
  if (reader.state !== 'PostValue') {
    reader.setToken('Undefined');
    const fault = unexpected(reader, ',');
    // The next read meets the comma again.
    source.position--;
    throw fault;
  }
  reader.expectNext();
}

function readBehindRoot(reader: Reader): void {
  const { source } = reader;
  if (source.has(0)) {
    source.significant();
    if (source.sawEnd) return;
    if (source.character() !== '/') {
      throw reader.fault(`Additional text encountered after finished reading JSON content: ${source.character()}.`);
    }
    scanComment(reader, false);
  }
  reader.setToken('None');
}

function quotedText(reader: Reader): void {
  reader.setToken('String', readQuoted(reader), false);
}

function bareText(reader: Reader, character: string): boolean {
  if (bareNumberWord(reader, character, 'text')) return true;
  if (character === '-' || startsNumber(character)) scanNumber(reader, 'text');
  else if (startsBoolean(character)) reader.setToken('String', scanTypedBoolean(reader, character));
  else return false;
  return true;
}

function quotedBoolean(reader: Reader): void {
  const text = readQuoted(reader);
  setString(reader, text);
  const word = foldCase(trimWhere(text, (code) => code === 0 || isWhiteSpace(code)));
  if (text === '') {
    reader.setToken('Null', null, false);
  } else if (word === 'true' || word === 'false') {
    reader.setToken('Boolean', word === 'true', false);
  } else {
    reader.setToken('String', text, false);
    throw reader.fault(`Could not convert string to boolean: ${text}.`);
  }
}

function bareBoolean(reader: Reader, character: string): boolean {
  if (startsBoolean(character)) {
    reader.setToken('Boolean', scanTypedBoolean(reader, character) === 'true');
    return true;
  }
  if (character !== '-' && !startsNumber(character)) return false;
  scanNumber(reader, 'number');
  const number = reader.value as bigint | number | BigInteger;
  reader.setToken('Boolean', Boolean(typeof number === 'object' ? number.integer : number), false);
  return true;
}

function quotedInt32(reader: Reader): void {
  const text = readQuoted(reader);
  const number = parseInt32Text(text);
  if (text === '') {
    reader.setToken('Null', null, false);
  } else if (typeof number === 'bigint') {
    reader.setToken('Integer', number, false);
  } else {
    reader.setToken('String', text, false);
    throw reader.fault(`Could not convert string to integer: ${text}.`);
  }
}

function bareInt32(reader: Reader, character: string): boolean {
  if (bareNumberWord(reader, character, 'other')) return true;
  if (character !== '-' && !startsNumber(character)) return false;
  scanNumber(reader, 'int32');
  return true;
}

function quotedDate(reader: Reader): void {
  const text = readQuoted(reader);
  setString(reader, text);
  if (reader.token === 'Date') return;
  const ticks = parseLooseDate(text);
  if (text === '') reader.setToken('Null', null, false);
  else if (ticks === undefined) throw reader.fault(`Could not convert string to DateTime: ${text}.`);
  else reader.setToken('Date', { kind: 'date', ticks }, false);
}

function bareDate(reader: Reader, character: string): boolean {
  if (bareNumberWord(reader, character, 'other')) return true;
  if (character !== '-') return false;
  scanNumber(reader, 'date');
  return true;
}

function bareNumberWord(reader: Reader, character: string, use: 'text' | 'other'): boolean {
  if (character === 'N') scanNumberWord(reader, 'NaN', use);
  else if (character === 'I') scanNumberWord(reader, 'Infinity', use);
  else if (startsNegativeInfinity(reader)) scanNumberWord(reader, '-Infinity', use);
  else return false;
  return true;
}

function startsNumber(character: string): boolean {
  return character === '.' || isDigit(character.charCodeAt(0));
}

function startsBoolean(character: string): boolean {
  return character === 't' || character === 'f';
}

/** Here a word that goes wrong is refused by the character at which it does, which is not consumed. */
function scanTypedBoolean(reader: Reader, character: string): 'true' | 'false' {
  const word = character === 't' ? 'true' : 'false';
  if (!matchWord(reader, word)) throw unexpected(reader);
  return word;
}
