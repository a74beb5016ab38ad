import { type Kysely, sql } from 'kysely';
import { equalInConstantTime } from '../constant-time.ts';
import { chainStart } from '../directory/audit/chain.ts';
import type { AuditHead } from '../directory/audit.ts';
import { hostId } from '../directory/organization.ts';
import type { Sealer } from '../directory/sealer.ts';
import type { Database } from './database.ts';
import { firstOfEach } from './first-of-each.ts';
import { prepared } from './prepared.ts';
import { inTransaction } from './transaction.ts';
import { unawaited } from './unawaited.ts';

// The end of each organization's chain, signed with the installation key: somebody who writes to the store without the key
// can cut a log off or write it anew, but not its end.

type Db = Kysely<Database>;
type End = Omit<AuditHead, 'isGenuine'>;

const signatureOf = (sealer: Sealer, { organizationId, sequence, hash }: End): string =>
  sealer.sign(JSON.stringify([organizationId, sequence, hash]), 'audit head');

export async function headOf(db: Db, sealer: Sealer, organizationId: string): Promise<AuditHead | undefined> {
  const { rows } = await head(db, { organizationId });
  const [row] = rows;
  if (!row) return undefined;
  const { mac, ...end } = row;
  return { ...end, isGenuine: mac !== '' && equalInConstantTime(mac, signatureOf(sealer, end)) };
}

/** Moves the end on from the head that was read. Only what stands on a genuine one is signed. */
export async function moveHead(db: Db, sealer: Sealer, before: AuditHead | undefined, after: End): Promise<void> {
  const mac = before?.isGenuine ? signatureOf(sealer, after) : '';
  if (before) await update(db, { ...after, mac, from: before.sequence });
  else await insert(db, { ...after, mac });
}

/** Gives a new organization the end of a log without entries. */
export async function beginLog(db: Db, sealer: Sealer, organizationId: string): Promise<void> {
  await signHead(db, sealer, { organizationId, sequence: 0, hash: chainStart });
}

/** Begins the log of the host, which is there before the first start, unless anything was ever recorded. */
export async function beginFirstLog(db: Db, sealer: Sealer): Promise<void> {
  await inTransaction(db, async (transaction) => {
    const known = (['audit_heads', 'audit_entries'] as const).map((table) =>
      transaction.selectFrom(table).select('organization_id').limit(1).executeTakeFirst(),
    );
    if ((await Promise.all(known)).every((row) => row === undefined)) await beginLog(transaction, sealer, hostId);
  });
}

/** Signs this as the end, whatever stood there. */
export async function signHead(db: Db, sealer: Sealer, end: End): Promise<void> {
  const { organizationId, sequence, hash } = end;
  const rest = { sequence, hash, mac: signatureOf(sealer, end) };
  await db
    .insertInto('audit_heads')
    .values({ organization_id: organizationId, ...rest })
    .onConflict((conflict) => conflict.column('organization_id').doUpdateSet(rest))
    .execute();
}

/** The end as entries and anchors have it. */
export async function actualEnd(db: Db, organizationId: string): Promise<End> {
  const ends = await Promise.all(
    (['audit_entries', 'audit_anchors'] as const).map((table) =>
      db
        .selectFrom(table)
        .select(['sequence', 'hash'])
        .where('organization_id', '=', organizationId)
        .orderBy('sequence', 'desc')
        .limit(1)
        .executeTakeFirst(),
    ),
  );
  const [last] = ends.filter((end) => end !== undefined).sort((a, b) => b.sequence - a.sequence);
  return { organizationId, ...(last ?? { sequence: 0, hash: chainStart }) };
}

/** Whatever has, or should have, an audit log. */
export async function logOwners(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`select id from organizations
    union select organization_id from audit_heads
    union select organization_id from audit_anchors`.execute(db);
  const withEntries = await firstOfEach(db, 'audit_entries', 'sequence');
  const owners = [...rows.map(({ id }) => id), ...withEntries.map(({ organizationId }) => organizationId)];
  return [...new Set(owners)].sort();
}

type Row = End & { readonly mac: string };

const head = prepared<{ readonly organizationId: string }, Row>((db, place) =>
  db
    .selectFrom('audit_heads')
    .select(['organization_id as organizationId', 'sequence', 'hash', 'mac'])
    .where('organization_id', '=', place('organizationId')),
);

const insert = prepared<Row, unknown>((db, place) =>
  db.insertInto('audit_heads').values({
    organization_id: place('organizationId'),
    sequence: place('sequence'),
    hash: place('hash'),
    mac: place('mac'),
  }),
);

const update = prepared<Row & { readonly from: number }, unknown>((db, place) =>
  db
    .updateTable('audit_heads')
    .modifyEnd(unawaited)
    .set({ sequence: place('sequence'), hash: place('hash'), mac: place('mac') })
    .where('organization_id', '=', place('organizationId'))
    .where('sequence', '=', place('from')),
);
