import { takeTurns } from '../../turns.ts';
import type { AuditLog, AuditQuery, StoredAuditEntry } from '../audit.ts';
import type { Permitted } from '../permission.ts';

interface Audit {
  readonly audit: AuditLog;
}

/** Entries read from the store at once: a long list is never held in memory as a whole, nor the event loop by it. */
const batchSize = 250;

/** Of their details. An entry about ten thousand members has half of it alone: then fewer are read at once. */
const charactersAtOnce = 500_000;

function nextSize(size: number, batch: readonly StoredAuditEntry[]): number {
  const characters = batch.reduce((sum, { details }) => sum + details.length, 0);
  return characters > charactersAtOnce ? Math.ceil(size / 8) : Math.min(2 * size, batchSize);
}

/** What one answer has at the most. */
const mostAtOnce = 1_000_000;

/**
 * The entries that a query asks for, at most a million, read while they are used. Entries written meanwhile do not shift
 * the rest.
 */
export async function* readAudit(
  { audit }: Audit,
  { organizationId }: Permitted<'audit.read'>,
  query: AuditQuery,
): AsyncGenerator<StoredAuditEntry> {
  let last: StoredAuditEntry | undefined;
  let size = batchSize;
  for (let left = Math.min(query.limit, mostAtOnce); left > 0; ) {
    const limit = Math.min(size, left);
    const batch = await audit.read(organizationId, { ...query, limit }, last);
    for (const entry of batch) {
      yield entry;
      // In the order of their category, those that name ten thousand members stand side by side: each takes a while to write.
      await takeTurns();
    }
    last = batch.at(-1);
    if (batch.length < limit) return;
    left -= limit;
    size = nextSize(size, batch);
  }
}

/** How many entries there are. */
export const countAudit = ({ audit }: Audit, { organizationId }: Permitted<'audit.read'>): Promise<number> =>
  audit.count(organizationId);

/** The entries of a chain after the one of this number, in its order. */
export async function* readChain(
  { audit }: Audit,
  { organizationId }: Permitted<'audit.read' | 'audit.archive'>,
  after: number,
): AsyncGenerator<StoredAuditEntry> {
  for (let sequence = after; ; ) {
    await takeTurns();
    const batch = await audit.after(organizationId, sequence, batchSize);
    yield* batch;
    const last = batch.at(-1);
    if (!last || batch.length < batchSize) return;
    ({ sequence } = last);
  }
}
