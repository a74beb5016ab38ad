import type { Kysely, Selectable } from 'kysely';
import { withBuiltInScopes, withBuiltInUris } from '../directory/application/built-in.ts';
import type { Application, ApplicationScope, Applications, StoredSecret } from '../directory/application.ts';
import { insertOrigins, insertScopes, partyColumns, partyOf } from './application-parts.ts';
import { nextNumber } from './counters.ts';
import type { Database } from './database.ts';
import { prepared } from './prepared.ts';
import { remembered } from './remembered.ts';
import { insertSubjects, organizationOf } from './subjects.ts';

/** How exact the time of the last use of a secret is. */
const useIntervalMs = 60 * 60_000;

type ApplicationKey = Pick<Application, 'organizationId' | 'id'>;

export function applications(db: Kysely<Database>): Applications {
  return {
    async findByClientId(clientId) {
      const organizationId = await organizationOf(db, clientId, 'application');
      return organizationId === undefined ? undefined : (await find(db, { organizationId, id: clientId })).rows[0];
    },

    async scopes({ organizationId, id }) {
      return (await scopes(db, { organizationId, id })).rows;
    },

    async secrets({ organizationId, id }) {
      return (await secrets(db, { organizationId, id })).rows;
    },

    async userScopeNames(organizationId) {
      const rows = await db
        .selectFrom('application_scopes')
        .select('name')
        .distinct()
        .where('organization_id', '=', organizationId)
        .where('type', '!=', 'application')
        .execute();
      return rows.map(({ name }) => name);
    },

    async insert(application, scopes) {
      await insertSubjects(db, [[application.id, application.organizationId, 'application']]);
      await db
        .insertInto('applications')
        .values({
          organization_id: application.organizationId,
          id: application.id,
          name: application.name,
          is_confidential: application.isConfidential ? 1 : 0,
          redirect_uris: JSON.stringify(application.redirectUris),
          ...partyColumns(application),
          is_first_party: application.isFirstParty ? 1 : 0,
          is_installed: application.isInstalled ? 1 : 0,
          access_token_seconds: application.accessTokenSeconds ?? null,
          is_active: application.isActive ? 1 : 0,
          created_at: application.createdAt,
        })
        .execute();
      await insertScopes(db, application, scopes);
      await insertOrigins(db, application);
    },

    async insertSecret({ organizationId, id }, { hash, description, createdAt, expiresAt }) {
      const secretId = await nextNumber(db, organizationId, 'secret');
      await db
        .insertInto('application_secrets')
        .values({
          organization_id: organizationId,
          id: secretId,
          application_id: id,
          secret_hash: hash,
          description,
          created_at: createdAt,
          expires_at: expiresAt,
        })
        .execute();
      return secretId;
    },

    async recordSecretUse({ organizationId }, { id, lastUsedAt }, now) {
      const before = now - useIntervalMs;
      if (lastUsedAt === null || lastUsedAt <= before) await recordSecretUse(db, { organizationId, id, now, before });
    },
  };
}

type ApplicationRow = Selectable<Database['applications']> & { readonly is_organization_active: number };

const findRow = prepared<ApplicationKey, ApplicationRow>((db, place) =>
  db
    .selectFrom('applications as a')
    .innerJoin('organizations as o', 'o.id', 'a.organization_id')
    .selectAll('a')
    .select('o.is_active as is_organization_active')
    .where('a.organization_id', '=', place('organizationId'))
    .where('a.id', '=', place('id')),
);

const find = remembered(['applications', 'organizations'], async (db, key: ApplicationKey) => {
  const { rows } = await findRow(db, key);
  return { rows: rows.map(toApplication) };
});

function toApplication(row: ApplicationRow): Application {
  return withBuiltInUris({
    organizationId: row.organization_id,
    id: row.id,
    name: row.name,
    isConfidential: row.is_confidential === 1,
    redirectUris: JSON.parse(row.redirect_uris) as string[],
    ...partyOf(row),
    isFirstParty: row.is_first_party === 1,
    isInstalled: row.is_installed === 1,
    accessTokenSeconds: row.access_token_seconds ?? undefined,
    isActive: row.is_active === 1 && row.is_organization_active === 1,
    createdAt: row.created_at,
  });
}

const scopeRows = prepared<ApplicationKey, ApplicationScope>((db, place) =>
  db
    .selectFrom('application_scopes')
    .select(['name', 'type'])
    .where('organization_id', '=', place('organizationId'))
    .where('application_id', '=', place('id'))
    .orderBy('name'),
);

const scopes = remembered(['application_scopes'], async (db, key: ApplicationKey) => {
  const { rows } = await scopeRows(db, key);
  return { rows: [...withBuiltInScopes(key, rows)] };
});

const secrets = remembered(
  ['application_secrets'],
  prepared<ApplicationKey, StoredSecret>((db, place) =>
    db
      .selectFrom('application_secrets')
      .select(['id', 'secret_hash as hash', 'description', 'created_at as createdAt', 'expires_at as expiresAt'])
      .select(['last_used_at as lastUsedAt', 'replaced_at as replacedAt'])
      .where('organization_id', '=', place('organizationId'))
      .where('application_id', '=', place('id')),
  ),
);

interface SecretUse {
  readonly organizationId: string;
  readonly id: number;
  readonly now: number;
  readonly before: number;
}

/** Of several requests that come at the same time, one writes. */
const recordSecretUse = prepared<SecretUse, unknown>((db, place) =>
  db
    .updateTable('application_secrets')
    .set({ last_used_at: place('now') })
    .where('organization_id', '=', place('organizationId'))
    .where('id', '=', place('id'))
    .where((where) => where.or([where('last_used_at', 'is', null), where('last_used_at', '<=', place('before'))])),
);
