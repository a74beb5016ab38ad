import { randomBytes } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { UserKey } from '../directory/user.ts';
import type { Credentials } from '../password/credential.ts';
import type { Database } from './database.ts';

export function credentials(db: Kysely<Database>): Credentials {
  const update = (user: UserKey) =>
    db.updateTable('credentials').where('organization_id', '=', user.organizationId).where('user_id', '=', user.id);

  return {
    async find({ organizationId, id }) {
      return await db
        .selectFrom('credentials')
        .select(['organization_id as organizationId', 'user_id as id', 'password_hash as passwordHash', 'version'])
        .where('organization_id', '=', organizationId)
        .where('user_id', '=', id)
        .executeTakeFirst();
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

    async reserveAttempt(user, { maxFailedAttempts, lockoutMs }, now) {
      // A lock that has run out starts a new count.
      const attempts = sql<number>`case when locked_until is null then failed_attempts + 1 else 1 end`;
      const row = await update(user)
        .where((where) => where.or([where('locked_until', 'is', null), where('locked_until', '<=', now)]))
        .set({
          failed_attempts: attempts,
          locked_until: sql`case when ${attempts} >= ${maxFailedAttempts} then ${now + lockoutMs} else null end`,
        })
        .returning('locked_until')
        .executeTakeFirst();
      return row ? { outcome: 'reserved', isLast: row.locked_until !== null } : { outcome: 'locked' };
    },

    async releaseAttempt(user) {
      await update(user)
        .where('failed_attempts', '>', 0)
        .set({ failed_attempts: sql`failed_attempts - 1`, locked_until: null })
        .execute();
    },

    async forgiveAttempts(user) {
      await update(user).set({ failed_attempts: 0, locked_until: null }).execute();
    },

    async replace(read, passwordHash, now) {
      const { numUpdatedRows } = await update(read)
        .where('version', '=', read.version)
        .set({
          password_hash: passwordHash,
          version: read.version + 1,
          security_stamp: newStamp(),
          changed_at: now,
          must_change: 0,
          failed_attempts: 0,
          locked_until: null,
        })
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
      return rows.map((row) => row.password_hash);
    },

    async retire({ organizationId, id, passwordHash, version }, now, keep) {
      if (passwordHash === null) return;
      await db
        .insertInto('password_history')
        .values({
          organization_id: organizationId,
          user_id: id,
          sequence: version,
          password_hash: passwordHash,
          retired_at: now,
        })
        .execute();
      await db
        .deleteFrom('password_history')
        .where('organization_id', '=', organizationId)
        .where('user_id', '=', id)
        .where('sequence', '<=', version - keep)
        .execute();
    },
  };
}

/** A value that tells this credential from every earlier one of the account. */
const newStamp = (): string => randomBytes(16).toString('base64url');
