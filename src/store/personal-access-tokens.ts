import { type Kysely, type Selectable, sql } from 'kysely';
import type { PersonalAccessToken, PersonalAccessTokens } from '../directory/personal-access-token.ts';
import type { UserKey } from '../directory/user.ts';
import type { Database } from './database.ts';
import { dialectOf } from './dialect.ts';
import { lowered } from './like.ts';
import { hasManyRows, onThread } from './long-query.ts';
import { ownerOf } from './old-handles.ts';
import { prepared } from './prepared.ts';
import { hasText } from './users/names.ts';

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

    async findByHandle(key) {
      const organizationId = await ownerOf(db, key);
      if (organizationId === undefined) return undefined;
      const row = await db
        .selectFrom('personal_access_tokens')
        .selectAll()
        .where('organization_id', '=', organizationId)
        .where('token_hash', '=', key.hash)
        .executeTakeFirst();
      return row && toPersonalAccessToken(row);
    },

    async ofUser({ organizationId, id }) {
      return (await ofOrganization(organizationId).where('user_id', '=', id).execute()).map(toPersonalAccessToken);
    },

    async page(organizationId, { userId, searchTerm, skip, limit }) {
      const matching = db
        .selectFrom('personal_access_tokens as t')
        .where('t.organization_id', '=', organizationId)
        .$if(userId !== undefined, (tokens) => tokens.where('t.user_id', '=', userId ?? ''))
        .$if(searchTerm !== undefined, (tokens) =>
          tokens.where(describedOrOwnedBy(db, organizationId, searchTerm ?? '')),
        );
      const isLong = userId === undefined && (await hasManyRows(db, ofOrganization(organizationId)));
      const { count } = await matching
        .$if(isLong, (tokens) => tokens.modifyFront(onThread))
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      const rows = await matching
        .selectAll('t')
        .$if(isLong, (page) => page.modifyFront(onThread))
        .orderBy('t.created_at', 'desc')
        .orderBy('t.id')
        .limit(limit ?? Number(count))
        .offset(skip)
        .execute();
      return { totalCount: Number(count), results: rows.map(toPersonalAccessToken) };
    },

    async countLiving({ organizationId, id }, now) {
      const { rows } = await countLiving(db, { organizationId, id, now });
      return Number(rows[0]?.count ?? 0);
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
          amr: JSON.stringify(token.amr),
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

    async replace({ organizationId, id, description, amr, createdAt, expiresAt, lastUsedAt }, hash) {
      await db
        .updateTable('personal_access_tokens')
        .set({ token_hash: hash, description, amr: JSON.stringify(amr) })
        .set({ created_at: createdAt, expires_at: expiresAt, last_used_at: lastUsedAt })
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

/** Of descriptions, the letter case of ASCII alone is ignored: nothing but the text itself is stored. */
const describedOrOwnedBy = (db: Kysely<Database>, organizationId: string, text: string) =>
  sql<boolean>`(${dialectOf(db).contains(sql`lower(t.description)`, lowered(text))} or exists (select 1 from users
    where users.organization_id = ${organizationId} and users.id = t.user_id and ${hasText(db, text)}))`;

interface Moment extends UserKey {
  readonly now: number;
}

const countLiving = prepared<Moment, { count: number }>((db, place) =>
  db
    .selectFrom('personal_access_tokens')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('organization_id', '=', place('organizationId'))
    .where('user_id', '=', place('id'))
    .where('expires_at', '>', place('now')),
);

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
  amr: JSON.parse(row.amr) as string[],
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  lastUsedAt: row.last_used_at,
});
