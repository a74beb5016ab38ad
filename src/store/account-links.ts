import { type Kysely, sql } from 'kysely';
import type { AccountLink, AccountLinks } from '../directory/account-link.ts';
import { latenessMs } from '../directory/attempt-counter.ts';
import type { Database } from './database.ts';
import { ownerOf } from './old-handles.ts';

export function accountLinks(db: Kysely<Database>): AccountLinks {
  return {
    async noticeOf({ organizationId, id }, kind) {
      const row = await db
        .selectFrom('account_links')
        .select('notice_id')
        .where('organization_id', '=', organizationId)
        .where('user_id', '=', id)
        .where('kind', '=', kind)
        .executeTakeFirst();
      return row?.notice_id ?? undefined;
    },

    async issue(
      { organizationId, id, kind, version, email, expiresAt, wayBack, noticeId },
      hash,
      now,
      { most, withinMs },
    ) {
      const fresh = {
        token_hash: hash,
        credential_version: version,
        email,
        expires_at: expiresAt,
        used_at: null,
        way_back: wayBack ?? null,
        notice_id: noticeId ?? null,
      };
      // One that is still to begin was begun by a clock that was ahead.
      const isNewWindow = sql<boolean>`(account_links.window_began_at <= ${now - withinMs}
        or account_links.window_began_at > ${now + latenessMs})`;
      const row = await db
        .insertInto('account_links')
        .values({ organization_id: organizationId, user_id: id, kind, ...fresh, window_began_at: now, issued: 1 })
        .onConflict((conflict) =>
          conflict
            .columns(['organization_id', 'user_id', 'kind'])
            .doUpdateSet({
              ...fresh,
              window_began_at: sql`case when ${isNewWindow} then ${now} else account_links.window_began_at end`,
              issued: sql`case when ${isNewWindow} then 1 else account_links.issued + 1 end`,
            })
            .where(({ or, eb }) => or([isNewWindow, eb('account_links.issued', '<', most)])),
        )
        .returning('kind')
        .executeTakeFirst();
      return row !== undefined;
    },

    async find(key, now) {
      const organizationId = await ownerOf(db, key);
      if (organizationId === undefined) return undefined;
      const row = await db
        .selectFrom('account_links')
        .select(['organization_id as organizationId', 'user_id as id', 'kind', 'credential_version as version'])
        .select(['email', 'expires_at as expiresAt', 'way_back as wayBack'])
        .where('organization_id', '=', organizationId)
        .where('token_hash', '=', key.hash)
        .where('used_at', 'is', null)
        .where('expires_at', '>', now)
        .executeTakeFirst();
      return row as AccountLink | undefined;
    },

    async invalidate({ organizationId, id }, now) {
      await db
        .updateTable('account_links')
        .set({ used_at: now })
        .where('organization_id', '=', organizationId)
        .where('user_id', '=', id)
        .where('kind', '!=', 'EmailConfirmation')
        .execute();
    },

    async redeem(key, now) {
      const organizationId = await ownerOf(db, key);
      if (organizationId === undefined) return false;
      const { numUpdatedRows } = await db
        .updateTable('account_links')
        .set({ used_at: now })
        .where('organization_id', '=', organizationId)
        .where('token_hash', '=', key.hash)
        .where('used_at', 'is', null)
        .where('expires_at', '>', now)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
  };
}
