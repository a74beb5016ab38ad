import type { StoredAuditEntry } from '../audit.ts';
import type { Anchor } from './anchor.ts';
import type { ArchiveLine } from './archive.ts';
import { type BrokenChain, chainHash } from './chain.ts';

/** What was found of one log in an archive. */
export interface ArchivedReport {
  readonly organizationId: string;
  readonly name: string;
  readonly from: number;
  readonly end: Anchor;
  readonly fault: BrokenChain | undefined;
  /** Those of the wanted anchors that it has. */
  readonly met: readonly Anchor[];
}

/**
 * Checks the logs of an archive one after the other, while its lines are read. Whether they end as they should is
 * for the caller to check, who knows the expected end.
 *
 * @throws Error when the lines are not in the order of an archive.
 */
export async function* checkArchive(
  lines: AsyncIterable<ArchiveLine>,
  wanted: readonly Anchor[],
): AsyncGenerator<ArchivedReport> {
  let walk: Walk | undefined;
  for await (const line of lines) {
    if ('log' in line && !walk) walk = new Walk(line.log, wanted);
    else if ('entry' in line && walk) walk.step(line.entry);
    else if ('end' in line && walk) {
      yield walk.finish(line.end);
      walk = undefined;
    } else if (!('archive' in line) || walk) throw new Error('its lines are not in order');
  }
  if (walk) throw new Error('its last log has no end');
}

/** The way along one log: knows the hash of the entry before. */
class Walk {
  readonly #log: Extract<ArchiveLine, { log: unknown }>['log'];
  readonly #wanted: readonly Anchor[];
  readonly #met: Anchor[] = [];
  #previous: string;
  #expected: number;
  #fault: BrokenChain | undefined;

  constructor(log: Extract<ArchiveLine, { log: unknown }>['log'], wanted: readonly Anchor[]) {
    this.#log = log;
    this.#wanted = wanted.filter(({ organizationId }) => organizationId === log.organizationId);
    this.#previous = log.after.hash;
    this.#expected = log.after.sequence + 1;
  }

  step(entry: StoredAuditEntry): void {
    const isNext = entry.sequence === this.#expected && entry.organizationId === this.#log.organizationId;
    if (!isNext) this.#fault ??= { sequence: this.#expected, reason: 'missing' };
    else if (chainHash(this.#previous, entry) !== entry.hash) {
      this.#fault ??= { sequence: entry.sequence, reason: 'altered' };
    }
    this.#met.push(...this.#wanted.filter(({ sequence, hash }) => sequence === entry.sequence && hash === entry.hash));
    this.#previous = entry.hash;
    this.#expected = entry.sequence + 1;
  }

  finish(end: Anchor): ArchivedReport {
    const { organizationId, name, after } = this.#log;
    const isEnd = end.sequence === this.#expected - 1 && end.hash === this.#previous;
    if (!isEnd) this.#fault ??= { sequence: this.#expected, reason: 'missing' };
    return { organizationId, name, from: after.sequence + 1, end, fault: this.#fault, met: this.#met };
  }
}
