import type { Kysely, Selectable } from 'kysely';
import type { PersonalAccessToken, PersonalAccessTokens } from '../directory/personal-access-token.ts';
import type { Database } from './database.ts';
import { prepared } from './prepared.ts';

/** How exact the time of the last use is. */
const useIntervalMs = 60_000;

export function personalAccessTokens(db: Kysely<Database>): PersonalAccessTokens {
  const ofOrganization = (organizationId: string) =>
    db
      .selectFrom('personal_access_tokens')
      .selectAll()
      .where('organization_id', '=', organizationId)
      .orderBy('created_at', 'desc')
      .orderBy('id');

  return {
    async find({ organizationId, id }) {
      const row = await ofOrganization(organizationId).where('id', '=', id).executeTakeFirst();
      return row && toPersonalAccessToken(row);
    },

    async findByHash(hash) {
      const row = await db
        .selectFrom('personal_access_tokens')
        .selectAll()
        .where('token_hash', '=', hash)
        .executeTakeFirst();
      return row && toPersonalAccessToken(row);
    },

    async ofUser({ organizationId, id }) {
      return (await ofOrganization(organizationId).where('user_id', '=', id).execute()).map(toPersonalAccessToken);
    },

    async ofOrganization(organizationId) {
      return (await ofOrganization(organizationId).execute()).map(toPersonalAccessToken);
    },

    async countLiving({ organizationId, id }, now) {
      const { count } = await db
        .selectFrom('personal_access_tokens')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('organization_id', '=', organizationId)
        .where('user_id', '=', id)
        .where('expires_at', '>', now)
        .executeTakeFirstOrThrow();
      return Number(count);
    },

    async insert(token, hash) {
      await db
        .insertInto('personal_access_tokens')
        .values({
          organization_id: token.organizationId,
          id: token.id,
          user_id: token.userId,
          token_hash: hash,
          description: token.description,
          scopes: JSON.stringify(token.scopes),
          created_at: token.createdAt,
          expires_at: token.expiresAt,
          last_used_at: token.lastUsedAt,
        })
        .execute();
    },

    async describe({ organizationId, id }, description) {
      await db
        .updateTable('personal_access_tokens')
        .set({ description })
        .where('organization_id', '=', organizationId)
        .where('id', '=', id)
        .execute();
    },

    async delete({ organizationId, id }) {
      const { numDeletedRows } = await db
        .deleteFrom('personal_access_tokens')
        .where('organization_id', '=', organizationId)
        .where('id', '=', id)
        .executeTakeFirst();
      return numDeletedRows === 1n;
    },

    async revokeOfUser({ organizationId, id }, now) {
      const ended = await db
        .deleteFrom('personal_access_tokens')
        .where('organization_id', '=', organizationId)
        .where('user_id', '=', id)
        .returning('expires_at as expiresAt')
        .execute();
      return ended.filter(({ expiresAt }) => expiresAt > now).length;
    },

    async recordUse({ organizationId, id, lastUsedAt }, now) {
      const before = now - useIntervalMs;
      if (lastUsedAt === null || lastUsedAt <= before) await recordUse(db, { organizationId, id, now, before });
    },
  };
}

interface Use {
  readonly organizationId: string;
  readonly id: string;
  readonly now: number;
  readonly before: number;
}

/** Of several requests that come at the same time, one writes. */
const recordUse = prepared<Use, unknown>((db, place) =>
  db
    .updateTable('personal_access_tokens')
    .set({ last_used_at: place('now') })
    .where('organization_id', '=', place('organizationId'))
    .where('id', '=', place('id'))
    .where((where) => where.or([where('last_used_at', 'is', null), where('last_used_at', '<=', place('before'))])),
);

type TokenRow = Selectable<Database['personal_access_tokens']>;

export const toPersonalAccessToken = (row: TokenRow): PersonalAccessToken => ({
  organizationId: row.organization_id,
  id: row.id,
  userId: row.user_id,
  description: row.description,
  scopes: JSON.parse(row.scopes) as string[],
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  lastUsedAt: row.last_used_at,
});
