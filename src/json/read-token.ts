/** Reading token after token without knowing what type is wanted, as for members that no command has. */
import { isNumber } from './clr-char.ts';
import { recogniseDate } from './clr-date.ts';
import { Fault } from './fault.ts';
import type { Reader } from './reader.ts';
import { scanComment } from './scan-comment.ts';
import { scanMember } from './scan-member.ts';
import { scanNumber } from './scan-number.ts';
import { scanString } from './scan-string.ts';
import { scanBoolean, scanConstructor, scanNull, scanNumberWord, scanUndefined } from './scan-word.ts';
import { END } from './source.ts';

/** Moves to the next token. False when the text is over. */
export function readToken(reader: Reader): boolean {
  for (;;) {
    switch (reader.state) {
      case 'Object':
      case 'ObjectStart':
        return readMember(reader);
      case 'Finished':
        return readBehindRoot(reader);
      case 'PostValue':
        if (readAfterValue(reader, true)) return true;
        break;
      default:
        return readValue(reader);
    }
  }
}

/** Moves to the next token that is not a comment. */
export function readContent(reader: Reader): boolean {
  do {
    if (!readToken(reader)) return false;
  } while (reader.token === 'Comment');
  return true;
}

/** Moves behind what the current token begins: from a name to its value, from an opening bracket to the closing one. */
export function skip(reader: Reader): void {
  if (reader.token === 'PropertyName') readToken(reader);
  if (!reader.opensContainer) return;
  const { depth } = reader;
  while (readToken(reader) && depth < reader.depth);
}

/** Moves on until the reader is no deeper than `depth`, or the text is over. */
export function leave(reader: Reader, depth: number): void {
  while (reader.depth > depth && readToken(reader));
}

function readMember(reader: Reader): boolean {
  const code = reader.source.significant();
  if (code === END) return false;
  switch (String.fromCharCode(code)) {
    case '}':
      reader.source.position++;
      reader.setToken('EndObject');
      return true;
    case '/':
      scanComment(reader, true);
      return true;
    default:
      scanMember(reader);
      return true;
  }
}

function readBehindRoot(reader: Reader): boolean {
  const { source } = reader;
  if (source.has(0)) {
    source.significant();
    if (!source.sawEnd) {
      if (source.character() !== '/') {
        throw reader.fault(`Additional text encountered after finished reading JSON content: ${source.character()}.`);
      }
      scanComment(reader, true);
      return true;
    }
  }
  reader.setToken('None');
  return false;
}

/**
 * What may follow a value. True when that was a token: the end of the container, or a comment where these are
 * tokens. False after a comma or at the end of the text.
 */
export function readAfterValue(reader: Reader, commentsAreTokens: boolean): boolean {
  const { source } = reader;
  for (;;) {
    const code = source.significant();
    if (code === END) {
      reader.state = 'Finished';
      return false;
    }
    switch (String.fromCharCode(code)) {
      case '}':
      case ']':
      case ')':
        readEnd(reader);
        return true;
      case '/':
        scanComment(reader, commentsAreTokens);
        if (commentsAreTokens) return true;
        break;
      case ',':
        source.position++;
        reader.expectNext();
        return false;
      default:
        throw reader.fault(`After parsing a value an unexpected character was encountered: ${source.character()}.`);
    }
  }
}

function readEnd(reader: Reader): void {
  const bracket = reader.source.character();
  reader.source.position++;
  reader.setToken(bracket === '}' ? 'EndObject' : bracket === ']' ? 'EndArray' : 'EndConstructor');
}

function readValue(reader: Reader): boolean {
  const { source } = reader;
  const code = source.significant();
  if (code === END) return false;
  switch (String.fromCharCode(code)) {
    case '"':
    case "'":
      setString(reader, readQuoted(reader));
      break;
    case 't':
      scanBoolean(reader, true);
      break;
    case 'f':
      scanBoolean(reader, false);
      break;
    case 'n':
      readNullOrConstructor(reader);
      break;
    case 'u':
      scanUndefined(reader);
      break;
    case '{':
      source.position++;
      reader.setToken('StartObject');
      break;
    case '[':
      source.position++;
      reader.setToken('StartArray');
      break;
    case ']':
    case ')':
      readEnd(reader);
      break;
    case '/':
      scanComment(reader, true);
      break;
    case ',':
      // Not consumed: a missing value is undefined, and the comma then stands where one is expected.
      reader.setToken('Undefined');
      break;
    default:
      readNumber(reader, code);
  }
  return true;
}

function readNumber(reader: Reader, code: number): void {
  const character = reader.source.character();
  if (character === 'N') scanNumberWord(reader, 'NaN', 'number');
  else if (character === 'I') scanNumberWord(reader, 'Infinity', 'number');
  else if (startsNegativeInfinity(reader)) scanNumberWord(reader, '-Infinity', 'number');
  else if (character === '-' || character === '.' || isNumber(code)) scanNumber(reader, 'number');
  else throw unexpected(reader);
}

/** Whether a minus sign at the position belongs to a word. */
export function startsNegativeInfinity({ source }: Reader): boolean {
  return source.character() === '-' && source.has(1) && source.character(1) === 'I';
}

function readNullOrConstructor(reader: Reader): void {
  const { source } = reader;
  if (!source.has(1)) {
    source.position++;
    throw reader.fault('Unexpected end when reading JSON.');
  }
  const next = source.character(1);
  if (next === 'u') scanNull(reader);
  else if (next === 'e') scanConstructor(reader);
  else throw unexpected(reader);
}

/** Consumes a string with its quotes. From then on the value counts as read, whatever becomes of its text. */
export function readQuoted(reader: Reader): string {
  const quote = reader.source.code();
  reader.source.position++;
  const text = scanString(reader, quote);
  reader.finishValue(true);
  return text;
}

/** Makes the text the current token: a date when it looks like one. */
export function setString(reader: Reader, text: string): void {
  const date = recogniseDate(text);
  // These two come from .NET itself, so they do not name the path.
  if (date === 'un-representable') {
    throw new Fault('The added or subtracted value results in an un-representable DateTime.\nParameter name: value');
  }
  if (date === 'out of range') {
    throw new Fault(
      'Ticks must be between DateTime.MinValue.Ticks and DateTime.MaxValue.Ticks.\nParameter name: ticks',
    );
  }
  if (date === undefined) reader.setToken('String', text, false);
  else reader.setToken('Date', { kind: 'date', ticks: date }, false);
}

/** The fault of a character, the one at the position or another, with which no value starts. */
export function unexpected(reader: Reader, character = reader.source.character()): Fault {
  return reader.fault(`Unexpected character encountered while parsing value: ${character}.`);
}
