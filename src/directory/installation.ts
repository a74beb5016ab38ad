import type { Hasher } from '../password/hasher.ts';
import { type Application, newSecret } from './application.ts';
import { administratorsGroupId } from './group.ts';
import { newId } from './identifier.ts';
import { provisionApplication, provisionOrganization, provisionTenant, provisionUser } from './provision.ts';
import { managementScopes } from './scope.ts';
import type { Store, Tables } from './store.ts';
import type { NewUser } from './user.ts';

/** What the first start made. The secrets exist nowhere else: they are shown once and stored only as hashes. */
export interface Installation {
  readonly organizationId: string;
  readonly administrator: { readonly id: string; readonly userName: string; readonly password: string };
  readonly application: { readonly id: string; readonly secret: string };
}

/**
 * Fills an empty store: the organization `Default` with the tenant `Default`, one administrator, and one confidential
 * application with every management scope. Answers undefined, and does nothing, when the store has any organization.
 */
export async function install(store: Store, hasher: Hasher, now: number): Promise<Installation | undefined> {
  if (await store.organizations.any()) return undefined;
  const password = newSecret();
  const passwordHash = await hasher.hash(password, {});
  return await store.transaction(async (tables) => {
    const organizationId = newId();
    await provisionOrganization(tables, { id: organizationId, name: 'Default', createdAt: now });
    await provisionTenant(tables, { organizationId, id: newId(), name: 'Default', createdAt: now });
    const { id, userName } = await administrator(tables, organizationId, passwordHash, now);
    const application = await firstApplication(tables, organizationId, now);
    return { organizationId, administrator: { id, userName, password }, application };
  });
}

async function administrator(
  tables: Tables,
  organizationId: string,
  passwordHash: string,
  now: number,
): Promise<NewUser> {
  const user: NewUser = {
    organizationId,
    id: newId(),
    userName: 'admin',
    email: null,
    emailConfirmed: false,
    name: null,
    surname: null,
    displayName: 'Administrator',
    isActive: true,
    bypassBasicAuthRestriction: true,
    invitationAccepted: true,
    createdAt: now,
  };
  await provisionUser(tables, { user, passwordHash, mustChange: true, groupIds: [administratorsGroupId] });
  return user;
}

async function firstApplication(
  tables: Tables,
  organizationId: string,
  now: number,
): Promise<Installation['application']> {
  const application: Application = {
    organizationId,
    id: newId(),
    name: 'First application',
    isConfidential: true,
    redirectUris: [],
    isActive: true,
    createdAt: now,
  };
  const scopes = managementScopes.map((name) => ({ name, type: 'both' }) as const);
  const secret = newSecret();
  await provisionApplication(tables, application, scopes, secret);
  return { id: application.id, secret };
}
