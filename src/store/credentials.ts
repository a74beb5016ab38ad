import { randomBytes } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { UserKey } from '../directory/user.ts';
import type { Credential, Credentials } from '../password/credential.ts';
import type { Database } from './database.ts';
import { prepared } from './prepared.ts';
import { insertRows } from './rows.ts';

export function credentials(db: Kysely<Database>): Credentials {
  return {
    async find({ organizationId, id }) {
      const { rows } = await find(db, { organizationId, id });
      return toCredential(rows[0]);
    },

    async insert({ organizationId, id, passwordHash, createdAt, mustChange }) {
      await db
        .insertInto('credentials')
        .values({
          organization_id: organizationId,
          user_id: id,
          password_hash: passwordHash,
          security_stamp: newStamp(),
          changed_at: createdAt,
          must_change: mustChange ? 1 : 0,
          locked_until: null,
        })
        .execute();
    },

    async insertEmpty(users, createdAt) {
      const rows = users.map(({ organizationId, id }) => [organizationId, id, newStamp(), createdAt, 0]);
      await insertEmpty(db, rows);
    },

    async reserveAttempt({ organizationId, id }, { maxFailedAttempts, lockoutMs }, now) {
      const lockUntil = now + lockoutMs;
      const { rows } = await reserve(db, { organizationId, id, now, maxFailedAttempts, lockUntil });
      const [row] = rows;
      if (!row || row.refused_attempts > 0) return { outcome: 'locked' };
      return { outcome: 'reserved', isLast: row.locked_until !== null };
    },

    async findNobody(organizationId) {
      const { rows } = await findNobody(db, { organizationId, id: '' });
      return void toCredential(rows[0]);
    },

    async countNobody(organizationId, now) {
      const never = { maxFailedAttempts: Number.MAX_SAFE_INTEGER, lockUntil: now };
      const { rows } = await reserveNobody(db, { organizationId, id: '', now, ...never });
      if (rows.length === 0) await insertNobody(db, organizationId);
    },

    async releaseAttempt({ organizationId, id }) {
      await release(db, { organizationId, id });
    },

    async forgiveAttempts({ organizationId, id }) {
      await forgive(db, { organizationId, id });
    },

    async forgiveVerified({ organizationId, id, version }) {
      const { numAffectedRows } = await forgiveVersion(db, { organizationId, id, version });
      return numAffectedRows === 1n;
    },

    async renew({ organizationId, id, version }, passwordHash) {
      const { numAffectedRows } = await renew(db, { organizationId, id, version, passwordHash });
      return numAffectedRows === 1n;
    },

    async replace({ organizationId, id, version }, passwordHash, now, mustChange = false) {
      const values = { organizationId, id, version, nextVersion: version + 1, passwordHash, now, stamp: newStamp() };
      const { numAffectedRows } = await replace(db, { ...values, mustChange: mustChange ? 1 : 0 });
      return numAffectedRows === 1n;
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
      return rows.map((row) => row.password_hash);
    },

    async retire({ organizationId, id, passwordHash, version }, now, keep) {
      if (passwordHash === null) return;
      await retire(db, { organizationId, id, passwordHash, version, now });
      await forget(db, { organizationId, id, oldest: version - keep });
    },
  };
}

/** A value that tells this credential from every earlier one of the account. */
const newStamp = (): string => randomBytes(16).toString('base64url');

/** Beside the credentials of users, a table of the same form has one row for each organization: that of nobody. */
type Table = 'credentials' | 'nobody_credentials';

const insertEmpty = insertRows('credentials', [
  'organization_id',
  'user_id',
  'security_stamp',
  'changed_at',
  'must_change',
]);

const update = (db: Kysely<Database>, organizationId: string, id: string, table: Table = 'credentials') =>
  db
    .updateTable(table as 'credentials')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', id);

type FoundRow = Omit<Credential, 'mustChange'> & { readonly mustChange: 0 | 1 };

const toCredential = (row: FoundRow | undefined): Credential | undefined =>
  row && { ...row, mustChange: row.mustChange === 1 };

const findIn = (table: Table) =>
  prepared<UserKey, FoundRow>((db, place) =>
    db
      .selectFrom(table as 'credentials')
      .select(['organization_id as organizationId', 'user_id as id', 'password_hash as passwordHash', 'version'])
      .select(['changed_at as changedAt', 'must_change as mustChange'])
      .where('organization_id', '=', place('organizationId'))
      .where('user_id', '=', place('id')),
  );

const find = findIn('credentials');
const findNobody = findIn('nobody_credentials');

/** As long as a real one, so that the row is as long. */
const lengthOfHash = 97;

async function insertNobody(db: Kysely<Database>, organizationId: string): Promise<void> {
  await db
    .insertInto('nobody_credentials')
    .values({
      organization_id: organizationId,
      user_id: '',
      password_hash: '-'.repeat(lengthOfHash),
      security_stamp: newStamp(),
      changed_at: 0,
      must_change: 0,
      locked_until: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

type Reservation = UserKey & { readonly now: number; readonly maxFailedAttempts: number; readonly lockUntil: number };

const reserveIn = (table: Table) =>
  prepared<Reservation, { locked_until: number | null; refused_attempts: number }>((db, place) => {
    const isLocked = sql<boolean>`coalesce(locked_until > ${place('now')}, false)`;
    // A lock that has run out starts a new count.
    const attempts = sql<number>`case when locked_until is null then failed_attempts + 1 else 1 end`;
    const limit = place('maxFailedAttempts');
    return update(db, place('organizationId'), place('id'), table)
      .set({
        failed_attempts: sql`case when ${isLocked} then failed_attempts else ${attempts} end`,
        refused_attempts: sql`case when ${isLocked} then refused_attempts + 1 else 0 end`,
        locked_until: sql`case
        when ${isLocked} then locked_until
        when ${attempts} >= ${limit} then ${place('lockUntil')}
        else null end`,
      })
      .returning(['locked_until', 'refused_attempts']);
  });

const reserve = reserveIn('credentials');
const reserveNobody = reserveIn('nobody_credentials');

const release = prepared<UserKey, unknown>((db, place) =>
  update(db, place('organizationId'), place('id'))
    .where('failed_attempts', '>', 0)
    .set({ failed_attempts: sql`failed_attempts - 1`, refused_attempts: 0, locked_until: null }),
);

const forgiven = { failed_attempts: 0, refused_attempts: 0, locked_until: null };

const forgive = prepared<UserKey, unknown>((db, place) =>
  update(db, place('organizationId'), place('id')).set(forgiven),
);

const forgiveVersion = prepared<UserKey & { readonly version: number }, unknown>((db, place) =>
  update(db, place('organizationId'), place('id')).where('version', '=', place('version')).set(forgiven),
);

const renew = prepared<UserKey & { readonly version: number; readonly passwordHash: string }, unknown>((db, place) =>
  update(db, place('organizationId'), place('id'))
    .where('version', '=', place('version'))
    .set({ password_hash: place('passwordHash') }),
);

interface Replacement extends UserKey {
  readonly version: number;
  readonly nextVersion: number;
  readonly passwordHash: string;
  readonly stamp: string;
  readonly mustChange: 0 | 1;
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
      ...forgiven,
    }),
);

type Retired = UserKey & { readonly passwordHash: string; readonly version: number; readonly now: number };

const retire = prepared<Retired, unknown>((db, place) =>
  db.insertInto('password_history').values({
    organization_id: place('organizationId'),
    user_id: place('id'),
    sequence: place('version'),
    password_hash: place('passwordHash'),
    retired_at: place('now'),
  }),
);

const forget = prepared<UserKey & { readonly oldest: number }, unknown>((db, place) =>
  db
    .deleteFrom('password_history')
    .where('organization_id', '=', place('organizationId'))
    .where('user_id', '=', place('id'))
    .where('sequence', '<=', place('oldest')),
);
