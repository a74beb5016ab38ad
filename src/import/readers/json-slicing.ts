import { TextDecoder } from 'node:util';

/** What is cut out of a file. */
export interface JsonForm {
  /** An object, a list, or objects one after the other, such as one a line. */
  readonly outermost: 'object' | 'list' | 'sequence';
  /** Of an outermost object: members whose elements are wanted one by one, and members that are wanted as a whole. */
  readonly lists?: readonly string[];
  readonly members?: readonly string[];
}

interface Slice {
  readonly member: string | undefined;
  readonly index: number | undefined;
  readonly value: unknown;
}

interface Receiver {
  readonly give: (slice: Slice) => void;
  /** Continues a sentence that begins with the name of the file, and throws. */
  readonly fail: (problem: string) => never;
}

/** What is held in memory at a time: bytes of one value, and lists and objects inside each other. */
const longest = 16 * 1024 * 1024;
const deepest = 64;

const code = (character: string): number => character.charCodeAt(0);
const [quote, backslash, comma, colon] = [code('"'), code('\\'), code(','), code(':')];
const [openBrace, closeBrace, openBracket, closeBracket] = [code('{'), code('}'), code('['), code(']')];
const isBlank = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
const byteOrderMark = [0xef, 0xbb, 0xbf];

/**
 * Finds where the wanted values of a JSON text begin and end (RFC 8259), whatever pieces it comes in. Of what it reads over
 * it knows strings and brackets alone.
 */
export class JsonSlicing {
  readonly #form: JsonForm;
  readonly #receiver: Receiver;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  /** How deep the wanted values of a list stand. */
  readonly #depthOfElements: number;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #hasEnded = false;
  #member: string | undefined;
  #index = 0;
  /** What is being cut out, if anything; `list` once the key of a wanted list is read and its bracket is not. */
  #slice: 'key' | 'member' | 'list' | 'element' | undefined;
  #earlierPieces: Uint8Array[] = [];
  #piece: Uint8Array = new Uint8Array();
  /** Where in the piece the slice begins. */
  #from = 0;
  /** Bytes before the piece. */
  #passed = 0;

  constructor(form: JsonForm, receiver: Receiver) {
    this.#form = form;
    this.#receiver = receiver;
    this.#depthOfElements = { object: 2, list: 1, sequence: 0 }[form.outermost];
  }

  scan(piece: Uint8Array): void {
    this.#piece = piece;
    this.#from = 0;
    for (let at = 0; at < piece.length; at++) {
      const byte = piece[at] ?? 0;
      if (this.#isInString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (byte === backslash) this.#isEscaped = true;
        else if (byte === quote) this.#isInString = false;
      } else if (byte === quote && this.#depth > 0) this.#isInString = true;
      else if (byte === openBrace || byte === openBracket) this.#open(byte, at);
      else if (byte === closeBrace || byte === closeBracket) this.#close(at);
      else if (byte === comma) this.#separate(at);
      else if (byte === colon && this.#slice === 'key' && this.#depth === 1) this.#endKey(at);
      else if (this.#depth === 0 && !isBlank(byte) && byteOrderMark[this.#passed + at] !== byte) this.#damaged(at);
    }
    this.#keep();
  }

  /** To be called behind the last piece. */
  end(): void {
    if (this.#depth > 0) this.#receiver.fail('ends in the middle: it is not complete');
    if (!this.#hasEnded && this.#form.outermost !== 'sequence') this.#receiver.fail('is empty');
  }

  #open(byte: number, at: number): void {
    if (this.#depth === 0) this.#begin(byte, at);
    else if (this.#depth === 1 && this.#slice === 'list' && byte === openBracket) this.#start('element', at + 1);
    this.#depth++;
    if (this.#depth > deepest) this.#receiver.fail(`has more than ${deepest} lists and objects inside each other`);
  }

  #begin(byte: number, at: number): void {
    const { outermost } = this.#form;
    if (this.#hasEnded && outermost !== 'sequence') this.#damaged(at);
    if (byte !== (outermost === 'list' ? openBracket : openBrace)) this.#receiver.fail('is something else');
    if (outermost === 'object') this.#start('key', at + 1);
    else this.#start('element', outermost === 'list' ? at + 1 : at);
  }

  #close(at: number): void {
    if (this.#depth === 0) this.#damaged(at);
    this.#depth--;
    if (this.#slice === 'element' && this.#depth === Math.max(0, this.#depthOfElements - 1)) {
      this.#endElement(this.#form.outermost === 'sequence' ? at + 1 : at, true);
      this.#slice = undefined;
      this.#index = this.#form.outermost === 'sequence' ? this.#index : 0;
    }
    if (this.#depth > 0) return;
    if (this.#slice === 'member') this.#endMember(at);
    this.#slice = undefined;
    this.#hasEnded = true;
  }

  #separate(at: number): void {
    if (this.#depth === 0) this.#damaged(at);
    if (this.#slice === 'element' && this.#depth === this.#depthOfElements) {
      this.#endElement(at, false);
      this.#start('element', at + 1);
    } else if (this.#depth === 1 && this.#form.outermost === 'object') {
      if (this.#slice === 'member') this.#endMember(at);
      this.#start('key', at + 1);
    }
  }

  #endKey(at: number): void {
    const key = this.#parse(this.#cut(at), at);
    this.#member = typeof key === 'string' ? key : this.#damaged(at);
    this.#slice = this.#form.lists?.includes(this.#member) ? 'list' : undefined;
    if (this.#form.members?.includes(this.#member)) this.#start('member', at + 1);
  }

  #endMember(at: number): void {
    this.#receiver.give({ member: this.#member, index: undefined, value: this.#parse(this.#cut(at), at) });
  }

  /** @param isLast of an empty list, nothing stands before its end. */
  #endElement(at: number, isLast: boolean): void {
    const bytes = this.#cut(at);
    if (isLast && this.#index === 0 && bytes.every(isBlank)) return;
    this.#receiver.give({ member: this.#member, index: this.#index, value: this.#parse(bytes, at) });
    this.#index++;
  }

  #start(slice: 'key' | 'member' | 'element', at: number): void {
    this.#slice = slice;
    this.#from = at;
    this.#earlierPieces = [];
  }

  /** What was begun, up to there. */
  #cut(at: number): Uint8Array {
    const last = this.#piece.subarray(this.#from, at);
    if (this.#earlierPieces.length === 0) return last;
    const bytes = Buffer.concat([...this.#earlierPieces, last]);
    this.#earlierPieces = [];
    return bytes;
  }

  /** What was begun goes on in the next piece. */
  #keep(): void {
    if (this.#slice !== undefined && this.#slice !== 'list') {
      this.#earlierPieces.push(this.#piece.subarray(this.#from));
      const length = this.#earlierPieces.reduce((sum, one) => sum + one.length, 0);
      if (length > longest) this.#receiver.fail(`has a value that is longer than ${longest / 1024 / 1024} MiB`);
    }
    this.#passed += this.#piece.length;
  }

  #parse(bytes: Uint8Array, at: number): unknown {
    try {
      return JSON.parse(this.#decoder.decode(bytes));
    } catch {
      // The message of the parser quotes what is in the file.
      return this.#receiver.fail(`is not JSON before byte ${this.#passed + at}`);
    }
  }

  #damaged(at: number): never {
    return this.#receiver.fail(`is not JSON at byte ${this.#passed + at}`);
  }
}
