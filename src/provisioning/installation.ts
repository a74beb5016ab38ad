import { type Application, newSecret } from '../directory/application.ts';
import { administratorsGroupId } from '../directory/group.ts';
import { newId } from '../directory/identifier.ts';
import { hostId } from '../directory/organization.ts';
import type { Permitted } from '../directory/permission.ts';
import { managementScopes } from '../directory/scope.ts';
import type { Store, Tables } from '../directory/store.ts';
import type { NewUser } from '../directory/user.ts';
import type { Hasher } from '../password/hasher.ts';
import { provisionApplication } from './application.ts';
import { provisionOrganization, provisionTenant, provisionUser, type UserProvision } from './provision.ts';

type Operator = Permitted<'installation.provision'>;

/** What the first start made. The secrets exist nowhere else: they are shown once and stored only as hashes. */
export interface Installation {
  readonly organizationId: string;
  readonly administrator: FirstUser;
  /** Manages organizations, and the settings of all of them. */
  readonly hostAdministrator: FirstUser;
  /** Undefined where nobody reads what is shown. */
  readonly application: { readonly id: string; readonly secret: string } | undefined;
}

interface FirstUser {
  readonly id: string;
  readonly userName: string;
  /** Undefined where the operator chose it. */
  readonly password: string | undefined;
}

/** A password that the operator chose for the administrators of the first start. */
export interface ChosenPassword extends Pick<UserProvision, 'hashCost' | 'keptRules' | 'mustChange'> {
  readonly passwordHash: string;
}

/** What the administrators of a first start are called. */
export const firstUserName = 'admin';

/**
 * Fills a new store: the organization `Default` with the tenant `Default`, one administrator, one administrator of the
 * host, and one confidential application with every management scope. Where the operator chose a password, nobody reads what
 * is shown, so there is no application, whose secret would be in a log. Returns undefined, and does nothing, when that was
 * done before, whatever has become of it.
 */
export async function install(
  store: Store,
  operator: Operator,
  hasher: Hasher,
  now: number,
  chosen?: ChosenPassword,
): Promise<Installation | undefined> {
  if (await store.firstStart.was()) return undefined;
  const [ownSecret, hostSecret] = chosen ? [] : [newSecret(), newSecret()];
  const given = async (secret = ''): Promise<ChosenPassword> =>
    chosen ?? { passwordHash: await hasher.hash(secret, {}), mustChange: true };
  const [ownPassword, hostPassword] = await Promise.all([given(ownSecret), given(hostSecret)]);
  return await store.transaction(async (tables) => {
    await tables.firstStart.record(now);
    const organizationId = newId();
    await provisionOrganization(tables, operator, { id: organizationId, name: 'Default', createdAt: now });
    await provisionTenant(tables, operator, { organizationId, id: newId(), name: 'Default', createdAt: now });
    const own = await administrator(tables, operator, organizationId, ownPassword, now);
    const host = await administrator(tables, operator, hostId, hostPassword, now);
    return {
      organizationId,
      administrator: { id: own.id, userName: own.userName, password: ownSecret },
      hostAdministrator: { id: host.id, userName: host.userName, password: hostSecret },
      application: chosen ? undefined : await firstApplication(tables, operator, organizationId, now),
    };
  });
}

async function administrator(
  tables: Tables,
  operator: Operator,
  organizationId: string,
  password: ChosenPassword,
  now: number,
): Promise<NewUser> {
  const user: NewUser = {
    organizationId,
    id: newId(),
    userName: firstUserName,
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
  await provisionUser(tables, operator, { user, ...password, groupIds: [administratorsGroupId] });
  return user;
}

async function firstApplication(
  tables: Tables,
  operator: Operator,
  organizationId: string,
  now: number,
): Promise<NonNullable<Installation['application']>> {
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
  await provisionApplication(tables, operator, application, scopes, secret);
  return { id: application.id, secret };
}
