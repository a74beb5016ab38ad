import { type Kysely, type Selectable, sql } from 'kysely';
import { withBuiltInScopes, withBuiltInUris } from '../directory/application/built-in.ts';
import type {
  ApplicationRegistry,
  RegisteredApplication,
  RegisteredSecret,
} from '../directory/application/registry.ts';
import type { ApplicationScope } from '../directory/application.ts';
import { canonical } from '../directory/canonical.ts';
import { inTurns, portions } from '../turns.ts';
import { deleteOrigins, insertOrigins, insertScopes, partyColumns, partyOf } from './application-parts.ts';
import type { Database } from './database.ts';
import { dialectOf } from './dialect.ts';
import { jsonList } from './json-list.ts';
import { hasManyRows, onThread } from './long-query.ts';
import { prepared } from './prepared.ts';

/** Applications that are read without a pause. */
const atOnce = 100;

export function applicationRegistry(db: Kysely<Database>): ApplicationRegistry {
  const ofOrganization = (organizationId: string) =>
    db.selectFrom('applications').where('organization_id', '=', organizationId);

  const secret = (organizationId: string, id: number) =>
    db.updateTable('application_secrets').where('organization_id', '=', organizationId).where('id', '=', id);

  const load = async (organizationId: string, ids: readonly string[]): Promise<readonly RegisteredApplication[]> => {
    const { rows } = await applicationsIn(db, { organizationId, ids: jsonList(ids) });
    const scopes = await scopesOf(organizationId, ids);
    const secrets = await secretsOf(organizationId, ids);
    return rows.map((row) => {
      const key = { organizationId: row.organization_id, id: row.id };
      return withBuiltInUris({
        ...{ ...key, name: row.name, isConfidential: row.is_confidential === 1 },
        redirectUris: JSON.parse(row.redirect_uris) as string[],
        ...partyOf(row),
        scopes: withBuiltInScopes(key, scopes.get(row.id) ?? []),
        secrets: secrets.get(row.id) ?? [],
      });
    });
  };

  /** In their order, however the rows of a portion come. */
  async function* loadAll(organizationId: string, listed: readonly Listed[]): AsyncGenerator<RegisteredApplication> {
    for await (const some of inTurns(portions(listed, atOnce))) {
      const ids = some.map(({ id }) => id);
      const loaded = new Map((await load(organizationId, ids)).map((application) => [application.id, application]));
      yield* ids.flatMap((id) => loaded.get(id) ?? []);
    }
  }

  /** By name. */
  const listed = async (organizationId: string): Promise<readonly Listed[]> => {
    const all = ofOrganization(organizationId);
    const inOrder = all.select(['id', 'name']).orderBy('name').orderBy('id');
    return await inOrder.$if(await hasManyRows(db, all), (rows) => rows.modifyFront(onThread)).execute();
  };

  const scopesOf = async (organizationId: string, ids: readonly string[]) => {
    const { rows } = await scopesIn(db, { organizationId, ids: jsonList(ids) });
    return Map.groupBy(rows, ({ applicationId }) => applicationId);
  };

  const secretsOf = async (organizationId: string, ids: readonly string[]) => {
    const { rows } = await secretsIn(db, { organizationId, ids: jsonList(ids) });
    return Map.groupBy(rows, ({ applicationId }) => applicationId);
  };

  /** With those that it loses now: tokens that name them may be in use. */
  const lostScopes = async (organizationId: string, id: string, kept: readonly ApplicationScope[]) => {
    const row = await db
      .selectFrom('applications')
      .select('lost_scopes')
      .where('organization_id', '=', organizationId)
      .where('id', '=', id)
      .executeTakeFirst();
    const before = JSON.parse(row?.lost_scopes ?? '[]') as string[];
    const had = (await scopesOf(organizationId, [id])).get(id) ?? [];
    const has = new Set(kept.flatMap(grantsOf));
    const lost = [...new Set([...before, ...had.flatMap(grantsOf)])].filter((one) => !has.has(one));
    return lost.length === 0 ? null : JSON.stringify(lost);
  };

  return {
    async *ofOrganization(organizationId) {
      yield* loadAll(organizationId, await listed(organizationId));
    },

    async page(organizationId, { searchTerm, descending, skip, limit }) {
      const all = await listed(organizationId);
      const found = searchTerm === undefined ? all : await matching(all, canonical(searchTerm));
      const inOrder = descending ? found.toReversed() : found;
      return { totalCount: found.length, results: loadAll(organizationId, inOrder.slice(skip, skip + limit)) };
    },

    find: async (organizationId, id) => (await load(organizationId, [id]))[0],

    async replace(application) {
      const { organizationId, id, name, redirectUris, scopes } = application;
      const lost_scopes = await lostScopes(organizationId, id, scopes);
      await deleteOrigins(db, application);
      await db
        .updateTable('applications')
        .set({ name, redirect_uris: JSON.stringify(redirectUris), lost_scopes, ...partyColumns(application) })
        .where('organization_id', '=', organizationId)
        .where('id', '=', id)
        .execute();
      await db
        .deleteFrom('application_scopes')
        .where('organization_id', '=', organizationId)
        .where('application_id', '=', id)
        .execute();
      await insertScopes(db, application, scopes);
      await insertOrigins(db, application);
    },

    async delete({ organizationId, id }) {
      await deleteOrigins(db, { organizationId, id });
      await db.deleteFrom('applications').where('organization_id', '=', organizationId).where('id', '=', id).execute();
    },

    async endSecret(organizationId, { id, expiresAt, replacedAt }) {
      await secret(organizationId, id).set({ expires_at: expiresAt, replaced_at: replacedAt }).execute();
    },

    async endedSecrets(now, limit) {
      const rows = await db
        .selectFrom('application_secrets')
        .select(['organization_id', 'id', 'application_id', 'description', 'expires_at'])
        .where('expires_at', '<=', now)
        .where('ended_at', 'is', null)
        .limit(limit)
        .execute();
      return rows.map(({ organization_id, application_id, expires_at, ...row }) => ({
        ...{ organizationId: organization_id, applicationId: application_id, expiresAt: expires_at },
        ...row,
      }));
    },

    async noteSecretEnd({ organizationId, id }, at) {
      const { numUpdatedRows } = await secret(organizationId, id)
        .set({ ended_at: at })
        .where('ended_at', 'is', null)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },

    async deleteSecret(organizationId, secretId) {
      const row = await db
        .deleteFrom('application_secrets')
        .where('organization_id', '=', organizationId)
        .where('id', '=', secretId)
        .returning(['application_id as applicationId', 'description'])
        .executeTakeFirst();
      return row;
    },

    async scopeNames(organizationId) {
      const rows = await db
        .selectFrom('application_scopes')
        .select('name')
        .distinct()
        .where('organization_id', '=', organizationId)
        .execute();
      return new Set(rows.map(({ name }) => name));
    },

    async isOrigin(origin) {
      return (await findOrigin(db, { origin })).rows.length > 0;
    },
  };
}

type Listed = Pick<RegisteredApplication, 'id' | 'name'>;

/** @param term in the form in which names are compared. */
async function matching(listed: readonly Listed[], term: string): Promise<readonly Listed[]> {
  const found: Listed[] = [];
  for await (const some of inTurns(portions(listed, atOnce))) {
    found.push(...some.filter(({ id, name }) => canonical(name).includes(term) || canonical(id).includes(term)));
  }
  return found;
}

/** By whose wish the scope may stand in a token. */
const grantsOf = ({ name, type }: ApplicationScope): readonly string[] =>
  (['user', 'application'] as const)
    .filter((kind) => type === kind || type === 'both')
    .map((kind) => `${kind} ${name}`);

const findOrigin = prepared<{ readonly origin: string }, { origin: string }>((db, place) =>
  db.selectFrom('application_origins').select('origin').where('origin', '=', place('origin')).limit(1),
);

/** In which organization, and the ids as JSON. */
interface Several {
  readonly organizationId: string;
  readonly ids: string;
}

type ApplicationRow = Selectable<Database['applications']>;

const applicationsIn = prepared<Several, ApplicationRow>((db, place) =>
  db
    .selectFrom('applications')
    .selectAll()
    .where('organization_id', '=', place('organizationId'))
    .where(dialectOf(db).isAmong('id', place('ids'), 'text')),
);

interface Part {
  readonly applicationId: string;
}

const scopesIn = prepared<Several, ApplicationScope & Part>((db, place) =>
  db
    .selectFrom('application_scopes')
    .select(['application_id as applicationId', 'name', 'type'])
    .where('organization_id', '=', place('organizationId'))
    .where(dialectOf(db).isAmong('application_id', place('ids'), 'text'))
    .orderBy('name'),
);

const secretsIn = prepared<Several, RegisteredSecret & Part>((db, place) =>
  db
    .selectFrom('application_secrets')
    .select(['application_id as applicationId', 'id', 'description'])
    .select(['created_at as createdAt', 'expires_at as expiresAt'])
    .select(['last_used_at as lastUsedAt', 'replaced_at as replacedAt'])
    .where('organization_id', '=', place('organizationId'))
    .where(dialectOf(db).isAmong('application_id', place('ids'), 'text'))
    .orderBy(dialectOf(db).sortedLast(sql.ref('id'))),
);
