import type { Kysely } from 'kysely';
import type { Application, ApplicationKey, ApplicationScope } from '../directory/application.ts';
import type { Database } from './database.ts';

// What an application consists of besides its own row.

export async function insertScopes(
  db: Kysely<Database>,
  { organizationId, id }: ApplicationKey,
  scopes: readonly ApplicationScope[],
): Promise<void> {
  if (scopes.length === 0) return;
  const owner = { organization_id: organizationId, application_id: id };
  await db
    .insertInto('application_scopes')
    .values(scopes.map(({ name, type }) => ({ ...owner, name, type })))
    .execute();
}

/** A URI of a private scheme belongs to no origin: no page comes from there. */
export async function insertOrigins(
  db: Kysely<Database>,
  { organizationId, id, redirectUris }: Pick<Application, 'organizationId' | 'id' | 'redirectUris'>,
): Promise<void> {
  const origins = new Set(redirectUris.map((uri) => URL.parse(uri)?.origin ?? 'null'));
  origins.delete('null');
  if (origins.size === 0) return;
  const owner = { organization_id: organizationId, application_id: id };
  await db
    .insertInto('application_origins')
    .values([...origins].map((origin) => ({ ...owner, origin })))
    .execute();
}
