import { conflict, notFound } from '../../errors.ts';
import {
  type ApiResource,
  type ApiScope,
  builtInResources,
  internalScope,
  isOfOthers,
  resourcesOf,
} from '../api-resource.ts';
import { widens } from '../application/declaration.ts';
import { canonical } from '../canonical.ts';
import { auditEntryOf, type Command } from '../command.ts';
import type { Permitted } from '../permission.ts';
import { requireToGive } from '../standing.ts';
import type { Store, Tables } from '../store.ts';

type Manage = Command<'apiResource.write'>;

/** What the resources of an organization are, and what stands in them. */
export const listResources = (
  tables: Pick<Tables, 'apiResources'>,
  { organizationId }: Permitted<'apiResource.read' | 'application.read' | 'application.write'>,
): Promise<readonly ApiResource[]> => resourcesOf(tables, organizationId);

/** What is said of a resource; it belongs to the organization of the command. */
export type ResourceDeclaration = Omit<ApiResource, 'organizationId'>;

/** Registers an API, so that applications can be given its scopes. */
export function registerResource(store: Store, command: Manage, declared: ResourceDeclaration): Promise<ApiResource> {
  const resource = { ...declared, organizationId: command.permitted.organizationId };
  return store.transaction(async (tables) => {
    const known = await resourcesOf(tables, resource.organizationId);
    if (known.some(({ name }) => isSame(name, resource.name))) {
      throw conflict(`A resource with the name '${resource.name}' already exists.`);
    }
    requireFreeScopes(known, resource.scopes);
    requireRoom(known, resource);
    await requireNoApplication(tables, resource.name);
    await tables.apiResources.insert(resource);
    await recordResourceChange(tables, command, 'Create', resource);
    return resource;
  });
}

/** Everything but the name is replaced; the type of its tokens, where one is named. A scope that an application has stays. */
export function replaceResource(store: Store, command: Manage, declared: ResourceDeclaration): Promise<ApiResource> {
  const resource = { ...declared, organizationId: command.permitted.organizationId };
  return store.transaction(async (tables) => {
    const before = await requireOwn(tables, resource.organizationId, resource.name);
    const others = (await resourcesOf(tables, resource.organizationId)).filter((one) => one.name !== before.name);
    requireFreeScopes(others, resource.scopes);
    requireRoom(others, resource, before);
    await requireToGive(tables, command.permitted, widened(before, resource.scopes));
    const kept = new Set(resource.scopes.map(({ name }) => name));
    await requireUnused(
      tables,
      before,
      before.scopes.filter(({ name }) => !kept.has(name)),
    );
    const { accessTokenType = before.accessTokenType } = resource;
    const after = { ...resource, name: before.name, accessTokenType };
    await tables.apiResources.delete(before.organizationId, before.name);
    await tables.apiResources.insert(after);
    await recordResourceChange(tables, command, 'Update', after);
    return after;
  });
}

/** Scopes that applications could not have for one kind of grant, and now can. */
function widened({ scopes: before }: ApiResource, after: readonly ApiScope[]): readonly string[] {
  const had = new Map(before.map(({ name, type }) => [name, type]));
  return after.filter(({ name, type }) => had.has(name) && widens(had.get(name), type)).map(({ name }) => name);
}

export function deleteResource(store: Store, command: Manage, name: string): Promise<void> {
  return store.transaction(async (tables) => {
    const before = await requireOwn(tables, command.permitted.organizationId, name);
    await requireUnused(tables, before, before.scopes);
    await tables.apiResources.delete(before.organizationId, before.name);
    await recordResourceChange(tables, command, 'Delete', before);
  });
}

const isSame = (a: string, b: string): boolean => canonical(a) === canonical(b);

async function requireOwn(
  { apiResources }: Pick<Tables, 'apiResources'>,
  organizationId: string,
  name: string,
): Promise<ApiResource> {
  const found = (await apiResources.of([organizationId])).find((one) => isSame(one.name, name));
  if (found) return found;
  if (builtInResources.some((one) => isSame(one.name, name))) {
    throw conflict('A built-in resource cannot be changed.');
  }
  throw notFound('The resource was not found.');
}

/** The audience of an ID token is an application: no token for an API is to be taken for one. */
async function requireNoApplication({ applications }: Pick<Tables, 'applications'>, name: string): Promise<void> {
  if (!(await applications.findByClientId(name))) return;
  throw conflict('The name is the client id of an application.');
}

/** A scope belongs to one resource; those of other products, to whichever registers them. */
function requireFreeScopes(resources: readonly ApiResource[], scopes: readonly ApiScope[]): void {
  const counted = resources.filter((one) => !isOfOthers(one));
  const taken = new Set([internalScope, ...counted.flatMap((one) => one.scopes.map(({ name }) => name))]);
  const twice = scopes.find(({ name }) => taken.has(name));
  if (twice) throw conflict(`A scope with the name '${twice.name}' already exists.`);
}

/** Nearly everything about applications reads all of them, for whoever asks. */
const mostDeclared = 1000;

/** @throws GatehouseError Conflict when there would be too many, and more than before. */
function requireRoom(others: readonly ApiResource[], resource: ApiResource, before?: ApiResource): void {
  const sizeOf = ({ scopes }: ApiResource) => 1 + scopes.length;
  const own = others.filter(({ organizationId }) => organizationId === resource.organizationId);
  const size = own.reduce((sum, one) => sum + sizeOf(one), sizeOf(resource));
  if (size <= mostDeclared || (before && sizeOf(resource) <= sizeOf(before))) return;
  throw conflict(`The APIs of an organization and their scopes are at most ${mostDeclared} together.`);
}

async function requireUnused(
  { applicationRegistry }: Pick<Tables, 'applicationRegistry'>,
  { organizationId }: ApiResource,
  scopes: readonly ApiScope[],
): Promise<void> {
  const used = await applicationRegistry.scopeNames(organizationId);
  const first = scopes.find(({ name }) => used.has(name));
  if (first) throw conflict(`An application has the scope '${first.name}'.`);
}

async function recordResourceChange(
  { audit }: Pick<Tables, 'audit'>,
  command: Manage,
  action: 'Create' | 'Update' | 'Delete',
  { name, scopes }: ApiResource,
): Promise<void> {
  const details = { resource: name, scopes: scopes.map((scope) => scope.name) };
  await audit.append(auditEntryOf(command, { category: 'ExternalClient', action, targetId: name, details }));
}
