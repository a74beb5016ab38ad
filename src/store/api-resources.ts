import type { Kysely } from 'kysely';
import type { ApiResource, ApiResources, ApiScope } from '../directory/api-resource.ts';
import { canonical } from '../directory/canonical.ts';
import type { Database } from './database.ts';

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
    async of(organizationIds) {
      const resources = await db
        .selectFrom('api_resources')
        .select(['organization_id as organizationId', 'name_key', 'name', 'display_name as displayName', 'description'])
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
      return resources.map(({ name_key, ...resource }) => ({
        ...resource,
        scopes: scopes
          .filter((one) => one.organization_id === resource.organizationId && one.resource_key === name_key)
          .map(({ name, displayName, description, type }) => ({ name, displayName, description, type })),
      }));
    },

    async insert(resource) {
      const { organizationId, name, displayName, description, scopes } = resource;
      await db
        .insertInto('api_resources')
        .values({
          organization_id: organizationId,
          name_key: canonical(name),
          name,
          display_name: displayName,
          description,
        })
        .execute();
      await insertScopes(resource, scopes);
    },

    insertScopes,

    async delete(organizationId, name) {
      await db
        .deleteFrom('api_resources')
        .where('organization_id', '=', organizationId)
        .where('name_key', '=', canonical(name))
        .execute();
    },
  };
}
