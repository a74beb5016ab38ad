import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { canonical } from '../directory/canonical.ts';
import type { Credential, Credentials, NewCredential } from '../directory/credential.ts';
import { isSealedHash, type Pepper } from '../directory/pepper.ts';
import type { UserKey } from '../directory/user.ts';
import { oneAhead, portions } from '../turns.ts';
import type { Database } from './database.ts';
import { dialectOf } from './dialect.ts';
import { withInvitations } from './invitations.ts';
import { jsonList } from './json-list.ts';
import { prepared } from './prepared.ts';
import { insertRows } from './rows.ts';

export function credentials(db: Kysely<Database>, pepper: Pepper): Credentials {
  return {
    async find({ organizationId, id }) {
      const { rows } = await find(db, { organizationId, id });
      return toCredential(rows[0], pepper);
    },

    insert: (credential) => insertCredentials(db, [credential], pepper),

    insertMany: (credentials) => insertCredentials(db, credentials, pepper),

    async withoutPassword(organizationId, userIds) {
      const rows = await db
        .selectFrom('credentials')
        .select(['user_id as id', 'version'])
        // Not a condition: the index of those without a password would be read, in which everybody may be.
        .select(({ eb }) => eb('password_hash', 'is', null).as('has_none'))
        .where('organization_id', '=', organizationId)
        .where(dialectOf(db).isAmong('user_id', jsonList(userIds), 'text'))
        .execute();
      return await withInvitations(
        db,
        organizationId,
        rows.filter(({ has_none }) => has_none),
      );
    },

    async slowestForeign(organizationId) {
      const row = await db
        .selectFrom('credentials')
        .select(['organization_id as organizationId', 'user_id as id', 'password_hash as text'])
        .where('organization_id', '=', organizationId)
        .where('hash_cost', 'is not', null)
        .orderBy('hash_cost', 'desc')
        .limit(1)
        .executeTakeFirst();
      const hash = row?.text ? pepper.open(row.text, row) : undefined;
      return hash === undefined || isSealedHash(hash) ? undefined : hash;
    },

    async findNobody(organizationId) {
      await find(db, { organizationId, id: '' });
      pepper.openNothing();
      return undefined;
    },

    async isCurrent({ organizationId, id, version }) {
      const { rows } = await find(db, { organizationId, id });
      return rows[0]?.version === version;
    },

    async mayTellOfLock({ organizationId, id }, now, everyMs) {
      const { numUpdatedRows } = await update(db, organizationId, id)
        .where(({ or, eb }) => or([eb('lock_told_at', 'is', null), eb('lock_told_at', '<=', now - everyMs)]))
        .set({ lock_told_at: now })
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },

    async renew({ organizationId, id, version }, hash) {
      const passwordHash = pepper.seal(hash, { organizationId, id });
      const { numAffectedRows } = await renew(db, { organizationId, id, version, passwordHash });
      return numAffectedRows === 1n;
    },

    async replace({ organizationId, id, version }, hash, now, { mustChange = false, keptRules = null } = {}) {
      const passwordHash = pepper.seal(hash, { organizationId, id });
      const values = { organizationId, id, version, nextVersion: version + 1, passwordHash, now, stamp: newStamp() };
      const { numAffectedRows } = await replace(db, { ...values, keptRules, mustChange: mustChange ? 1 : 0 });
      return numAffectedRows === 1n;
    },

    async requireChange({ organizationId, id }) {
      const { numUpdatedRows } = await update(db, organizationId, id)
        .where('password_hash', 'is not', null)
        .set({ must_change: 2 })
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },

    async ages(organizationId, behind, limit) {
      const rows = await db
        .selectFrom('credentials')
        .select(['user_id as id', 'changed_at', 'expiry_told as expiryTold'])
        .select(({ eb }) => eb('password_hash', 'is not', null).as('has_password'))
        .where('organization_id', '=', organizationId)
        .where('user_id', '>', behind)
        .orderBy('user_id')
        .limit(limit)
        .execute();
      return rows.map(({ id, changed_at, expiryTold, has_password }) => ({
        ...{ organizationId, id, expiryTold, changedAt: has_password ? changed_at : undefined },
      }));
    },

    async mayTellOfExpiry({ organizationId, id, changedAt = 0 }, moment) {
      const { numUpdatedRows } = await update(db, organizationId, id)
        .where('changed_at', '=', changedAt)
        .where(({ or, eb }) => or([eb('expiry_told', 'is', null), eb('expiry_told', '<', moment)]))
        .set({ expiry_told: moment })
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },

    async history({ organizationId, id }, count) {
      const rows = await db
        .selectFrom('password_history')
        .select('password_hash')
        .where('organization_id', '=', organizationId)
        .where('user_id', '=', id)
        .orderBy('sequence', 'desc')
        .limit(count)
        .execute();
      return rows.map((row) => pepper.open(row.password_hash, { organizationId, id }));
    },

    async retire({ organizationId, id, passwordHash, version }, now, keep) {
      if (passwordHash === null) return;
      const sealed = pepper.seal(passwordHash, { organizationId, id });
      const retired = { organizationId, id, passwordHash: sealed, version, now };
      const oldest = version - keep;
      if (oldest > 0 && (await reuse(db, { ...retired, oldest })).numAffectedRows === 1n) return;
      await retire(db, retired);
      if (oldest > 0) await forget(db, { organizationId, id, oldest });
    },

    async remove({ organizationId, id }) {
      await Promise.all([remove(db, { organizationId, id }), forgetAll(db, { organizationId, id })]);
    },
  };
}

/** A value that tells this credential from every earlier one of the account. */
const newStamp = (): string => randomBytes(stampBytes).toString('base64url');

const stampBytes = 16;

const insert = insertRows(
  'credentials',
  [
    ...(['organization_id', 'user_id', 'password_hash', 'version', 'security_stamp', 'changed_at'] as const),
    ...(['must_change', 'kept_rules', 'hash_cost', 'name_key'] as const),
  ],
  { numbers: ['version', 'changed_at', 'must_change', 'hash_cost'] },
);

const insertHistory = insertRows(
  'password_history',
  ['organization_id', 'user_id', 'sequence', 'password_hash', 'retired_at'],
  { numbers: ['sequence', 'retired_at'] },
);

/** So many are written with one statement for each table. */
const perStatement = 2500;

const insertCredentials = (
  db: Kysely<Database>,
  credentials: readonly NewCredential[],
  pepper: Pepper,
): Promise<void> => oneAhead(portions(credentials, perStatement), (some) => insertSome(db, some, pepper));

/** As if each of the retired ones had been replaced here: the version counts them. */
async function insertSome(db: Kysely<Database>, credentials: readonly NewCredential[], pepper: Pepper): Promise<void> {
  const random = randomBytes(stampBytes * credentials.length);
  const rows = credentials.map((credential, index) => {
    const { organizationId, id, passwordHash } = credential;
    return [
      organizationId,
      id,
      passwordHash === null ? null : pepper.seal(passwordHash, { organizationId, id }),
      (credential.history?.length ?? 0) + 1,
      random.toString('base64url', index * stampBytes, (index + 1) * stampBytes),
      credential.createdAt,
      credential.isChangeRequired ? 2 : credential.mustChange ? 1 : 0,
      credential.keptRules ?? null,
      credential.hashCost ?? null,
      passwordHash === null ? canonical(credential.userName) : null,
    ];
  });
  const retired = credentials.flatMap(({ organizationId, id, history = [] }) =>
    history.map(({ passwordHash, retiredAt }, index) => [
      ...[organizationId, id, history.length - index],
      ...[pepper.seal(passwordHash, { organizationId, id }), retiredAt],
    ]),
  );
  await Promise.all([insert(db, rows), insertHistory(db, retired)]);
}

const update = (db: Kysely<Database>, organizationId: string, id: string) =>
  db.updateTable('credentials').where('organization_id', '=', organizationId).where('user_id', '=', id);

type FoundRow = Omit<Credential, 'mustChange' | 'isChangeRequired'> & { readonly mustChange: 0 | 1 | 2 };

function toCredential(row: FoundRow | undefined, pepper: Pepper): Credential | undefined {
  if (row === undefined) return undefined;
  const passwordHash = row.passwordHash === null ? null : pepper.open(row.passwordHash, row);
  return { ...row, passwordHash, mustChange: row.mustChange > 0, isChangeRequired: row.mustChange === 2 };
}

const find = prepared<UserKey, FoundRow>((db, place) =>
  db
    .selectFrom('credentials')
    .select(['organization_id as organizationId', 'user_id as id', 'password_hash as passwordHash', 'version'])
    .select(['changed_at as changedAt', 'must_change as mustChange'])
    .where('organization_id', '=', place('organizationId'))
    .where('user_id', '=', place('id')),
);

const renew = prepared<UserKey & { readonly version: number; readonly passwordHash: string }, unknown>((db, place) =>
  update(db, place('organizationId'), place('id'))
    .where('version', '=', place('version'))
    .set({ password_hash: place('passwordHash'), hash_cost: null }),
);

interface Replacement extends UserKey {
  readonly version: number;
  readonly nextVersion: number;
  readonly passwordHash: string;
  readonly stamp: string;
  readonly mustChange: 0 | 1;
  readonly keptRules: string | null;
  readonly now: number;
}

const replace = prepared<Replacement, unknown>((db, place) =>
  update(db, place('organizationId'), place('id'))
    .where('version', '=', place('version'))
    .set({
      password_hash: place('passwordHash'),
      version: place('nextVersion'),
      security_stamp: place('stamp'),
      changed_at: place('now'),
      must_change: place('mustChange'),
      kept_rules: place('keptRules'),
      expiry_told: null,
      hash_cost: null,
    }),
);

type Retired = UserKey & { readonly passwordHash: string; readonly version: number; readonly now: number };

/** Another change, which has won, may have retired it already: this one hears of that from its version. */
const retire = prepared<Retired, unknown>((db, place) =>
  db
    .insertInto('password_history')
    .values({
      organization_id: place('organizationId'),
      user_id: place('id'),
      sequence: place('version'),
      password_hash: place('passwordHash'),
      retired_at: place('now'),
    })
    .onConflict((conflict) => conflict.columns(['organization_id', 'user_id', 'sequence']).doNothing()),
);

/** The row of the one that is kept no longer takes the latest one. */
const reuse = prepared<Retired & { readonly oldest: number }, unknown>((db, place) =>
  db
    .updateTable('password_history')
    .set({ sequence: place('version'), password_hash: place('passwordHash'), retired_at: place('now') })
    .where('organization_id', '=', place('organizationId'))
    .where('user_id', '=', place('id'))
    .where('sequence', '=', place('oldest')),
);

const forget = prepared<UserKey & { readonly oldest: number }, unknown>((db, place) =>
  db
    .deleteFrom('password_history')
    .where('organization_id', '=', place('organizationId'))
    .where('user_id', '=', place('id'))
    .where('sequence', '<=', place('oldest')),
);

const remove = prepared<UserKey, unknown>((db, place) =>
  db
    .deleteFrom('credentials')
    .where('organization_id', '=', place('organizationId'))
    .where('user_id', '=', place('id')),
);

const forgetAll = prepared<UserKey, unknown>((db, place) =>
  db
    .deleteFrom('password_history')
    .where('organization_id', '=', place('organizationId'))
    .where('user_id', '=', place('id')),
);
