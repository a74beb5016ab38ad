import { closeSync, openSync, readSync, writeSync } from 'node:fs';

/** Keys are told apart by so many of their first bits on the disk. */
const partitionBits = 12;
const partitions = 1 << partitionBits;

/** So many keys are in memory at the most: 32 MiB, and as much again while they are put in order. */
const usualBatch = 4 * 1024 * 1024;

/** Keys that were written together, in the order of their partitions. */
interface Batch {
  /** Where in the file it begins, in bytes. */
  readonly offset: number;
  /** Before which key each partition begins; at the end, how many there are. */
  readonly starts: Uint32Array;
}

/**
 * Takes any number of keys of 64 bits in any order, and gives them back in their order, piece by piece and each once, in
 * bounded memory: what is too much lies in a file.
 */
export class KeyPile implements Disposable {
  readonly #descriptor: number;
  readonly #batches: Batch[] = [];
  /** Pairs of the lower and the upper half, which is a key as this machine writes it. */
  readonly #fresh: Uint32Array;
  readonly #sorted: Uint32Array;
  #taken = 0;
  #written = 0;

  /** @param file is made, and not there before. */
  constructor(file: string, batch = usualBatch) {
    this.#descriptor = openSync(file, 'wx+', 0o600);
    this.#fresh = new Uint32Array(2 * batch);
    this.#sorted = new Uint32Array(2 * batch);
  }

  /** How many were added, those included that were added more than once. */
  get size(): number {
    return this.#written / 8 + this.#taken / 2;
  }

  add(high: number, low: number): void {
    this.#fresh[this.#taken++] = low;
    this.#fresh[this.#taken++] = high;
    if (this.#taken === this.#fresh.length) this.#write();
  }

  /**
   * The keys, in `pieces` pieces that differ in their first bits.
   *
   * @param pieces a power of two, at most 4096.
   */
  *inPieces(pieces: number): Generator<Uint32Array> {
    this.#write();
    const width = partitions / pieces;
    for (let first = 0; first < partitions; first += width) yield this.#piece(first, first + width);
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor);
  }

  /** Writes what is in memory in the order of the partitions: their sizes are counted, then each key goes where it belongs. */
  #write(): void {
    const fresh = this.#fresh.subarray(0, this.#taken);
    const starts = new Uint32Array(partitions + 1);
    for (let at = 1; at < fresh.length; at += 2) step(starts, partitionOf(fresh[at] as number) + 1);
    for (let partition = 0; partition < partitions; partition += 1) {
      starts[partition + 1] = (starts[partition + 1] as number) + (starts[partition] as number);
    }
    const next = starts.slice();
    for (let at = 0; at < fresh.length; at += 2) {
      const place = 2 * step(next, partitionOf(fresh[at + 1] as number));
      this.#sorted[place] = fresh[at] as number;
      this.#sorted[place + 1] = fresh[at + 1] as number;
    }
    const bytes = new Uint8Array(this.#sorted.buffer, 0, 4 * fresh.length);
    for (let done = 0; done < bytes.length; )
      done += writeSync(this.#descriptor, bytes, done, bytes.length - done, this.#written + done);
    this.#batches.push({ offset: this.#written, starts });
    this.#written += bytes.length;
    this.#taken = 0;
  }

  /** The keys of some partitions, in their order and without repetitions. */
  #piece(first: number, end: number): Uint32Array {
    const parts = this.#batches.map(({ offset, starts }) => {
      const [from, to] = [starts[first] as number, starts[end] as number];
      return { position: offset + 8 * from, length: 8 * (to - from) };
    });
    const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
    let filled = 0;
    for (const { position, length } of parts) {
      for (let done = 0; done < length; ) {
        const read = readSync(this.#descriptor, bytes, filled + done, length - done, position + done);
        if (read === 0) throw new Error('A file that was just written has become shorter.');
        done += read;
      }
      filled += length;
    }
    return unique(new BigUint64Array(bytes.buffer));
  }
}

/** Counts one of them on, and returns what it was. */
function step(counts: Uint32Array, which: number): number {
  const before = counts[which] as number;
  counts[which] = before + 1;
  return before;
}

const partitionOf = (high: number): number => high >>> (32 - partitionBits);

function unique(keys: BigUint64Array): Uint32Array {
  keys.sort();
  let kept = 0;
  for (let at = 0; at < keys.length; at += 1) {
    if (at === 0 || keys[at] !== keys[at - 1]) keys[kept++] = keys[at] as bigint;
  }
  return new Uint32Array(keys.buffer, 0, 2 * kept);
}
