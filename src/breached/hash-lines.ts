/** Reads the lines of the Pwned Passwords corpus: SHA-1 in hexadecimal digits, a colon, and how often it was seen. */
export class HashLines {
  readonly #prefix: readonly number[];
  readonly #take: (high: number, low: number) => void;
  readonly #minimumCount: number;
  #rest = Buffer.alloc(0);
  #line = 0;

  /**
   * @param prefix the first five digits, in a file of a range whose lines have the other 35; otherwise none.
   * @param take is given the first 64 bits of each hash that was seen often enough.
   */
  constructor(prefix: string, minimumCount: number, take: (high: number, low: number) => void) {
    this.#prefix = [...Buffer.from(prefix)].map((digit) => digits[digit] as number);
    this.#minimumCount = minimumCount;
    this.#take = take;
  }

  /** @throws NoHashError */
  write(chunk: Buffer): void {
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    const end = bytes.lastIndexOf(newline) + 1;
    this.#read(bytes, end);
    // A line has fewer than 64 characters.
    if (bytes.length - end > longestLine) throw new NoHashError(this.#line + 1);
    this.#rest = Buffer.from(bytes.subarray(end));
  }

  /** The last line need not have an end. @throws NoHashError */
  end(): void {
    if (this.#rest.length > 0) this.write(Buffer.from('\n'));
  }

  #read(bytes: Buffer, end: number): void {
    let at = this.#line === 0 && bytes.subarray(0, 3).equals(byteOrderMark) ? 3 : 0;
    while (at < end) {
      this.#line += 1;
      const lineEnd = bytes.indexOf(newline, at);
      const textEnd = bytes[lineEnd - 1] === carriageReturn ? lineEnd - 1 : lineEnd;
      if (textEnd > at) this.#readLine(bytes, at, textEnd);
      at = lineEnd + 1;
    }
  }

  #readLine(bytes: Buffer, from: number, to: number): void {
    const colon = bytes[from + sha1Digits] === 58 || to - from === sha1Digits ? sha1Digits : rangeDigits;
    const prefix = colon === sha1Digits ? [] : this.#prefix;
    if (colon + prefix.length !== sha1Digits) throw new NoHashError(this.#line);
    let [high, low, faults] = [0, 0, 0];
    for (let digit = 0; digit < sha1Digits; digit += 1) {
      const value = prefix[digit] ?? (digits[bytes[from + digit - prefix.length] as number] as number);
      faults |= value;
      if (digit < 8) high = (high << 4) | value;
      else if (digit < 16) low = (low << 4) | value;
    }
    const count = this.#countIn(bytes, from + colon, to);
    if (faults > 15 || Number.isNaN(count)) throw new NoHashError(this.#line);
    // Answers to ranges are padded with hashes that were never seen.
    if (count > 0 && count >= this.#minimumCount) this.#take(high >>> 0, low >>> 0);
  }

  /** What stands behind the colon; once, where no count is said. NaN when it is no number. */
  #countIn(bytes: Buffer, colon: number, to: number): number {
    if (colon === to) return 1;
    let count = bytes[colon] === 58 && colon + 1 < to ? 0 : Number.NaN;
    for (let at = colon + 1; at < to; at += 1) {
      const digit = (bytes[at] as number) - 48;
      count = digit >= 0 && digit <= 9 ? count * 10 + digit : Number.NaN;
    }
    return count;
  }
}

/** The line is none of the corpus. */
export class NoHashError extends Error {
  override readonly name = 'NoHashError';
  readonly line: number;

  constructor(line: number) {
    super(`line ${line}`);
    this.line = line;
  }
}

const sha1Digits = 40;
const rangeDigits = 35;
const longestLine = 64;
const [newline, carriageReturn] = [10, 13];
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** The value of a hexadecimal digit by its byte; 255 for another one. */
const digits = new Uint8Array(256).fill(255);
for (let value = 0; value < 16; value += 1) {
  for (const digit of [value.toString(16), value.toString(16).toUpperCase()]) digits[digit.charCodeAt(0)] = value;
}
