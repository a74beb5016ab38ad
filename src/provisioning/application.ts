import { type ApiResource, customResource, registerScopes } from '../directory/api-resource.ts';
import type { RegisteredApplication } from '../directory/application/registry.ts';
import { endingAt } from '../directory/application/rotate-secret.ts';
import { type Application, type ApplicationScope, hashSecret } from '../directory/application.ts';
import type { Permitted } from '../directory/permission.ts';
import type { Tables } from '../directory/store.ts';
import { creationEntry, provisionEntry } from './provision.ts';

type Operator = Permitted<'installation.provision'>;

/** An application with its scopes and, when it is confidential, one secret that does not expire. */
export async function provisionApplication(
  tables: Tables,
  operator: Operator,
  application: Application,
  scopes: readonly ApplicationScope[],
  secret: string | null,
  description: string | null = null,
): Promise<void> {
  const { organizationId, createdAt } = application;
  await registerScopes(
    tables,
    organizationId,
    scopes.map((scope) => scope.name),
  );
  await tables.applications.insert(application, scopes);
  if (secret !== null) {
    const stored = { hash: hashSecret(secret), description, createdAt, expiresAt: null };
    await tables.applications.insertSecret(application, stored);
  }
  await tables.audit.append(creationEntry(operator, 'ExternalClient', application));
}

/** By this description a secret of a seed file is known, so that another one of the file takes its place. */
export const secretOfSeed = 'Seed file';

/** What a seed file says otherwise of an application. */
export interface ApplicationChange {
  readonly before: RegisteredApplication;
  readonly after: RegisteredApplication;
  /** In place of the one that the file had before. */
  readonly newSecret: string | null;
  /** For how long that one stays good; 0: it is deleted at once. */
  readonly overlapHours: number;
  /** What is not as it was. */
  readonly members: readonly string[];
}

export async function provisionApplicationChange(
  tables: Tables,
  operator: Operator,
  { before, after, newSecret, overlapHours, members }: ApplicationChange,
  now: number,
): Promise<void> {
  const { organizationId, id, scopes } = after;
  await registerScopes(
    tables,
    organizationId,
    scopes.map((scope) => scope.name),
  );
  await tables.applicationRegistry.replace(after);
  if (newSecret !== null) {
    for (const secret of before.secrets.filter(({ description }) => description === secretOfSeed)) {
      if (overlapHours === 0) await tables.applicationRegistry.deleteSecret(organizationId, secret.id);
      else await tables.applicationRegistry.endSecret(organizationId, endingAt(secret, now, overlapHours));
    }
    const stored = { hash: hashSecret(newSecret), description: secretOfSeed, createdAt: now, expiresAt: null };
    await tables.applications.insertSecret(after, stored);
  }
  const details = { name: after.name, changed: members };
  const update = { category: 'ExternalClient', action: 'Update', targetId: id, details } as const;
  await tables.audit.append(provisionEntry(operator, now, { organizationId, ...update }));
}

/** An API, or what is said otherwise of one. Its scopes go over to it that belonged to no API yet. */
export async function provisionApiResource(
  tables: Tables,
  operator: Operator,
  resource: ApiResource,
  isNew: boolean,
  now: number,
): Promise<void> {
  const { organizationId, name } = resource;
  const names = resource.scopes.map((scope) => scope.name);
  await tables.apiResources.deleteScopes({ organizationId, name: customResource }, names);
  if (!isNew) await tables.apiResources.delete(organizationId, name);
  await tables.apiResources.insert(resource);
  const details = { resource: name, scopes: names };
  const action = isNew ? 'Create' : 'Update';
  const event = { organizationId, category: 'ExternalClient', action, targetId: name, details } as const;
  await tables.audit.append(provisionEntry(operator, now, event));
}
