import { Tokenizer, TokenParser, TokenType } from '@streamparser/json';
import { type InputFile, UnreadableFile } from '../reader.ts';
import { utf8Of } from './text.ts';

/** One value of a JSON file that is not read as a whole. */
export interface JsonElement {
  /** The member of the outermost object that it is in, or is; undefined where the outermost is a list. */
  readonly member: string | undefined;
  /** Its place in the list, or the name of the member. */
  readonly key: string | number | undefined;
  readonly value: unknown;
}

/** Which values of a file are wanted. */
interface Wanted {
  /** As `@streamparser/json` spells paths: `$.users.*`. */
  readonly paths: readonly string[];
  /** What the file begins with. */
  readonly outermost: '{' | '[';
  /** Whether values follow each other, one a line, instead of standing in a list. */
  readonly isSequence?: boolean;
  /** What the file should be, for who has taken the wrong one: `a JSON list of users`. */
  readonly expected: string;
}

/** What is held in memory at a time: bytes of one element, and lists and objects inside each other. */
const longest = 4 * 1024 * 1024;
const deepest = 64;

/**
 * The wanted values of a JSON file in their order. What is not wanted is read over; nothing is kept of either.
 *
 * @throws UnreadableFile when it is something else than JSON, or begins otherwise than expected, is cut off, or has an
 *   element that would take too much memory.
 */
export async function* jsonElements(file: InputFile, wanted: Wanted): AsyncGenerator<JsonElement> {
  const found: JsonElement[] = [];
  const reading = new ElementReading(file, wanted, found);
  for await (const piece of utf8Of(file)) {
    reading.write(piece);
    yield* found.splice(0);
  }
  reading.end();
  yield* found;
}

class ElementReading {
  readonly #file: InputFile;
  readonly #wanted: Wanted;
  readonly #tokenizer: Tokenizer;
  readonly #parser: TokenParser;
  #written = 0;
  #depth = 0;
  /** Where the last thing began that stands beside elements and not inside one. */
  #boundary = 0;
  #lastToken = 0;
  #hasBegun = false;

  constructor(file: InputFile, wanted: Wanted, found: JsonElement[]) {
    const { paths, isSequence } = wanted;
    const separation = isSequence ? { separator: '' } : {};
    this.#file = file;
    this.#wanted = wanted;
    this.#tokenizer = new Tokenizer(separation);
    this.#parser = new TokenParser({ paths: [...paths], keepStack: false, ...separation });
    this.#parser.onValue = ({ value, key, stack }) => {
      const member = stack.length > 1 ? stack[1]?.key : key;
      found.push({ member: typeof member === 'string' ? member : undefined, key, value });
    };
    this.#tokenizer.onToken = (token) => {
      this.#note(token.token, token.offset);
      this.#parser.write(token);
    };
  }

  write(piece: Uint8Array | string): void {
    this.#attempt(() => this.#tokenizer.write(piece));
    this.#written += piece.length;
    if (this.#written - this.#boundary > longest) {
      throw this.#unreadable(
        `has an element at byte ${this.#boundary} that is longer than ${longest / 1024 / 1024} MiB`,
      );
    }
  }

  end(): void {
    if (!this.#hasBegun && !this.#wanted.isSequence) throw this.#unreadable('is empty');
    try {
      if (!this.#tokenizer.isEnded) this.#tokenizer.end();
      if (!this.#parser.isEnded) this.#parser.end();
    } catch {
      throw this.#unreadable('ends in the middle: it is not complete');
    }
  }

  #attempt(step: () => void): void {
    try {
      step();
    } catch (error) {
      if (error instanceof UnreadableFile) throw error;
      throw this.#unreadable(`is not JSON behind byte ${this.#lastToken}`);
    }
  }

  #note(token: TokenType, offset: number): void {
    const isOpening = token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET;
    if (this.#depth === 0 && (!this.#hasBegun || this.#wanted.isSequence)) this.#begin(token);
    this.#lastToken = offset;
    if (this.#depth <= this.#depthOfElements) this.#boundary = offset;
    if (isOpening) this.#depth++;
    else if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) this.#depth--;
    if (this.#depth > deepest) throw this.#unreadable(`has more than ${deepest} lists and objects inside each other`);
  }

  get #depthOfElements(): number {
    if (this.#wanted.isSequence) return 0;
    return this.#wanted.outermost === '[' ? 1 : 2;
  }

  #begin(token: TokenType): void {
    const expected = this.#wanted.outermost === '{' ? TokenType.LEFT_BRACE : TokenType.LEFT_BRACKET;
    if (token !== expected) throw this.#unreadable('is something else');
    this.#hasBegun = true;
  }

  #unreadable(problem: string): UnreadableFile {
    return new UnreadableFile(`${this.#file.name} ${problem}. Expected was ${this.#wanted.expected}.`);
  }
}
