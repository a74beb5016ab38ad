import { type Kysely, type Selectable, sql } from 'kysely';
import type { Grants } from '../directory/grant.ts';
import { accountId } from '../directory/user.ts';
import type { FoundGrant, GrantStore, StoredGrant } from '../token/grant/grant-store.ts';
import { handOver } from './back-channel.ts';
import type { Database } from './database.ts';
import { groupCommit } from './group-commit.ts';
import { prepared } from './prepared.ts';
import { revoke, revokeGrants } from './revocations.ts';
import { WaitingGrants, waitingLimits } from './waiting-grants.ts';

const found = ['id', 'grant_id as grantId', 'payload', 'expires_at as expiresAt', 'consumed_at as consumedAt'] as const;

export function grantStore(db: Kysely<Database>, limits = waitingLimits): GrantStore & Grants {
  const together = groupCommit(db);
  const waiting = new WaitingGrants(limits);
  const living = (model: string, now: number) =>
    db
      .selectFrom('grants')
      .select(found)
      .where('model', '=', model)
      .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]));

  return {
    async upsert(grant) {
      const { model, id, requester } = grant;
      await together(async (one) => {
        if (requester !== undefined) await waiting.makeRoom(one, model, requester);
        await upsert(one, { model, id, ...columns(grant) });
      });
    },

    async find(model, id, now) {
      return (await find(db, { model, id, now })).rows[0];
    },

    findByUid: (model, uid, now) => living(model, now).where('uid', '=', uid).executeTakeFirst(),

    findByUserCode: (model, userCode, now) => living(model, now).where('user_code', '=', userCode).executeTakeFirst(),

    findOfUser: (model, user, now) => living(model, now).where('account_id', '=', accountId(user)).execute(),

    async replace(grant) {
      const { numUpdatedRows } = await db
        .updateTable('grants')
        .set(columns(grant))
        .where('model', '=', grant.model)
        .where('id', '=', grant.id)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },

    async prolong(model, id, expiresAt) {
      await together((one) => prolong(one, { model, id, expiresAt }));
    },

    async takeUserCode(model, userCode, now) {
      return await db
        .updateTable('grants')
        .set({ user_code: null })
        .where('model', '=', model)
        .where('user_code', '=', userCode)
        .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]))
        .returning(found)
        .executeTakeFirst();
    },

    async consume(model, id, now, payload) {
      const { numAffectedRows } = await together((one) => consume(one, { model, id, now, payload: payload ?? null }));
      return numAffectedRows === 1n;
    },

    async rotate({ model, id, payload }, successor, grantExpiresAt, now) {
      return await together(async (one) => {
        const { numAffectedRows } = await consume(one, { model, id, now, payload });
        if (numAffectedRows !== 1n) return false;
        await upsert(one, { model: successor.model, id: successor.id, ...columns(successor) });
        await prolong(one, { model: 'Grant', id: successor.grantId, expiresAt: grantExpiresAt });
        return true;
      });
    },

    async destroy(model, id) {
      await db.deleteFrom('grants').where('model', '=', model).where('id', '=', id).execute();
    },

    async beginSession({ id, uid, user, payload, expiresAt }, replaces) {
      const account = accountId(user);
      const sessions = db.deleteFrom('grants').where('model', '=', 'Session');
      if (replaces.id !== undefined) {
        await handOver(db, user, replaces.id, uid);
        await sessions.where('id', '=', replaces.id).execute();
      }
      if (replaces.all) await sessions.where('account_id', '=', account).execute();
      const session = { model: 'Session', id, grantId: null, accountId: account, userCode: null, clientId: null };
      await upsert(db, { model: 'Session', id, ...columns({ ...session, uid, payload, expiresAt }) });
    },

    async endSession(user, uid) {
      const { numDeletedRows } = await db
        .deleteFrom('grants')
        .where('model', '=', 'Session')
        .where('account_id', '=', accountId(user))
        .where('uid', '=', uid)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },

    async revokeByGrantId(grantId, until) {
      // First of all: whatever interrupts this, no token of the grant is accepted any more.
      await revoke(db, grantId, until);
      await db
        .deleteFrom('grants')
        .where((where) =>
          where.or([
            where('grant_id', '=', grantId),
            where.and([where('model', '=', 'Grant'), where('id', '=', grantId)]),
          ]),
        )
        .execute();
    },

    async revokeOfUser(user, now) {
      const { rows } = await revokeOfAccount(db, { account: accountId(user) });
      const { grants: _grants, ...ended } = countLiving(rows, now);
      return ended;
    },

    async revokeOfUserAndApplication(user, clientId, now, until) {
      const account = accountId(user);
      // First of all: from here on, no token of these grants is accepted any more.
      await revokeGrants(db, { account, clientId, until });
      const rows = await db
        .deleteFrom('grants')
        .where('account_id', '=', account)
        .where('client_id', '=', clientId)
        .returning(['model', 'consumed_at', 'expires_at'])
        .execute();
      return countLiving(rows, now);
    },

    async latestByApplication(user, now, most) {
      const ranked = db
        .selectFrom('grants')
        .select(['client_id', 'model', 'payload'])
        .select(sql<number>`row_number() over (partition by client_id, model order by expires_at desc)`.as('place'))
        .where('account_id', '=', accountId(user))
        .where('model', 'in', ['Grant', 'RefreshToken'])
        .where('client_id', 'is not', null)
        .where('expires_at', '>', now);
      const rows = await db
        .selectFrom(ranked.as('ranked'))
        .select(['client_id', 'model', 'payload'])
        .where('place', '<=', most)
        .execute();
      return rows.map(({ client_id, model, payload }) => ({ clientId: client_id ?? '', model, payload }));
    },

    async revokeOfApplication(clientId) {
      await db.deleteFrom('grants').where('client_id', '=', clientId).execute();
    },

    async revokeOfOrganization(organizationId) {
      await db
        .deleteFrom('grants')
        .where('account_id', '>=', `${organizationId}/`)
        .where('account_id', '<', `${organizationId}0`)
        .execute();
    },
  };
}

const columns = (grant: StoredGrant) => ({
  grant_id: grant.grantId,
  account_id: grant.accountId,
  uid: grant.uid,
  user_code: grant.userCode,
  client_id: grant.clientId,
  payload: grant.payload,
  expires_at: grant.expiresAt,
  requester: grant.requester ?? null,
});

type Revoked = Pick<Selectable<Database['grants']>, 'model' | 'consumed_at' | 'expires_at'>;

/** How much of each kind was alive. */
function countLiving(rows: readonly Revoked[], now: number) {
  const living = rows.filter((row) => row.consumed_at === null && (row.expires_at ?? Infinity) > now);
  const count = (model: string) => living.filter((row) => row.model === model).length;
  return {
    sessions: count('Session'),
    refreshTokens: count('RefreshToken'),
    codes: count('AuthorizationCode'),
    deviceGrants: count('DeviceCode'),
    grants: count('Grant'),
  };
}

const revokeOfAccount = prepared<{ readonly account: string }, Revoked>((db, place) =>
  db.deleteFrom('grants').where('account_id', '=', place('account')).returning(['model', 'consumed_at', 'expires_at']),
);

interface GrantKey {
  readonly model: string;
  readonly id: string;
}

const find = prepared<GrantKey & { readonly now: number }, FoundGrant>((db, place) =>
  db
    .selectFrom('grants')
    .select(found)
    .where('model', '=', place('model'))
    .where('id', '=', place('id'))
    .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', place('now'))])),
);

type GrantRow = GrantKey & ReturnType<typeof columns>;

const upsert = prepared<GrantRow, unknown>((db, place) => {
  const values = {
    grant_id: place('grant_id'),
    account_id: place('account_id'),
    uid: place('uid'),
    user_code: place('user_code'),
    client_id: place('client_id'),
    payload: place('payload'),
    expires_at: place('expires_at'),
    requester: place('requester'),
  };
  return db
    .insertInto('grants')
    .values({ model: place('model'), id: place('id'), ...values, consumed_at: null })
    .onConflict((conflict) =>
      conflict.columns(['model', 'id']).doUpdateSet(values).where('grants.consumed_at', 'is', null),
    );
});

const prolong = prepared<GrantKey & { readonly expiresAt: number }, unknown>((db, place) =>
  db
    .updateTable('grants')
    .set({ expires_at: place('expiresAt') })
    .where('model', '=', place('model'))
    .where('id', '=', place('id')),
);

/** Of all callers, one changes the row. */
const consume = prepared<GrantKey & { readonly now: number; readonly payload: string | null }, unknown>((db, place) =>
  db
    .updateTable('grants')
    .set(({ fn, ref, val }) => ({
      consumed_at: place('now'),
      payload: fn.coalesce(val(place('payload')), ref('payload')),
    }))
    .where('model', '=', place('model'))
    .where('id', '=', place('id'))
    .where('consumed_at', 'is', null),
);
