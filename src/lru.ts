interface Entry<Value> {
  readonly value: Value;
  readonly bytes: number;
}

/** What an entry takes besides its key and its value. */
const entryBytes = 100;

/**
 * A cache that is bounded in bytes, keys included: when it grows too large, what was used longest ago is dropped. What is
 * larger than the whole cache is not kept.
 */
export class LruMemory<Value> {
  readonly #most: number;
  #bytes = 0;
  /** A Map keeps its entries in the order of insertion; every use inserts the entry again. */
  readonly #entries = new Map<string, Entry<Value>>();

  constructor(mostBytes: number) {
    this.#most = mostBytes;
  }

  /** Bytes that are taken at the moment. */
  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** @param bytes what the value takes: see `sizeOf`. */
  set(key: string, value: Value, bytes: number): void {
    this.delete(key);
    const entry = { value, bytes: entryBytes + sizeOf(key) + bytes };
    this.#entries.set(key, entry);
    this.#bytes += entry.bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#most) return;
      this.delete(oldest);
    }
  }

  /**
   * Keeps what is still to come: those who ask for the same meanwhile wait for the same. What fails is forgotten, and how much
   * the value takes turns out when it is there.
   */
  setPending<Result>(key: string, value: Value, result: Promise<Result>, bytesOf: (result: Result) => number): void {
    this.set(key, value, 0);
    const isStillKept = () => this.#entries.get(key)?.value === value;
    result.then(
      (known) => {
        if (isStillKept()) this.set(key, value, bytesOf(known));
      },
      () => {
        if (isStillKept()) this.delete(key);
      },
    );
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#bytes -= entry.bytes;
  }
}

/** About how many bytes of memory plain data takes; rather too many than too few. */
export function sizeOf(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return 24 + 2 * value.length;
    case 'object': {
      if (value === null) return 8;
      if (ArrayBuffer.isView(value)) return 100 + value.byteLength;
      let bytes = 48;
      for (const member of Object.values(value)) bytes += 8 + sizeOf(member);
      return bytes;
    }
    default:
      return 16;
  }
}
