import { badRequest, invalidMember, notFound } from '../../errors.ts';
import { type ApplicationScope, hashSecret, newSecret } from '../application.ts';
import type { AuditAction, AuditDetails } from '../audit/entry.ts';
import { auditEntryOf, type Command } from '../command.ts';
import { requireEntityName } from '../entity-name.ts';
import { candidateIds, newId, parseUuid } from '../identifier.ts';
import { leaveAllGroups } from '../membership/change.ts';
import type { Permitted } from '../permission.ts';
import { requireToGive } from '../standing.ts';
import type { Store, Tables } from '../store.ts';
import { isBuiltIn, isBuiltInScope, withBuiltInScopes, withBuiltInUris } from './built-in.ts';
import { type Declaration, requireDeclaration, widens } from './declaration.ts';
import type { ApplicationQuery, ApplicationRegistry, RegisteredApplication } from './registry.ts';
import { provesWithKeys, type RelyingParty } from './relying-party.ts';

type Manage = Command<'application.write'>;

/** An application, and its first secret, if it was to have one, which is told this once. */
export interface NewApplication {
  readonly application: RegisteredApplication;
  readonly secret: string | null;
}

export async function createApplication(
  store: Store,
  command: Manage,
  declaration: Declaration,
  { withSecret = true } = {},
): Promise<NewApplication> {
  const { permitted, at } = command;
  const { organizationId } = permitted;
  const { scopes: _declared, ...said } = declaration;
  const party = { ...said, name: requireEntityName(declaration.name) };
  const id = newId();
  const secret = party.isConfidential && withSecret && !provesWithKeys(party) ? newSecret() : null;
  const application = await store.transaction(async (tables) => {
    const scopes = await requireDeclaration(tables, organizationId, declaration);
    await requireToGive(tables, permitted, namesOf(scopes));
    const created = { organizationId, id, ...party, isActive: true, createdAt: at };
    await tables.applications.insert(created, scopes);
    if (secret !== null) {
      const stored = { hash: hashSecret(secret), description: null, createdAt: at, expiresAt: null };
      await tables.applications.insertSecret(created, stored);
    }
    const after = await loadApplication(tables, permitted, id);
    await recordApplicationChange(tables, command, 'Create', id, describeApplication(after));
    return after;
  });
  return { application, secret };
}

/** What a change says nothing of stays as it is; what it names is replaced as a whole. Null: none any more. */
export type ApplicationChange = { readonly [K in keyof Declaration]?: Declaration[K] | undefined | null };

/** What the application is to be; its scopes, when the change names any. */
function changed(before: RegisteredApplication, change: ApplicationChange) {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  const named = Object.fromEntries(given.map(([name, value]) => [name, value ?? undefined]));
  const { organizationId, id, secrets, scopes, ...party } = before;
  return { ...party, ...named, isConfidential: before.isConfidential } as Omit<Declaration, 'scopes'> &
    Partial<Pick<Declaration, 'scopes'>>;
}

export function updateApplication(
  store: Store,
  command: Manage,
  id: string,
  change: ApplicationChange,
): Promise<RegisteredApplication> {
  const { permitted } = command;
  const { organizationId } = permitted;
  return store.transaction(async (tables) => {
    const before = await loadApplication(tables, permitted, id);
    requireSameKind(before, change);
    const { scopes: given, ...said } = changed(before, change);
    const isRenamed = change.name !== undefined && change.name !== before.name;
    const party = { ...said, name: isRenamed ? requireEntityName(said.name) : before.name };
    // What is built in needs no registration, and stays whatever is said of it.
    const wished = (given ?? []).filter((scope) => !isBuiltInScope(before, scope.name));
    const declared = await requireDeclaration(tables, organizationId, { ...party, scopes: wished });
    const scopes = given === undefined ? before.scopes : withBuiltInScopes(before, declared);
    await requireToGive(tables, permitted, handedOut(before, { ...party, scopes }));
    await tables.applicationRegistry.replace(withBuiltInUris({ ...party, scopes, organizationId, id: before.id }));
    const after = await loadApplication(tables, permitted, before.id);
    await recordApplicationChange(tables, command, 'Update', after.id, {
      before: describeApplication(before),
      after: describeApplication(after),
    });
    return after;
  });
}

/**
 * What a change gives away: scopes that are new, or new for that kind of grant; and, with another address at which codes
 * arrive, or other keys with which the application proves itself, all that these are good for. Without its keys, the secrets
 * that it had before them are good again.
 */
function handedOut(
  before: RegisteredApplication,
  { scopes, ...party }: Omit<RegisteredApplication, 'organizationId' | 'id' | 'secrets'>,
): readonly string[] {
  const isNewAddress = party.redirectUris.some((uri) => !before.redirectUris.includes(uri));
  const keysOf = ({ jwks, jwksUri }: RelyingParty) => JSON.stringify([jwks, jwksUri]);
  if (isNewAddress || keysOf(party) !== keysOf(before)) return namesOf(scopes);
  const had = new Map(before.scopes.map(({ name, type }) => [name, type]));
  return namesOf(scopes.filter(({ name, type }) => widens(had.get(name), type)));
}

const namesOf = (scopes: readonly ApplicationScope[]): readonly string[] => scopes.map(({ name }) => name);

function requireSameKind({ isConfidential }: RegisteredApplication, change: ApplicationChange): void {
  if ((change.isConfidential ?? isConfidential) === isConfidential) return;
  const text = 'An application stays confidential or not: make a new one.';
  throw invalidMember('IsConfidential', text);
}

/** Secrets, memberships, grants and everything issued under them end with the application. */
export function deleteApplication(store: Store, command: Manage, id: string): Promise<void> {
  const { permitted } = command;
  return store.bulk(async (tables) => {
    const before = await loadApplication(tables, permitted, id);
    if (isBuiltIn(before)) throw badRequest('A built-in application stays.');
    await removeApplication(tables, command, before);
  });
}

export async function removeApplication(
  tables: Tables,
  command: Command,
  before: RegisteredApplication,
): Promise<void> {
  await leaveAllGroups(tables, before.organizationId, [before.id]);
  await tables.consents.forget(before);
  await tables.grants.revokeOfApplication(before);
  await tables.applicationRegistry.delete(before);
  await recordApplicationChange(tables, command, 'Delete', before.id, describeApplication(before));
}

export const listApplications = (
  { applicationRegistry }: Pick<Tables, 'applicationRegistry'>,
  { organizationId }: Permitted<'application.read'>,
): AsyncIterable<RegisteredApplication> => applicationRegistry.ofOrganization(organizationId);

export const searchApplications = (
  { applicationRegistry }: Pick<Tables, 'applicationRegistry'>,
  { organizationId }: Permitted<'application.read'>,
  query: ApplicationQuery,
): ReturnType<ApplicationRegistry['page']> => applicationRegistry.page(organizationId, query);

/** @throws GatehouseError NotFound. */
export async function loadApplication(
  { applicationRegistry }: Pick<Tables, 'applicationRegistry'>,
  { organizationId }: Permitted<'application.read' | 'application.secret' | 'application.write'>,
  id: string,
): Promise<RegisteredApplication> {
  const found = await findApplication(applicationRegistry, organizationId, id);
  if (!found) throw notFound('The application was not found.');
  return found;
}

/** @param id in any spelling of a UUID. */
export async function findApplication(
  registry: ApplicationRegistry,
  organizationId: string,
  id: string,
): Promise<RegisteredApplication | undefined> {
  for (const candidate of candidateIds(id)) {
    const found = await registry.find(organizationId, candidate);
    if (found) return found;
  }
  return undefined;
}

/** Whether `id` can name an application at all: a UUID can, any other text only when an application has it as its id. */
export async function isClientId({ applications }: Pick<Tables, 'applications'>, id: string): Promise<boolean> {
  return parseUuid(id) !== undefined || (await applications.findByClientId(id)) !== undefined;
}

/** As it stands in the audit log: what there is, and of keys their names. */
export function describeApplication({ name, isConfidential, redirectUris, scopes, ...party }: RegisteredApplication) {
  const { postLogoutRedirectUris = [], jwks, jwksUri, backchannelLogoutUri } = party;
  return {
    ...{ name, isConfidential, redirectUris },
    ...(postLogoutRedirectUris.length > 0 ? { postLogoutRedirectUris } : {}),
    ...(jwks ? { jwks: jwks.keys.map(({ kid, kty }) => String(kid ?? kty)) } : {}),
    ...(jwksUri === undefined ? {} : { jwksUri }),
    ...(backchannelLogoutUri === undefined ? {} : { backchannelLogoutUri }),
    scopes: scopes.map((scope) => `${scope.name} (${scope.type})`),
  };
}

/** Writes down what was done to an application. */
export async function recordApplicationChange(
  { audit }: Pick<Tables, 'audit'>,
  command: Command,
  action: AuditAction,
  targetId: string,
  details: AuditDetails,
): Promise<void> {
  await audit.append(auditEntryOf(command, { category: 'ExternalClient', action, targetId, details }));
}
