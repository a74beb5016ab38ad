import { type Kysely, type RawBuilder, type Selectable, type SqlBool, sql } from 'kysely';
import type { Cause } from '../directory/cause.ts';
import { newId } from '../directory/identifier.ts';
import type { LockedSource, Notice } from '../directory/outbox.ts';
import type { Sealer } from '../directory/sealer.ts';
import type { MailJob, MailQueue, MailQueueAdministration, QueuedMail } from '../mail/queue.ts';
import type { Database } from './database.ts';
import { organizationsDue } from './organizations-due.ts';
import { linkLabel, readPayload } from './outbox.ts';

/**
 * What somebody waits for goes before all else, and of that, what lives for minutes before what lives for days. Kind by kind, each
 * of which an index has in the order in which its mails are due: of several, it would be looked for among all that wait.
 */
const order: readonly RawBuilder<SqlBool>[] = [
  sql`kind = 'SecondFactorCode'`,
  sql`kind = 'ForgotPassword'`,
  sql`kind = 'EmailConfirmation'`,
  sql`true`,
];

export function mailQueue(db: Kysely<Database>, sealer: Sealer): MailQueue {
  const held = ({ organizationId, id, claim }: MailJob) =>
    db
      .updateTable('outbox')
      .where('organization_id', '=', organizationId)
      .where('id', '=', id)
      .where('claim', '=', claim)
      .where('delivered_at', 'is', null)
      .where('dead_at', 'is', null);

  return {
    organizationsDue: (now) => organizationsDue(db, 'outbox', now, sql`delivered_at is null and dead_at is null`),

    async claim(organizationId, { now, until, limit }) {
      const claim = newId();
      const take = async (count: number, which: RawBuilder<SqlBool>) => {
        const due = db
          .selectFrom('outbox')
          .select('id')
          .where('organization_id', '=', organizationId)
          .where('delivered_at', 'is', null)
          .where('dead_at', 'is', null)
          .where(which)
          .where('available_at', '<=', now)
          .where(({ or, eb }) => or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
          // Not by id as well: thousands that were written together are due at the same moment, and all of them would be sorted.
          .orderBy('available_at')
          .limit(count);
        return await db
          .updateTable('outbox')
          .set({ claim, available_at: until, attempts: sql`attempts + 1` })
          .where('organization_id', '=', organizationId)
          .where('id', 'in', due)
          .where('available_at', '<=', now)
          .returningAll()
          .execute();
      };
      const taken: Selectable<Database['outbox']>[] = [];
      for (const which of order) {
        if (taken.length < limit) taken.push(...(await take(limit - taken.length, which)));
      }
      return taken.map((row) => toJob(row, claim, sealer));
    },

    async finish(job, at) {
      // Nobody needs the link any more.
      const payload = JSON.stringify({ userId: job.notice?.userId, at: job.notice?.at });
      await held(job).set({ delivered_at: at, claim: null, payload }).execute();
    },

    async retry(job, availableAt, error) {
      await held(job).set({ available_at: availableAt, claim: null, last_error: error }).execute();
    },

    async postpone(job, availableAt) {
      await held(job).set({ available_at: availableAt, claim: null, attempts: sql`attempts - 1` }).execute();
    },

    async giveUp(job, at, error) {
      await held(job).set({ dead_at: at, claim: null, last_error: error }).execute();
    },
  };
}

function toJob(row: Selectable<Database['outbox']>, claim: string, sealer: Sealer): MailJob {
  return {
    organizationId: row.organization_id,
    id: row.id,
    claim,
    notice: toNotice(row, sealer),
    attempts: row.attempts,
  };
}

const linkKinds = ['ForgotPassword', 'UserInvitation', 'EmailConfirmation'] as const;

/** Undefined for one that cannot be read. It must not keep the others from being sent. */
function toNotice(row: Selectable<Database['outbox']>, sealer: Sealer): Notice | undefined {
  const { userId, at, link, cause, source, template, actor, expiresAt, factor, left } = readPayload(row.payload);
  if (typeof userId !== 'string' || typeof at !== 'number') return undefined;
  const by = cause === undefined ? {} : { cause: cause as Cause };
  const base = { organizationId: row.organization_id, userId, at, ...by };
  if (row.kind === 'PasswordChanged') return { ...base, kind: row.kind };
  if (row.kind === 'PasswordExpires' || row.kind === 'CredentialsExpire') {
    return { ...base, kind: row.kind, expiresAt: Number(expiresAt) };
  }
  if (row.kind === 'AccountLockedOut') return { ...base, kind: row.kind, source: readSource(source) };
  if (row.kind === 'MessageTemplateChanged') {
    return { ...base, kind: row.kind, template: String(template ?? ''), actor: String(actor ?? '') };
  }
  const about = secondFactorNotice(row.kind, { factor: String(factor ?? ''), left: Number(left) });
  if (about) return { ...base, ...about };
  const kind = linkKinds.find((one) => one === row.kind);
  const secret = typeof link === 'string' ? sealer.unseal(link, linkLabel(row.organization_id, row.id)) : undefined;
  if (secret === undefined) return undefined;
  const until = row.expires_at ?? 0;
  if (row.kind === 'SecondFactorCode') return { ...base, kind: row.kind, code: secret, expiresAt: until };
  return kind && { ...base, kind, link: { path: secret, expiresAt: until } };
}

/** What stands in the notices about second factors that carry no code. */
function secondFactorNotice(kind: string, { factor, left }: { readonly factor: string; readonly left: number }) {
  if (kind === 'SecondFactorAdded' || kind === 'SecondFactorRemoved') return { kind, factor } as const;
  if (kind === 'SecondFactorsReset' || kind === 'RecoveryCodesReplaced') return { kind } as const;
  return kind === 'RecoveryCodeUsed' ? ({ kind, left } as const) : undefined;
}

/** A notice of an earlier version says of no source: the account was locked for everybody. */
const readSource = (source: unknown): LockedSource =>
  (source as LockedSource | undefined) ?? { kind: 'everybody', network: '' };

export function mailOffice(db: Kysely<Database>): MailQueueAdministration {
  const first = (which: RawBuilder<SqlBool>) =>
    db.selectFrom('outbox').select('created_at').where('delivered_at', 'is', null).where(which).limit(1000).as('first');
  const count = (which: RawBuilder<SqlBool>) =>
    db
      .selectFrom(first(which))
      .select(({ fn }) => [fn.countAll<number>().as('count'), fn.min<number | null>('created_at').as('oldestAt')])
      .executeTakeFirstOrThrow();
  return {
    async depth() {
      const waiting = await count(sql`dead_at is null`);
      const dead = await count(sql`dead_at is not null`);
      return { waiting: Number(waiting.count), dead: Number(dead.count), oldestAt: waiting.oldestAt ?? undefined };
    },

    async list(which) {
      const query = db.selectFrom('outbox').selectAll().where('delivered_at', 'is', null);
      const [rows, order] =
        which === 'dead'
          ? ([query.where('dead_at', 'is not', null), 'dead_at'] as const)
          : ([query.where('dead_at', 'is', null), 'available_at'] as const);
      return (await rows.orderBy(order).orderBy('id').limit(1000).execute()).map(toEntry);
    },

    async revive(id, now) {
      let query = db
        .updateTable('outbox')
        .set({ dead_at: null, attempts: 0, available_at: now })
        .where('dead_at', 'is not', null)
        .where(({ or, eb }) => or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]));
      if (id !== undefined) query = query.where('id', '=', id);
      return Number((await query.executeTakeFirst()).numUpdatedRows);
    },
  };
}

function toEntry(row: Selectable<Database['outbox']>): QueuedMail {
  const { userId } = readPayload(row.payload);
  return {
    id: row.id,
    kind: row.kind,
    organizationId: row.organization_id,
    userId: typeof userId === 'string' ? userId : '?',
    attempts: row.attempts,
    at: row.dead_at ?? row.available_at,
    lastError: row.last_error,
  };
}
