/** The text being read: where reading stands, and on which line. */
import { isWhiteSpace } from './clr-char.ts';

/** What {@link Source.significant} gives when nothing is left. */
export const END = -1;

const NUL = 0x00;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * A cursor over the text. Lines end with LF, CR or CR LF. A NUL stands for the end of the text where code looks past
 * it, as in the library's buffer, so a real NUL between tokens counts as a blank.
 */
export class Source {
  readonly text: string;
  position = 0;
  line = 1;
  /** Whether anything has tried to look past the end yet: the library knows the end of its input only then. */
  sawEnd = false;
  #lineStart = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** The number of UTF-16 units of the current line that have been consumed. */
  get column(): number {
    return this.position - this.#lineStart;
  }

  /** The unit at the position, or so many after it; NUL past the end. */
  code(offset = 0): number {
    const index = this.position + offset;
    return index < this.text.length ? this.text.charCodeAt(index) : NUL;
  }

  /** The same unit as text, for messages. */
  character(offset = 0): string {
    return String.fromCharCode(this.code(offset));
  }

  /** Whether there is a unit so many after the position. */
  has(offset: number): boolean {
    if (this.position + offset < this.text.length) return true;
    this.sawEnd = true;
    return false;
  }

  /** Skips what has no meaning between tokens and tells the unit that follows, unconsumed, or {@link END}. */
  significant(): number {
    while (this.position < this.text.length) {
      const code = this.text.charCodeAt(this.position);
      if (code === LINE_FEED || code === CARRIAGE_RETURN) this.endLine(code);
      else if (code === NUL || isWhiteSpace(code)) this.position++;
      else return code;
    }
    this.sawEnd = true;
    return END;
  }

  /** Consumes one unit and tells which; a line end of two units is one. */
  consume(): number {
    const code = this.text.charCodeAt(this.position);
    if (code === LINE_FEED || code === CARRIAGE_RETURN) this.endLine(code);
    else this.position++;
    return code;
  }

  /** Consumes the line end at the position, of which `code` is the first unit. */
  endLine(code: number): void {
    this.position++;
    // The library wants one more unit behind the LF before it takes CR LF together: at the very end of the text the
    // two count as two lines.
    if (code === CARRIAGE_RETURN && this.has(1) && this.code() === LINE_FEED) this.position++;
    this.line++;
    this.#lineStart = this.position;
  }
}
