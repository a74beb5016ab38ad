import { LruMemory, sizeOf } from '../lru.ts';
import type { MayReach } from '../outgoing/reachable.ts';
import { failureReason, sendRequest } from '../outgoing/request.ts';
import type { Breach } from '../password/breached.ts';
import { HashLines } from './hash-lines.ts';

interface RangeLookUpParts {
  /** In front of the five digits, with the slash. */
  readonly url: string;
  readonly mayReach: MayReach;
  readonly log: { warn(fields: object, message: string): void };
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
  /** How long a person waits for an answer; a second unless told otherwise. */
  readonly deadlineMs?: number;
}

/** A range has some 2000 hashes, of which each answer has all. */
interface Range {
  readonly hashes: BigUint64Array;
  readonly at: number;
}

const usualDeadlineMs = 1000;

/** A range has some 80 KiB. */
const mostBytes = 1024 * 1024;

/** For so long an answer is used again. */
const freshMs = 24 * 60 * 60_000;

/** Enough for a thousand ranges. */
const memoryBytes = 16 * 1024 * 1024;

/** So many requests may be under way; whoever comes then gets no answer. */
const mostAtOnce = 32;

/** After so many failures in a row, nothing is asked for so long: nobody waits for a server that is away. */
const patience = { failures: 3, pauseMs: 10_000 };

/**
 * Looks passwords up by range, as the API of Pwned Passwords does: only the first five of forty digits of the SHA-1 leave the
 * machine, and the answer is padded, so that its length tells nobody which they were.
 */
export class RangeLookUp {
  readonly #parts: RangeLookUpParts;
  readonly #ranges = new LruMemory<Range>(memoryBytes);
  readonly #asking = new Map<string, Promise<Range | undefined>>();
  #failures = 0;
  #pausedUntil = 0;

  constructor(parts: RangeLookUpParts) {
    this.#parts = parts;
  }

  async find(sha1: Buffer): Promise<Breach> {
    const prefix = sha1.toString('hex').slice(0, 5).toUpperCase();
    const known = this.#ranges.get(prefix);
    const isFresh = known && this.#parts.now() - known.at < freshMs;
    const range = isFresh ? known : await (this.#asking.get(prefix) ?? this.#ask(prefix));
    if (!range) return 'unanswered';
    return range.hashes.includes(sha1.readBigUInt64BE()) ? 'found' : 'absent';
  }

  #ask(prefix: string): Promise<Range | undefined> {
    if (this.#asking.size >= mostAtOnce || this.#parts.now() < this.#pausedUntil) return Promise.resolve(undefined);
    const asking = this.#fetch(prefix).finally(() => this.#asking.delete(prefix));
    this.#asking.set(prefix, asking);
    return asking;
  }

  async #fetch(prefix: string): Promise<Range | undefined> {
    const { url, mayReach, log, now, deadlineMs = usualDeadlineMs } = this.#parts;
    try {
      const request = { method: 'GET', url: `${url}${prefix}`, headers } as const;
      const { status, body } = await sendRequest(request, { deadlineMs, mostBytes, mayReach });
      if (status !== 200) throw new Error(`status ${status}`);
      const range = { hashes: hashesIn(body, prefix), at: now() };
      this.#ranges.set(prefix, range, sizeOf(range.hashes));
      this.#failures = 0;
      return range;
    } catch (error) {
      this.#failures += 1;
      if (this.#failures >= patience.failures) this.#pausedUntil = now() + patience.pauseMs;
      log.warn({ url, reason: failureReason(error) }, 'breached passwords not looked up');
      return undefined;
    }
  }
}

const headers = { 'add-padding': 'true', accept: 'text/plain', 'user-agent': 'Gatehouse' };

/** @throws Error when it is no range. Hashes that were never seen are padding. */
function hashesIn(body: Buffer, prefix: string): BigUint64Array {
  const hashes: bigint[] = [];
  const lines = new HashLines(prefix, 1, (high, low) => hashes.push((BigInt(high) << 32n) | BigInt(low)));
  lines.write(body);
  lines.end();
  return BigUint64Array.from(hashes);
}
