import type { Kysely } from 'kysely';
import { canonical } from '../directory/canonical.ts';
import type { FederatedCredential, FederatedCredentials } from '../directory/federated-credential.ts';
import type { Database } from './database.ts';

export function federatedCredentials(db: Kysely<Database>): FederatedCredentials {
  return {
    ofApplication: ({ organizationId, id }) =>
      db
        .selectFrom('federated_credentials')
        .select(['organization_id as organizationId', 'application_id as applicationId', 'id', 'name', 'description'])
        .select(['issuer', 'audience', 'subject', 'created_at as createdAt'])
        .where('organization_id', '=', organizationId)
        .where('application_id', '=', id)
        .orderBy('created_at')
        .orderBy('id')
        .execute(),

    async insert(credential) {
      const { organizationId, applicationId, id, createdAt } = credential;
      const key = { organization_id: organizationId, application_id: applicationId, id };
      await db
        .insertInto('federated_credentials')
        .values({ ...key, ...said(credential), created_at: createdAt })
        .execute();
    },

    async replace(credential) {
      const { organizationId, id } = credential;
      await db
        .updateTable('federated_credentials')
        .set(said(credential))
        .where('organization_id', '=', organizationId)
        .where('id', '=', id)
        .execute();
    },

    async delete({ organizationId, id }) {
      await db
        .deleteFrom('federated_credentials')
        .where('organization_id', '=', organizationId)
        .where('id', '=', id)
        .execute();
    },
  };
}

const said = ({ name, description, issuer, audience, subject }: FederatedCredential) => ({
  ...{ name, name_key: canonical(name), description, issuer, audience, subject },
});
