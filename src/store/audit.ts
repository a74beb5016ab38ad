import type { Kysely, Selectable } from 'kysely';
import { chainHash } from '../directory/audit/chain.ts';
import type { AuditEntry } from '../directory/audit/entry.ts';
import type { AuditHead, AuditLog, AuditQuery, StoredAuditEntry } from '../directory/audit.ts';
import type { Sealer } from '../directory/sealer.ts';
import { oneAhead, portions } from '../turns.ts';
import { actualEnd, headOf, logOwners, moveHead, signHead } from './audit-heads.ts';
import { sortedPage } from './audit-pages.ts';
import { findInAudit, rangeOfTime } from './audit-search.ts';
import type { Database } from './database.ts';
import { dialectOf } from './dialect.ts';
import { onThread } from './long-query.ts';
import { prepared } from './prepared.ts';
import { insertRows } from './rows.ts';
import { unawaited } from './unawaited.ts';

/** So many are made and written with one statement. */
const perStatement = 1000;

type AuditRow = Selectable<Database['audit_entries']>;

export function auditLog(db: Kysely<Database>, sealer: Sealer): AuditLog {
  const ofOrganization = (organizationId: string) =>
    db.selectFrom('audit_entries').selectAll().where('organization_id', '=', organizationId);
  const head = (organizationId: string) => headOf(db, sealer, organizationId);
  const add = async (before: AuditHead | undefined, entry: AuditEntry) => {
    const stored = chained(entry, before ?? (await actualEnd(db, entry.organizationId)));
    await Promise.all([insert(db, toRow(stored)), moveHead(db, sealer, before, endOf(stored))]);
  };

  return {
    append: async (entry) => add(await head(entry.organizationId), entry),

    appendWhenKnown: async (organizationId, entry) => add(...(await Promise.all([head(organizationId), entry]))),

    async appendMany(organizationId, all, entryOf) {
      if (all.length === 0) return;
      const before = await head(organizationId);
      let last: Pick<AuditHead, 'sequence' | 'hash'> = before ?? (await actualEnd(db, organizationId));
      await oneAhead(portions(all, perStatement), (some) => {
        const rows = some.map((one) => {
          const stored = chained(entryOf(one), last);
          last = stored;
          return valuesOf(stored);
        });
        return insertMany(db, rows);
      });
      await moveHead(db, sealer, before, { organizationId, sequence: last.sequence, hash: last.hash });
    },

    head,

    async count(organizationId) {
      const last = (await head(organizationId))?.sequence ?? 0;
      return last + 1 - (await firstOf(organizationId, last + 1));
    },

    async isOverrun(organizationId) {
      const row = await ofOrganization(organizationId)
        .where('sequence', '>', (where) =>
          where.selectFrom('audit_heads').select('sequence').where('organization_id', '=', organizationId),
        )
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },

    organizationIds: () => logOwners(db),

    async latest(organizationId, { category, action, targetId }) {
      const row = await ofOrganization(organizationId)
        .where('action', '=', action)
        .where('category', '=', category)
        .where('target_id', '=', targetId)
        .orderBy('sequence', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row && toEntry(row);
    },

    async accept(organizationId) {
      const end = await actualEnd(db, organizationId);
      await signHead(db, sealer, end);
      return { ...end, isGenuine: true };
    },

    async close(organizationId) {
      const closed = await db
        .deleteFrom('audit_heads')
        .where('organization_id', '=', organizationId)
        .executeTakeFirst();
      return closed.numDeletedRows > 0n;
    },

    async read(organizationId, query, after) {
      const { orderBy } = query;
      if (orderBy === 'createdOn') return await inOrderOfWriting(organizationId, query, after);
      return (await sortedPage(db, organizationId, { ...query, orderBy }, after)).map(toEntry);
    },

    async after(organizationId, sequence, limit) {
      const rows = await ofOrganization(organizationId)
        .where('sequence', '>', sequence)
        .orderBy('sequence')
        .limit(limit)
        .execute();
      return rows.map(toEntry);
    },

    async rangeOf(organizationId, search) {
      const to = (await head(organizationId))?.sequence ?? 0;
      const whole = { from: await firstOf(organizationId, to + 1), to };
      return await rangeOfTime(db, organizationId, whole, search);
    },

    find: (organizationId, search, range, limit) => findInAudit(db, organizationId, search, range, limit),

    async pick(organizationId, sequences) {
      const isWanted = dialectOf(db).isAmong('sequence', JSON.stringify(sequences), 'number');
      const rows = await ofOrganization(organizationId).where(isWanted).orderBy('sequence', 'desc').execute();
      return rows.map(toEntry);
    },
  };

  /** The number of the first entry that is there; those before it were moved into a file. */
  async function firstOf(organizationId: string, otherwise: number): Promise<number> {
    const { rows } = await first(db, { organizationId });
    return rows[0]?.sequence ?? otherwise;
  }

  /** Numbers have no gaps, so what is left out can be counted instead of read. */
  async function startOf(organizationId: string, { descending, skip }: AuditQuery): Promise<number> {
    if (!descending) return (await firstOf(organizationId, 1)) + skip;
    return ((await head(organizationId))?.sequence ?? 0) - skip;
  }

  async function inOrderOfWriting(organizationId: string, query: AuditQuery, after: StoredAuditEntry | undefined) {
    const { descending, limit } = query;
    const from = after === undefined ? await startOf(organizationId, query) : after.sequence + (descending ? -1 : 1);
    const rows = await ofOrganization(organizationId)
      .$if(after !== undefined, (rest) => rest.modifyFront(onThread))
      .where('sequence', descending ? '<=' : '>=', from)
      .orderBy('sequence', descending ? 'desc' : 'asc')
      .limit(limit)
      .execute();
    return rows.map(toEntry);
  }
}

const endOf = ({ organizationId, sequence, hash }: StoredAuditEntry) => ({ organizationId, sequence, hash });

function chained(entry: AuditEntry, last: Pick<AuditHead, 'sequence' | 'hash'>): StoredAuditEntry {
  // Hashed as it will be read back: text without lone surrogates, which no store keeps.
  const details = JSON.stringify(entry.details);
  const { organizationId, at, category, action, targetId, traceId, clientIp } = entry;
  const { type, id, name, email } = entry.actor;
  const actor = { type, id, name: name.toWellFormed(), email: email?.toWellFormed() ?? null };
  const sequence = last.sequence + 1;
  // Named one by one: to copy an object takes longer than to make it.
  const stored = {
    organizationId,
    sequence,
    at,
    category,
    action,
    actor,
    targetId,
    details,
    traceId,
    clientIp,
    hash: '',
  };
  stored.hash = chainHash(last.hash, stored);
  return stored;
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

/** In the order of the columns of `insertMany`. */
const valuesOf = (entry: StoredAuditEntry): readonly (string | number | null)[] => [
  entry.organizationId,
  entry.sequence,
  entry.at,
  entry.category,
  entry.action,
  entry.actor.type,
  entry.actor.id,
  entry.actor.name,
  entry.actor.email,
  entry.targetId,
  entry.details,
  entry.traceId,
  entry.clientIp,
  entry.hash,
];

const insertMany = insertRows(
  'audit_entries',
  [
    ...(['organization_id', 'sequence', 'created_at', 'category', 'action', 'actor_type', 'actor_id'] as const),
    ...(['actor_name', 'actor_email', 'target_id', 'details', 'trace_id', 'client_ip', 'hash'] as const),
  ],
  { numbers: ['sequence', 'created_at'] },
);

const first = prepared<{ readonly organizationId: string }, Pick<AuditRow, 'sequence'>>((db, place) =>
  db
    .selectFrom('audit_entries')
    .select('sequence')
    .where('organization_id', '=', place('organizationId'))
    .orderBy('sequence')
    .limit(1),
);

const insert = prepared<AuditRow, unknown>((db, place) =>
  db
    .insertInto('audit_entries')
    .modifyEnd(unawaited)
    .values({
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
