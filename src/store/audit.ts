import type { Kysely, Selectable } from 'kysely';
import type { AuditEntry, AuditHead, AuditLog, AuditQuery, StoredAuditEntry } from '../directory/audit.ts';
import { chainHash, chainStart } from '../directory/audit-chain.ts';
import type { Database } from './database.ts';
import { prepared } from './prepared.ts';
import { insertRows } from './rows.ts';

type AuditRow = Selectable<Database['audit_entries']>;

export function auditLog(db: Kysely<Database>): AuditLog {
  const ofOrganization = (organizationId: string) =>
    db.selectFrom('audit_entries').selectAll().where('organization_id', '=', organizationId);
  const headOf = async (organizationId: string) => (await head(db, { organizationId })).rows[0];

  return {
    async append(entry) {
      const last = await headOf(entry.organizationId);
      const stored = chained(entry, last);
      await insert(db, toRow(stored));
      const { organizationId, sequence, hash } = stored;
      if (last) await moveHead(db, { organizationId, sequence, hash, from: last.sequence });
      else await setHead(db, { organizationId, sequence, hash });
    },

    async appendMany(organizationId, entries) {
      const before = await headOf(organizationId);
      let last = before;
      const rows = entries.map((entry) => {
        const stored = chained(entry, last);
        last = { organizationId, sequence: stored.sequence, hash: stored.hash };
        return Object.values(toRow(stored));
      });
      await insertMany(db, rows);
      if (!last) return;
      if (before) await moveHead(db, { ...last, from: before.sequence });
      else await setHead(db, last);
    },

    head: headOf,

    heads: () =>
      db
        .selectFrom('audit_heads')
        .select(['organization_id as organizationId', 'sequence', 'hash'])
        .orderBy('organization_id')
        .execute(),

    async read(organizationId, query) {
      if (query.orderBy === 'createdOn') return await inOrderOfWriting(organizationId, query);
      const direction = query.descending ? 'desc' : 'asc';
      const rows = await ofOrganization(organizationId)
        .orderBy(columnOf[query.orderBy], direction)
        .orderBy('sequence', direction)
        .limit(query.limit)
        .offset(query.skip)
        .execute();
      return rows.map(toEntry);
    },

    async after(organizationId, sequence, limit) {
      const rows = await ofOrganization(organizationId)
        .where('sequence', '>', sequence)
        .orderBy('sequence')
        .limit(limit)
        .execute();
      return rows.map(toEntry);
    },
  };

  /** Numbers have no gaps, so what is left out can be counted instead of read. */
  async function inOrderOfWriting(organizationId: string, { descending, skip, limit }: AuditQuery) {
    const last = (await headOf(organizationId))?.sequence ?? 0;
    const from = descending ? last - skip : skip + 1;
    const rows = await ofOrganization(organizationId)
      .where('sequence', descending ? '<=' : '>=', from)
      .orderBy('sequence', descending ? 'desc' : 'asc')
      .limit(limit)
      .execute();
    return rows.map(toEntry);
  }
}

const columnOf = { category: 'category', action: 'action', userName: 'actor_name', email: 'actor_email' } as const;

function chained(entry: AuditEntry, last: AuditHead | undefined): StoredAuditEntry {
  // Hashed as it will be read back: text without lone surrogates, which no store keeps.
  const details = JSON.stringify(entry.details);
  const { name, email } = entry.actor;
  const actor = { ...entry.actor, name: name.toWellFormed(), email: email?.toWellFormed() ?? null };
  const stored = { ...entry, actor, details, sequence: (last?.sequence ?? 0) + 1 };
  return { ...stored, hash: chainHash(last?.hash ?? chainStart, stored) };
}

const toRow = (entry: StoredAuditEntry): AuditRow => ({
  organization_id: entry.organizationId,
  sequence: entry.sequence,
  created_at: entry.at,
  category: entry.category,
  action: entry.action,
  actor_type: entry.actor.type,
  actor_id: entry.actor.id,
  actor_name: entry.actor.name,
  actor_email: entry.actor.email,
  target_id: entry.targetId,
  details: entry.details,
  trace_id: entry.traceId,
  client_ip: entry.clientIp,
  hash: entry.hash,
});

const toEntry = (row: AuditRow): StoredAuditEntry => ({
  organizationId: row.organization_id,
  sequence: row.sequence,
  at: row.created_at,
  category: row.category,
  action: row.action,
  actor: { type: row.actor_type, id: row.actor_id, name: row.actor_name, email: row.actor_email },
  targetId: row.target_id,
  details: row.details,
  traceId: row.trace_id,
  clientIp: row.client_ip,
  hash: row.hash,
});

const head = prepared<{ readonly organizationId: string }, AuditHead>((db, place) =>
  db
    .selectFrom('audit_heads')
    .select(['organization_id as organizationId', 'sequence', 'hash'])
    .where('organization_id', '=', place('organizationId')),
);

const setHead = prepared<AuditHead, unknown>((db, place) =>
  db
    .insertInto('audit_heads')
    .values({ organization_id: place('organizationId'), sequence: place('sequence'), hash: place('hash') }),
);

const moveHead = prepared<AuditHead & { readonly from: number }, unknown>((db, place) =>
  db
    .updateTable('audit_heads')
    .set({ sequence: place('sequence'), hash: place('hash') })
    .where('organization_id', '=', place('organizationId'))
    .where('sequence', '=', place('from')),
);

/** In the order of `toRow`. */
const insertMany = insertRows('audit_entries', [
  ...(['organization_id', 'sequence', 'created_at', 'category', 'action', 'actor_type', 'actor_id'] as const),
  ...(['actor_name', 'actor_email', 'target_id', 'details', 'trace_id', 'client_ip', 'hash'] as const),
]);

const insert = prepared<AuditRow, unknown>((db, place) =>
  db.insertInto('audit_entries').values({
    organization_id: place('organization_id'),
    sequence: place('sequence'),
    created_at: place('created_at'),
    category: place('category'),
    action: place('action'),
    actor_type: place('actor_type'),
    actor_id: place('actor_id'),
    actor_name: place('actor_name'),
    actor_email: place('actor_email'),
    target_id: place('target_id'),
    details: place('details'),
    trace_id: place('trace_id'),
    client_ip: place('client_ip'),
    hash: place('hash'),
  }),
);
