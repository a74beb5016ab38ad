import type { Kysely } from 'kysely';
import type { ApiResource, ApiResources, ApiScope, ScopeOwner } from '../directory/api-resource.ts';
import { canonical } from '../directory/canonical.ts';
import { hostId } from '../directory/organization.ts';
import type { Database } from './database.ts';
import { remembered } from './remembered.ts';

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
      .select(['scope.name as scope', 'resource.name', 'resource.organization_id as organizationId'])
      .select('resource.access_token_type as type')
      .where('scope.organization_id', 'in', [hostId, organizationId])
      .execute();
    const own = rows.filter((row) => row.organizationId !== hostId);
    const hosts = rows.filter((row) => row.organizationId === hostId);
    const owner = ({ name, type }: (typeof rows)[number]): ScopeOwner => ({ name, accessTokenType: type ?? undefined });
    return { rows: [new Map([...hosts, ...own].map((row) => [row.scope, owner(row)]))] };
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
      const { rows } = await owners(db, { organizationId });
      return rows[0] ?? new Map();
    },

    async of(organizationIds) {
      const resources = await db
        .selectFrom('api_resources')
        .select(['organization_id as organizationId', 'name_key', 'name', 'display_name as displayName', 'description'])
        .select('access_token_type')
        .where('organization_id', 'in', organizationIds)
        .orderBy('name_key')
        .orderBy('organization_id')
        .execute();
      const scopes = await db
        .selectFrom('api_scopes')
        .select(['organization_id', 'resource_key', 'name', 'display_name as displayName', 'description', 'type'])
        .where('organization_id', 'in', organizationIds)
        .orderBy('name')
        .execute();
      return resources.map(({ name_key, access_token_type, ...resource }) => ({
        ...resource,
        accessTokenType: access_token_type ?? undefined,
        scopes: scopes
          .filter((one) => one.organization_id === resource.organizationId && one.resource_key === name_key)
          .map(({ name, displayName, description, type }) => ({ name, displayName, description, type })),
      }));
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
