import { type Kysely, type Selectable, sql } from 'kysely';
import { equalInConstantTime } from '../constant-time.ts';
import type { ArchiveAnchor, ArchiveAnchors } from '../directory/audit/anchor.ts';
import type { Sealer } from '../directory/sealer.ts';
import type { Database } from './database.ts';

type Db = Kysely<Database>;

export function auditAnchors(db: Db, sealer: Sealer): ArchiveAnchors {
  const all = async (organizationId: string) =>
    (await of(db, organizationId).orderBy('sequence').execute()).map((row) => toAnchor(sealer, row));

  return {
    async newest(organizationId) {
      const row = await of(db, organizationId).orderBy('sequence', 'desc').limit(1).executeTakeFirst();
      return row && toAnchor(sealer, row);
    },

    async at(organizationId, sequence) {
      const row = await of(db, organizationId).where('sequence', '=', sequence).executeTakeFirst();
      return row && toAnchor(sealer, row);
    },

    async add(anchor) {
      const { organizationId, archivedAt, ...rest } = anchor;
      const mac = signatureOf(sealer, anchor);
      await db
        .insertInto('audit_anchors')
        .values({ ...rest, organization_id: organizationId, archived_at: archivedAt, mac })
        .execute();
    },

    async dropForged(organizationId) {
      for (const anchor of (await all(organizationId)).filter(({ isGenuine }) => !isGenuine)) {
        await db
          .deleteFrom('audit_anchors')
          .where('organization_id', '=', organizationId)
          .where('sequence', '=', anchor.sequence)
          .execute();
      }
    },

    async removeArchived(organizationId, limit) {
      const anchor = (await all(organizationId)).findLast(({ isGenuine }) => isGenuine);
      if (!anchor) return 0;
      const { numAffectedRows = 0n } = await sql`delete from audit_entries where organization_id = ${organizationId}
        and sequence in (select sequence from audit_entries where organization_id = ${organizationId}
          and sequence <= ${anchor.sequence} order by sequence limit ${limit})`.execute(db);
      return Number(numAffectedRows);
    },
  };
}

/** Signs the anchors of a log with another key: those that are genuine under the one before, or all where it is lost. */
export async function signAnchors(db: Db, organizationId: string, before: Sealer | null, after: Sealer): Promise<void> {
  for (const row of await of(db, organizationId).execute()) {
    const anchor = toAnchor(before ?? after, row);
    if (before && !anchor.isGenuine) continue;
    await db
      .updateTable('audit_anchors')
      .set({ mac: signatureOf(after, anchor) })
      .where('organization_id', '=', organizationId)
      .where('sequence', '=', anchor.sequence)
      .execute();
  }
}

const of = (db: Db, organizationId: string) =>
  db.selectFrom('audit_anchors').selectAll().where('organization_id', '=', organizationId);

function signatureOf(sealer: Sealer, anchor: Omit<ArchiveAnchor, 'isGenuine'>): string {
  const { organizationId, sequence, hash, file, digest, archivedAt } = anchor;
  return sealer.sign(JSON.stringify([organizationId, sequence, hash, file, digest, archivedAt]), 'audit anchor');
}

function toAnchor(
  sealer: Sealer,
  { organization_id, archived_at, mac, ...row }: Selectable<Database['audit_anchors']>,
): ArchiveAnchor {
  const anchor = { ...row, organizationId: organization_id, archivedAt: archived_at };
  return { ...anchor, isGenuine: mac !== '' && equalInConstantTime(mac, signatureOf(sealer, anchor)) };
}
