import type { ApplicationScope } from './application.ts';
import { canonical } from './canonical.ts';
import { hostId } from './organization.ts';
import { hostScopes, managementScopes, readAndWrite, rolesScope, standardScopes } from './scope.ts';

/** A scope that applications can be given. Its type says which grants may have it. */
export interface ApiScope extends ApplicationScope {
  readonly displayName: string;
  readonly description: string | null;
}

/** An API whose operations ask for scopes. */
export interface ApiResource {
  /** The host's are there for every organization. */
  readonly organizationId: string;
  readonly name: string;
  readonly displayName: string;
  readonly description: string | null;
  /** Of the tokens for it; absent: `at+jwt`. */
  readonly accessTokenType?: AccessTokenType | undefined;
  readonly scopes: readonly ApiScope[];
}

/** The `typ` headers of access tokens: that of RFC 9068, and the one that some libraries take alone. */
export const accessTokenTypes = ['at+jwt', 'JWT'] as const;

export type AccessTokenType = (typeof accessTokenTypes)[number];

/** To which resource a scope belongs. */
export type ScopeOwner = Pick<ApiResource, 'name' | 'accessTokenType'>;

export interface ApiResources {
  /** The resources by the names of their scopes, as the host has registered them, and the organization instead. */
  owners(organizationId: string): Promise<ReadonlyMap<string, ScopeOwner>>;
  /** Whether any organization has registered one of that name, in any letter case. */
  isNamed(name: string): Promise<boolean>;
  /** What organizations have registered, by name. */
  of(organizationIds: readonly string[]): Promise<readonly ApiResource[]>;
  insert(resource: ApiResource): Promise<void>;
  insertScopes(resource: Pick<ApiResource, 'organizationId' | 'name'>, scopes: readonly ApiScope[]): Promise<void>;
  deleteScopes(resource: Pick<ApiResource, 'organizationId' | 'name'>, names: readonly string[]): Promise<void>;
  /** With its scopes. */
  delete(organizationId: string, name: string): Promise<void>;
}

/** The internal scope of first-party applications: nobody registers it, and nobody is given it through the API. */
export const internalScope = 'IdentityServerApi';

/** The API of this server. */
export const managementResource = 'UiPath.PlatformManagement';

const scope = (type: ApiScope['type']) => (name: string) => ({ name, displayName: name, description: null, type });

const orchestratorScopes = [
  'Administration',
  'Analytics',
  'Assets',
  'Audit',
  'BackgroundTasks',
  'Buckets',
  'BusinessRules',
  'Execution',
  'Folders',
  'Hypervisor',
  'Jobs',
  'License',
  'Machines',
  'ML',
  'Monitoring',
  'Queues',
  'Robots',
  'Settings',
  'Tasks',
  'TestDataQueues',
  'TestSetExecutions',
  'TestSets',
  'TestSetSchedules',
  'Users',
  'Webhooks',
].flatMap((area) => readAndWrite(`OR.${area}`));

/** Names that applications of other products ask for. They grant nothing here. */
const ofOthers: readonly (readonly [name: string, displayName: string, scopes: readonly string[]])[] = [
  ['UiPath.Orchestrator', 'Orchestrator API access', [rolesScope, ...orchestratorScopes]],
  ['UiPath.Apps', 'Apps', readAndWrite('Apps')],
  ['UiPath.ConversationalAgents', 'Conversational agents', ['ConversationalAgents']],
  ['UiPath.DataFabric', 'Data Fabric', ['DataFabric.Data', 'DataFabric.Schema'].flatMap(parts)],
  ['UiPath.Insights', 'Insights', ['Insights', 'Insights.RealTimeData']],
  ['UiPath.PIMS', 'Process instances', ['PIMS']],
  ['UiPath.Traces', 'Traces', ['Traces.Api']],
];

function parts(scope: string): readonly string[] {
  return [`${scope}.Read`, `${scope}.Write`];
}

const othersNames: ReadonlySet<string> = new Set(ofOthers.map(([name]) => name));

/** Whether it is one of another product: registering one of its scopes means that scope. */
export const isOfOthers = ({ name }: ApiResource): boolean => othersNames.has(name);

/** What every organization has from the start. Requests for the scopes of other products are only passed through. */
export const builtInResources: readonly ApiResource[] = [
  {
    organizationId: hostId,
    name: managementResource,
    displayName: 'Platform Management',
    description: 'The API of this server.',
    scopes: [...managementScopes, ...hostScopes].map(scope('both')),
  },
  ...ofOthers.map(([name, displayName, scopes]) => ({
    ...{ organizationId: hostId, name, displayName, description: null },
    scopes: scopes.map(scope('both')),
  })),
  {
    organizationId: hostId,
    name: 'OpenID',
    displayName: 'OpenID Connect',
    description: 'Who the person is, and access while the person is away.',
    scopes: standardScopes.map(scope('user')),
  },
];

interface HasApiResources {
  readonly apiResources: ApiResources;
}

/** Everything that applications of the organization can be given scopes of. A scope stands where it was registered. */
export async function resourcesOf(
  { apiResources }: HasApiResources,
  organizationId: string,
): Promise<readonly ApiResource[]> {
  const registered = await apiResources.of([...new Set([hostId, organizationId])]);
  const names = new Set(registered.flatMap(({ scopes }) => scopes.map(({ name }) => name)));
  const builtIn = builtInResources.map((resource) => ({
    ...resource,
    scopes: resource.scopes.filter(({ name }) => !names.has(name)),
  }));
  return [...builtIn, ...registered];
}

/**
 * Whether a resource has the name, of whatever organization: then no application has it as its id. The audience of an ID token is an
 * application, and no token for an API is to be taken for one.
 */
export const isResourceName = async ({ apiResources }: HasApiResources, name: string): Promise<boolean> =>
  builtInResources.some((one) => canonical(one.name) === canonical(name)) || (await apiResources.isNamed(name));

/** Where scopes stand that were given to an application by a seed file without being registered. */
export const customResource = 'Custom';

/** Registers the names that no resource has yet. */
export async function registerScopes(
  tables: HasApiResources,
  organizationId: string,
  names: readonly string[],
): Promise<void> {
  const resources = await resourcesOf(tables, organizationId);
  const known = new Set([internalScope, ...resources.flatMap(({ scopes }) => scopes.map(({ name }) => name))]);
  const missing = names.filter((name) => !known.has(name));
  if (missing.length === 0) return;
  if (!resources.some((resource) => resource.organizationId === organizationId && resource.name === customResource)) {
    await tables.apiResources.insert({
      organizationId,
      name: customResource,
      displayName: customResource,
      description: null,
      scopes: [],
    });
  }
  await tables.apiResources.insertScopes({ organizationId, name: customResource }, missing.map(scope('both')));
}
