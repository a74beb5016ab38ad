import type { AuditLog, AuditQuery, StoredAuditEntry } from './audit.ts';
import type { Permitted } from './permission.ts';

interface Audit {
  readonly audit: AuditLog;
}

/** Entries read from the store at once: a long list is never held in memory as a whole. */
const batchSize = 1000;

/** The entries that a query asks for, read while they are used. Entries written meanwhile do not shift the rest. */
export async function* readAudit(
  { audit }: Audit,
  { organizationId }: Permitted<'audit.read'>,
  query: AuditQuery,
): AsyncGenerator<StoredAuditEntry> {
  const last = (await audit.head(organizationId))?.sequence ?? 0;
  for (let done = 0; done < query.limit; done += batchSize) {
    const limit = Math.min(batchSize, query.limit - done);
    const current = (await audit.head(organizationId))?.sequence ?? 0;
    const shift = query.orderBy === 'createdOn' && query.descending ? current - last : 0;
    const batch = await audit.read(organizationId, { ...query, skip: query.skip + done + shift, limit });
    yield* batch;
    if (batch.length < limit) return;
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
    const batch = await audit.after(organizationId, sequence, batchSize);
    yield* batch;
    const last = batch.at(-1);
    if (!last || batch.length < batchSize) return;
    ({ sequence } = last);
  }
}
