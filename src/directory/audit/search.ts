import { portions, takeTurns } from '../../turns.ts';
import type { AuditLog, AuditRange, AuditSearch, StoredAuditEntry } from '../audit.ts';
import { storedId } from '../identifier.ts';
import type { Permitted } from '../permission.ts';

interface Audit {
  readonly audit: AuditLog;
}

export interface AuditPage {
  readonly entries: readonly StoredAuditEntry[];
  /** Entries with smaller numbers have not been looked at; undefined when there are none. */
  readonly next: number | undefined;
  /** When the last entry that was looked at was written: the search has come so far. */
  readonly reachedAt: number | undefined;
}

/** Of one search: a text that few entries have is looked for in portions, between which others are served. */
const mostExamined = 50_000;

/** After this long a search returns what it has. */
const mostMs = 1000;

/** Characters of details in one page: one entry about ten thousand members has half of it alone. */
const mostCharacters = 1_000_000;

/** Entries that are read at once. */
const batchSize = 25;

/**
 * The newest entries that a search wants, of those with smaller numbers than `before`: fewer than asked for, or none, where
 * it would have taken too long to find more. Then the next page goes on from where this one has come.
 */
export async function searchAudit(
  { audit }: Audit,
  { organizationId }: Permitted<'audit.read'>,
  { about, ...others }: AuditSearch,
  { before, limit }: { readonly before: number | undefined; readonly limit: number },
): Promise<AuditPage> {
  const search = { ...others, ...(about !== undefined && { about: storedId(about) }) };
  const whole = await audit.rangeOf(organizationId, search);
  let rest = { ...whole, to: Math.min(whole.to, (before ?? Number.MAX_SAFE_INTEGER) - 1) };
  const found: number[] = [];
  const end = performance.now() + mostMs;
  for (let examined = 0; hasAny(rest) && found.length < limit; ) {
    const finding = await audit.find(organizationId, search, rest, limit - found.length);
    found.push(...finding.found);
    rest = finding.rest;
    examined += finding.examined;
    if (examined >= mostExamined || performance.now() > end) break;
    await takeTurns();
  }
  const { entries, isWhole } = await load(audit, organizationId, found);
  const last = entries.at(-1);
  if (!isWhole) return { entries, next: last?.sequence, reachedAt: last?.at };
  if (!hasAny(rest)) return { entries, next: undefined, reachedAt: undefined };
  const [reached] = await audit.pick(organizationId, [rest.to + 1]);
  return { entries, next: rest.to + 1, reachedAt: reached?.at };
}

const hasAny = ({ from, to }: AuditRange): boolean => from <= to;

/** As many of them as one page may have. */
async function load(audit: AuditLog, organizationId: string, found: readonly number[]) {
  const entries: StoredAuditEntry[] = [];
  let characters = 0;
  for (const batch of portions(found, batchSize)) {
    if (characters > mostCharacters) return { entries, isWhole: false };
    const read = await audit.pick(organizationId, batch);
    entries.push(...read);
    characters += read.reduce((sum, { details }) => sum + details.length, 0);
    await takeTurns();
  }
  return { entries, isWhole: true };
}

/** Everything that a search wants, at most so many, the newest first, read while it is used. */
export async function* searchWholeAudit(
  tools: Audit,
  permitted: Permitted<'audit.read'>,
  search: AuditSearch,
  most: number,
): AsyncGenerator<StoredAuditEntry> {
  let before: number | undefined;
  for (let left = most; left > 0; ) {
    const { entries, next } = await searchAudit(tools, permitted, search, { before, limit: Math.min(left, 250) });
    yield* entries;
    if (next === undefined) return;
    left -= entries.length;
    before = next;
    await takeTurns();
  }
}
