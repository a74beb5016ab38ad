import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { ExpiringCredential, ExpiringCredentials, ExpiringQuery } from '../directory/expiring-credential.ts';
import type { Database } from './database.ts';
import { hasManyRows, onThread } from './long-query.ts';

export function expiringCredentials(db: Kysely<Database>): ExpiringCredentials {
  return {
    async page(organizationId, query) {
      const { kinds } = query;
      const all = () =>
        db
          .selectFrom(
            secrets(db, organizationId, query)
              .unionAll(tokens(db, organizationId, query))
              .unionAll(certificates(db, organizationId, query))
              .as('any'),
          )
          .selectAll()
          .$if(kinds !== undefined, (some) => some.where('kind', 'in', kinds ?? []));
      const isLong = await hasMany(db, organizationId);
      const { count } = await db
        .selectFrom(all().as('e'))
        .$if(isLong, (count) => count.modifyFront(onThread))
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      const results = await db
        .selectFrom(all().as('e'))
        .$if(isLong, (page) => page.modifyFront(onThread))
        .selectAll()
        .where(query.behind ? follows(query.behind) : sql<boolean>`true`)
        .orderBy(placeOf(sql.ref('expiresAt')))
        .orderBy('kind')
        .orderBy(sql`coalesce(${sql.ref('ownerId')}, '')`)
        .orderBy('id')
        .limit(query.limit)
        .offset(query.skip)
        .execute();
      return { totalCount: Number(count), results };
    },

    async toldUntil(organizationId) {
      const own = db.selectFrom('organizations').select('credentials_told as told').where('id', '=', organizationId);
      return (await own.executeTakeFirst())?.told ?? 0;
    },

    async mayTell(organizationId, toldUntil, at) {
      const { numUpdatedRows } = await db
        .updateTable('organizations')
        .set({ credentials_told: at })
        .where('id', '=', organizationId)
        .where(sql<boolean>`coalesce(credentials_told, 0) = ${toldUntil}`)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
  };
}

/** What never ends comes last. */
const placeOf = (expiresAt: RawBuilder<unknown>) => sql`coalesce(${expiresAt}, ${sql.lit(Number.MAX_SAFE_INTEGER)})`;

/** In the order of the list. */
const follows = ({ expiresAt, kind, ownerId, id }: ExpiringCredential) =>
  sql<boolean>`(${placeOf(sql.ref('expiresAt'))}, kind, coalesce(${sql.ref('ownerId')}, ''), id)
    > (cast(${placeOf(sql`cast(${expiresAt} as bigint)`)} as bigint), ${kind}, ${ownerId ?? ''}, ${id})`;

const hasMany = async (db: Kysely<Database>, organizationId: string): Promise<boolean> =>
  (await hasManyRows(db, db.selectFrom('personal_access_tokens').where('organization_id', '=', organizationId))) ||
  (await hasManyRows(db, db.selectFrom('application_secrets').where('organization_id', '=', organizationId)));

type Kind = ExpiringCredential['kind'];

const text = <T extends string | null>(value: RawBuilder<unknown>) => sql<T>`cast(${value} as text)`;
const kind = (name: Kind) => text<Kind>(sql.lit(name)).as('kind');
const noTime = () => sql<number | null>`cast(null as bigint)`;

/** What ends between two moments, or never, if that is wanted. */
const ends = (column: string, { from, until, withEndless }: ExpiringQuery) =>
  sql<boolean>`((${sql.ref(column)} > ${from} and ${sql.ref(column)} <= ${until})
    or (${sql.ref(column)} is null and ${withEndless ? 1 : 0} = 1))`;

const secrets = (db: Kysely<Database>, organizationId: string, query: ExpiringQuery) =>
  db
    .selectFrom('application_secrets as s')
    .innerJoin('applications as a', (join) =>
      join.onRef('a.organization_id', '=', 's.organization_id').onRef('a.id', '=', 's.application_id'),
    )
    .where('s.organization_id', '=', organizationId)
    .where('a.is_active', '=', 1)
    .where(ends('s.expires_at', query))
    .select([kind('secret'), text<string>(sql.ref('s.id')).as('id')])
    .select([text<string | null>(sql.ref('a.id')).as('ownerId'), 'a.name as ownerName', 's.description as description'])
    .select(['s.created_at as createdAt', 's.expires_at as expiresAt'])
    .select(['s.last_used_at as lastUsedAt', 's.replaced_at as replacedAt']);

const tokens = (db: Kysely<Database>, organizationId: string, query: ExpiringQuery) =>
  db
    .selectFrom('personal_access_tokens as t')
    .innerJoin('users as u', (join) =>
      join.onRef('u.organization_id', '=', 't.organization_id').onRef('u.id', '=', 't.user_id'),
    )
    .where('t.organization_id', '=', organizationId)
    .where('u.is_active', '=', 1)
    .where(ends('t.expires_at', query))
    .select([kind('personalAccessToken'), text<string>(sql.ref('t.id')).as('id')])
    .select([text<string | null>(sql.ref('u.id')).as('ownerId'), 'u.user_name as ownerName'])
    .select([text<string | null>(sql.ref('t.description')).as('description'), 't.created_at as createdAt'])
    .select([sql<number | null>`${sql.ref('t.expires_at')}`.as('expiresAt'), 't.last_used_at as lastUsedAt'])
    .select([noTime().as('replacedAt')]);

const certificates = (db: Kysely<Database>, organizationId: string, query: ExpiringQuery) =>
  db
    .selectFrom('certificates as c')
    .where('c.organization_id', '=', organizationId)
    .where('c.expires_at', '<=', query.until)
    .select([kind('certificate'), text<string>(sql.ref('c.id')).as('id')])
    .select([text<string | null>(sql`null`).as('ownerId'), text<string>(sql.ref('c.role')).as('ownerName')])
    .select([text<string | null>(sql.ref('c.thumbprint')).as('description'), 'c.created_at as createdAt'])
    .select([sql<number | null>`${sql.ref('c.expires_at')}`.as('expiresAt'), noTime().as('lastUsedAt')])
    .select([noTime().as('replacedAt')]);
