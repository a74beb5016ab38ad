import type { Kysely, Selectable } from 'kysely';
import type { Application, ApplicationKey, ApplicationScope, KeySet } from '../directory/application.ts';
import type { Database } from './database.ts';
import type { ApplicationsTable } from './schema/application.ts';

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

/** What an application says of itself as a relying party. */
export const partyColumns = (application: Partial<Application>) =>
  ({
    post_logout_redirect_uris: JSON.stringify(application.postLogoutRedirectUris ?? []),
    jwks: application.jwks ? JSON.stringify(application.jwks) : null,
    jwks_uri: application.jwksUri ?? null,
    backchannel_logout_uri: application.backchannelLogoutUri ?? null,
    backchannel_logout_session_required: application.backchannelLogoutSessionRequired === false ? 0 : 1,
  }) as const;

type PartyRow = { readonly [K in keyof ReturnType<typeof partyColumns>]: Selectable<ApplicationsTable>[K] };

export const partyOf = (row: PartyRow) => ({
  postLogoutRedirectUris: JSON.parse(row.post_logout_redirect_uris ?? '[]') as string[],
  jwks: row.jwks === null ? undefined : (JSON.parse(row.jwks) as KeySet),
  jwksUri: row.jwks_uri ?? undefined,
  backchannelLogoutUri: row.backchannel_logout_uri ?? undefined,
  backchannelLogoutSessionRequired: row.backchannel_logout_session_required === 1,
});

type Addressed = Pick<Application, 'organizationId' | 'id' | 'redirectUris'>;

/** A URI of a private scheme belongs to no origin: no page comes from there. */
function originsOf(redirectUris: readonly string[]): readonly string[] {
  const origins = new Set(redirectUris.map((uri) => URL.parse(uri)?.origin ?? 'null'));
  origins.delete('null');
  return [...origins];
}

export async function insertOrigins(
  db: Kysely<Database>,
  { organizationId, id, redirectUris }: Addressed,
): Promise<void> {
  for (const origin of originsOf(redirectUris)) {
    await db
      .insertInto('application_origins')
      .values({ origin, organization_id: organizationId, application_id: id })
      .execute();
  }
}

/** Each where it is: by the URIs that the application has in the store. */
export async function deleteOrigins(
  db: Kysely<Database>,
  { organizationId, id }: Omit<Addressed, 'redirectUris'>,
): Promise<void> {
  const row = await db
    .selectFrom('applications')
    .select('redirect_uris')
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .executeTakeFirst();
  for (const origin of originsOf(JSON.parse(row?.redirect_uris ?? '[]') as string[])) {
    await db
      .deleteFrom('application_origins')
      .where('origin', '=', origin)
      .where('organization_id', '=', organizationId)
      .where('application_id', '=', id)
      .execute();
  }
}
