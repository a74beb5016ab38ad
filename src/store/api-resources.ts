import type { Kysely, Selectable } from 'kysely';
import type { ApiResource, ApiResources, ApiScope, ScopeOwner } from '../directory/api-resource.ts';
import { canonical } from '../directory/canonical.ts';
import { hostId } from '../directory/organization.ts';
import type { Database } from './database.ts';
import { prepared } from './prepared.ts';
import { remembered } from './remembered.ts';

interface OwnedScope extends ScopeOwner {
  readonly scope: string;
}

/** Asked for with every access token. */
const owners = remembered(
  ['api_resources', 'api_scopes'],
  async (db, { organizationId }: { organizationId: string }) => {
    const rows = await db
      .selectFrom('api_scopes as scope')
      .innerJoin('api_resources as resource', (join) =>
        join
          .onRef('resource.organization_id', '=', 'scope.organization_id')
          .onRef('resource.name_key', '=', 'scope.resource_key'),
      )
      .select(['scope.name as scope', 'resource.name', 'resource.access_token_type as type'])
      .where('scope.organization_id', '=', organizationId)
      .execute();
    const owned = rows.map(
      ({ scope, name, type }): OwnedScope => ({ scope, name, accessTokenType: type ?? undefined }),
    );
    return { rows: owned };
  },
);

export function apiResources(db: Kysely<Database>): ApiResources {
  const insertScopes = async (
    { organizationId, name: resource }: Pick<ApiResource, 'organizationId' | 'name'>,
    scopes: readonly ApiScope[],
  ) => {
    if (scopes.length === 0) return;
    const owner = { organization_id: organizationId, resource_key: canonical(resource) };
    await db
      .insertInto('api_scopes')
      .values(scopes.map(({ displayName, ...scope }) => ({ ...owner, ...scope, display_name: displayName })))
      .execute();
  };

  return {
    async owners(organizationId) {
      const levels = [...new Set([hostId, organizationId])];
      const found = await Promise.all(levels.map((level) => owners(db, { organizationId: level })));
      return new Map(found.flatMap(({ rows }) => rows.map(({ scope, ...owner }) => [scope, owner])));
    },

    async isNamed(name) {
      const first = db.selectFrom('api_resources').select('name').where('name_key', '=', canonical(name)).limit(1);
      return (await first.executeTakeFirst()) !== undefined;
    },

    async of(organizationIds) {
      const found = await Promise.all(organizationIds.map((organizationId) => registered(db, organizationId)));
      return found.flat().sort(byNameThenOwner);
    },

    async insert(resource) {
      const { organizationId, name, displayName, description, accessTokenType, scopes } = resource;
      await db
        .insertInto('api_resources')
        .values({
          organization_id: organizationId,
          name_key: canonical(name),
          name,
          display_name: displayName,
          description,
          access_token_type: accessTokenType === 'JWT' ? accessTokenType : null,
        })
        .execute();
      await insertScopes(resource, scopes);
    },

    insertScopes,

    async deleteScopes({ organizationId, name }, names) {
      if (names.length === 0) return;
      await db
        .deleteFrom('api_scopes')
        .where('organization_id', '=', organizationId)
        .where('resource_key', '=', canonical(name))
        .where('name', 'in', names)
        .execute();
    },

    async delete(organizationId, name) {
      await db
        .deleteFrom('api_resources')
        .where('organization_id', '=', organizationId)
        .where('name_key', '=', canonical(name))
        .execute();
    },
  };
}

interface OfOrganization {
  readonly organizationId: string;
}

type ResourceRow = Pick<
  Selectable<Database['api_resources']>,
  'name_key' | 'name' | 'description' | 'access_token_type'
>;

const resourcesOf = prepared<OfOrganization, ResourceRow & { readonly displayName: string }>((db, place) =>
  db
    .selectFrom('api_resources')
    .select(['name_key', 'name', 'display_name as displayName', 'description', 'access_token_type'])
    .where('organization_id', '=', place('organizationId')),
);

const scopesOf = prepared<OfOrganization, ApiScope & { readonly resource_key: string }>((db, place) =>
  db
    .selectFrom('api_scopes')
    .select(['resource_key', 'name', 'display_name as displayName', 'description', 'type'])
    .where('organization_id', '=', place('organizationId'))
    .orderBy('name'),
);

async function registered(db: Kysely<Database>, organizationId: string): Promise<readonly ApiResource[]> {
  const { rows: resources } = await resourcesOf(db, { organizationId });
  const { rows: scopes } = await scopesOf(db, { organizationId });
  const byResource = Map.groupBy(scopes, ({ resource_key }) => resource_key);
  return resources.map(({ name_key, access_token_type, ...resource }) => ({
    ...resource,
    organizationId,
    accessTokenType: access_token_type ?? undefined,
    scopes: (byResource.get(name_key) ?? []).map(({ resource_key, ...scope }) => scope),
  }));
}

/** As the store compares: by the bytes of the form in which names are compared. */
function byNameThenOwner(one: ApiResource, other: ApiResource): number {
  const keys = [one, other].map(({ name, organizationId }) => Buffer.from(`${canonical(name)}\0${organizationId}`));
  return Buffer.compare(keys[0] as Buffer, keys[1] as Buffer);
}
