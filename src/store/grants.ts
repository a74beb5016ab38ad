import { type Kysely, sql } from 'kysely';
import type { Grants, NewGrant } from '../directory/grant.ts';
import { accountId, type UserKey } from '../directory/user.ts';
import type { GrantKey, GrantStore, StoredGrant } from '../token/grant/grant-store.ts';
import { handOver, noteEndOfAll, noteEnds, ofEnded } from './back-channel.ts';
import type { Database } from './database.ts';
import { endOfGrant, endOfUser, endOfUserAndApplication } from './grant-ends.ts';
import { consume, find, found, type GrantPlace, prolong, upsert } from './grant-statements.ts';
import { groupCommit } from './group-commit.ts';
import { hasManyRows, onThread } from './long-query.ts';
import { ownerOf } from './old-handles.ts';
import { revoke, revokeGrants } from './revocations.ts';
import { servedOrganizations } from './served-organizations.ts';
import { flush } from './unflushed.ts';
import { dropUserCode, findUserCode, insertUserCode } from './user-codes.ts';
import { WaitingGrants, waitingLimits } from './waiting-grants.ts';

export function grantStore(db: Kysely<Database>, limits = waitingLimits): GrantStore & Grants {
  const together = groupCommit(db);
  const waiting = new WaitingGrants(limits);

  return {
    async upsert(grant) {
      const place = await placeOf(db, grant);
      if (!place) throw new Error(`The ${grant.model} names no organization: nobody could find it again.`);
      const { requester, userCode, expiresAt } = grant;
      await together(async (one) => {
        if (requester !== undefined) await waiting.makeRoom(one, grant.model, requester);
        await upsert(one, { ...place, ...columns(grant) });
        if (expiresAt === null) return;
        if (requester !== undefined) await waiting.add(one, { ...place, requester, expiresAt });
        if (userCode !== null) await insertUserCode(one, { ...place, userCode, expiresAt });
      });
    },

    async find(key, now) {
      const place = await placeOf(db, key);
      return place && (await find(db, { ...place, now })).rows[0];
    },

    flush: () => flush(db),

    async findByUserCode(model, userCode, now) {
      const [place] = (await findUserCode(db, { userCode, now })).rows;
      return place && (await find(db, { ...place, model, now })).rows[0];
    },

    async findOfUser(model, user, now) {
      const isLong = await hasManyRows(db, ofAccount(db, user));
      return await ofAccount(db, user)
        .$if(isLong, (query) => query.modifyFront(onThread))
        .select(found)
        .where('model', '=', model)
        .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]))
        .orderBy('expires_at', 'desc')
        .limit(mostFound)
        .execute();
    },

    async replace(grant) {
      const place = await placeOf(db, grant);
      if (!place) return false;
      const { numUpdatedRows } = await db
        .updateTable('grants')
        .set(columns(grant))
        .where('organization_id', '=', place.organizationId)
        .where('model', '=', place.model)
        .where('id', '=', place.id)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },

    async move(key, to) {
      const place = await placeOf(db, key);
      if (!place) return false;
      const { numUpdatedRows } = await db
        .updateTable('grants')
        .set(to)
        .where('organization_id', '=', place.organizationId)
        .where('model', '=', place.model)
        .where('id', '=', place.id)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },

    async prolong(key, expiresAt) {
      const place = await placeOf(db, key);
      if (place) await together((one) => prolong(one, { ...place, expiresAt }));
    },

    async takeUserCode(model, userCode, now) {
      const [place] = (await dropUserCode(db, { userCode, now })).rows;
      const taken = place && (await find(db, { ...place, model, now })).rows[0];
      if (taken) await waiting.remove(db, { ...taken, model });
      return taken;
    },

    async consume(key, now, payload) {
      const place = await placeOf(db, key);
      if (!place) return false;
      const { numAffectedRows } = await together((one) => consume(one, { ...place, now, payload: payload ?? null }));
      return numAffectedRows === 1n;
    },

    async rotate({ model, id, payload }, successor, grantExpiresAt, now) {
      const { organizationId } = successor;
      return await together(async (one) => {
        const { numAffectedRows } = await consume(one, { organizationId, model, id, now, payload });
        if (numAffectedRows !== 1n) return false;
        await upsert(one, { organizationId, model: successor.model, id: successor.id, ...columns(successor) });
        const grant = { organizationId, model: 'Grant', id: successor.grantId };
        if (grantExpiresAt !== undefined) await prolong(one, { ...grant, expiresAt: grantExpiresAt });
        return true;
      });
    },

    async destroy(key) {
      const place = await placeOf(db, key);
      if (!place) return;
      await together(async (one) => {
        const [ended] = await deleteAt(one, place).returning(['requester', 'expires_at as expiresAt']).execute();
        if (!ended) return;
        await noteEnds(one, [ended]);
        await waiting.remove(one, { ...place, ...ended });
      });
    },

    async beginGrant({ user, clientId, grant, refreshToken }) {
      const owner = { accountId: accountId(user), clientId, uid: null, userCode: null };
      const store = (
        one: Kysely<Database>,
        model: string,
        grantId: string | null,
        { id, ...part }: NewGrant['grant'],
      ) => upsert(one, { organizationId: user.organizationId, model, id, ...columns({ ...owner, grantId, ...part }) });
      await together(async (one) => {
        await Promise.all([
          store(one, 'Grant', null, grant),
          refreshToken && store(one, 'RefreshToken', grant.id, refreshToken),
        ]);
      });
    },

    async beginSession({ id, uid, user, payload, expiresAt }, replaces) {
      const place = replaces.key && (await placeOf(db, { ...replaces.key, model: 'Session' }));
      if (place) {
        await handOver(db, user, place, uid);
        await noteEnds(db, await deleteAt(db, place).execute());
      }
      if (replaces.all) await noteEnds(db, await deleteOfAccount(db, user).where('model', '=', 'Session').execute());
      const { organizationId } = user;
      const session = { grantId: null, accountId: accountId(user), userCode: null, clientId: null };
      const stored = { organizationId, model: 'Session', id, ...session, uid, payload, expiresAt };
      await upsert(db, { organizationId, model: 'Session', id, ...columns(stored) });
    },

    async endSession(user, uid) {
      return await together(async (one) => {
        const ended = await deleteOfAccount(one, user).where('model', '=', 'Session').where('uid', '=', uid).execute();
        await noteEnds(one, ended);
        return ended.length > 0;
      });
    },

    async revokeByGrantId(grant, until) {
      const place = await placeOf(db, { ...grant, model: 'Grant' });
      if (!place) return false;
      // First of all: whatever interrupts this, no token of the grant is accepted any more.
      await revoke(db, place.organizationId, place.id, until);
      return await endOfGrant(db, place);
    },

    revokeToken: (organizationId, id, until) => revoke(db, organizationId, id, until),

    async revokeOfUser(user, now) {
      const { grants: _grants, ...ended } = await together((one) => endOfUser(one, user, now));
      return ended;
    },

    async revokeOfUserAndApplication(user, clientId, now, until) {
      // First of all: from here on, no token of these grants is accepted any more.
      await revokeGrants(db, { user, clientId, until });
      return await endOfUserAndApplication(db, user, clientId, now);
    },

    async latestByApplication(user, now, most) {
      // That there is an application is asked afterwards: asked of SQLite, it would look through those of everybody.
      const isLong = await hasManyRows(db, ofAccount(db, user));
      const ranked = ofAccount(db, user)
        .select(['client_id', 'model', 'payload'])
        .select(sql<number>`row_number() over (partition by client_id, model order by expires_at desc)`.as('place'))
        .where('model', 'in', ['Grant', 'RefreshToken'])
        .where('expires_at', '>', now);
      const rows = await db
        .selectFrom(ranked.as('ranked'))
        .$if(isLong, (query) => query.modifyFront(onThread))
        .select(['client_id', 'model', 'payload'])
        .where('place', '<=', most)
        .execute();
      return rows.flatMap(({ client_id: clientId, model, payload }) =>
        clientId === null ? [] : { clientId, model, payload },
      );
    },

    async revokeOfApplication(application) {
      for await (const organizationId of servedOrganizations(db, application)) {
        await db
          .deleteFrom('grants')
          .where('organization_id', '=', organizationId)
          .where('client_id', '=', application.id)
          .execute();
      }
    },

    async revokeOfOrganization(organizationId) {
      await together(async (one) => {
        await noteEndOfAll(one, organizationId);
        await one.deleteFrom('grants').where('organization_id', '=', organizationId).execute();
      });
    },
  };
}

/** More than anybody reads: they are to know that there are many, and can end all. */
const mostFound = 200;

/** Undefined of a handle that nobody was given. */
async function placeOf(db: Kysely<Database>, { organizationId, model, id }: GrantKey): Promise<GrantPlace | undefined> {
  const owner = await ownerOf(db, { organizationId, hash: id });
  return owner === undefined ? undefined : { organizationId: owner, model, id };
}

const ofAccount = (db: Kysely<Database>, user: UserKey) =>
  db.selectFrom('grants').where('organization_id', '=', user.organizationId).where('account_id', '=', accountId(user));

const deleteOfAccount = (db: Kysely<Database>, user: UserKey) =>
  db
    .deleteFrom('grants')
    .where('organization_id', '=', user.organizationId)
    .where('account_id', '=', accountId(user))
    .returning(ofEnded);

const deleteAt = (db: Kysely<Database>, { organizationId, model, id }: GrantPlace) =>
  db
    .deleteFrom('grants')
    .where('organization_id', '=', organizationId)
    .where('model', '=', model)
    .where('id', '=', id)
    .returning(ofEnded);

const columns = (grant: Omit<StoredGrant, keyof GrantKey>) => ({
  grant_id: grant.grantId,
  account_id: grant.accountId,
  uid: grant.uid,
  client_id: grant.clientId,
  payload: grant.payload,
  expires_at: grant.expiresAt,
  requester: grant.requester ?? null,
});
