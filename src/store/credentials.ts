import { randomBytes } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { UserKey } from '../directory/user.ts';
import type { Credential, Credentials } from '../password/credential.ts';
import { nextNumber } from './counters.ts';
import type { Database } from './database.ts';
import { prepared } from './prepared.ts';

export function credentials(db: Kysely<Database>): Credentials {
  return {
    async find({ organizationId, id }) {
      const { rows } = await find(db, { organizationId, id });
      return rows[0] && { ...rows[0], mustChange: rows[0].mustChange === 1 };
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

    async reserveAttempt({ organizationId, id }, { maxFailedAttempts, lockoutMs }, now) {
      const lockUntil = now + lockoutMs;
      const { rows } = await reserve(db, { organizationId, id, now, maxFailedAttempts, lockUntil });
      const [row] = rows;
      if (!row || row.refused_attempts > 0) return { outcome: 'locked' };
      return { outcome: 'reserved', isLast: row.locked_until !== null };
    },

    async countStranger(organizationId) {
      await nextNumber(db, organizationId, 'stranger');
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

const update = (db: Kysely<Database>, organizationId: string, id: string) =>
  db.updateTable('credentials').where('organization_id', '=', organizationId).where('user_id', '=', id);

const find = prepared<UserKey, Omit<Credential, 'mustChange'> & { mustChange: 0 | 1 }>((db, place) =>
  db
    .selectFrom('credentials')
    .select(['organization_id as organizationId', 'user_id as id', 'password_hash as passwordHash', 'version'])
    .select(['changed_at as changedAt', 'must_change as mustChange'])
    .where('organization_id', '=', place('organizationId'))
    .where('user_id', '=', place('id')),
);

type Reservation = UserKey & { readonly now: number; readonly maxFailedAttempts: number; readonly lockUntil: number };

const reserve = prepared<Reservation, { locked_until: number | null; refused_attempts: number }>((db, place) => {
  const isLocked = sql<boolean>`coalesce(locked_until > ${place('now')}, false)`;
  // A lock that has run out starts a new count.
  const attempts = sql<number>`case when locked_until is null then failed_attempts + 1 else 1 end`;
  const limit = place('maxFailedAttempts');
  return update(db, place('organizationId'), place('id'))
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
