import type { Application, ApplicationKey, ApplicationScope } from '../application.ts';
import { hostId } from '../organization.ts';

/** The public client of the command-line tools, which know it under this id. */
export const commandLineId = '36dea5b8-e8bb-423d-8e7b-c808df8f1c00';

/** The public client of the portal, with which pages and development kits find out who is signed in. */
export const portalId = '1119a927-10ab-4543-bd1a-ad6bfbbc27f4';

/** What an application has whatever its administrators change, because its clients have it compiled in. */
interface BuiltIn {
  readonly redirectUris: readonly string[];
  readonly scopes: readonly string[];
}

/**
 * What the command-line tools ask for. Most are names of services that are not here: they are granted, so that people can
 * sign in, and open nothing.
 */
const commandLineScopes = [
  ...['openid', 'profile', 'email', 'offline_access', 'IdentityServerApi'],
  ...['AT.TrackOperations', 'AutomationSolutions', 'ConnectionService', 'DataService', 'DataServiceApiUserAccess'],
  ...['Directory', 'Docs.GPT.Search', 'DocumentUnderstanding', 'Du.Classification.Api', 'Du.Digitization.Api'],
  ...['Du.Extraction.Api', 'Du.Validation.Api', 'EnterpriseContextService', 'JamJamApi', 'LLMGateway', 'LLMOps'],
  ...['OMS', 'OrchestratorApiUserAccess', 'ProcessMining', 'RCS.FolderAuthorization', 'StudioWebBackend'],
  ...['StudioWebTypeCacheService', 'TM.Projects', 'TM.Requirements', 'TM.TestCases', 'TM.TestSets'],
];

const builtIns: ReadonlyMap<string, BuiltIn> = new Map([
  // Without a port, which people choose: it stands for every one (RFC 8252 section 7.3).
  [commandLineId, { redirectUris: ['http://localhost/oidc/login'], scopes: commandLineScopes }],
  [portalId, { redirectUris: [], scopes: ['openid', 'profile', 'offline_access'] }],
]);

/** Of applications of the host alone: an organization may have declared the id as its own before it was known here. */
const builtInOf = ({ organizationId, id }: ApplicationKey): BuiltIn | undefined =>
  organizationId === hostId ? builtIns.get(id) : undefined;

export const isBuiltIn = (application: ApplicationKey): boolean => builtInOf(application) !== undefined;

/** Whether the application has the scope from the start, registered or not. */
export const isBuiltInScope = (application: ApplicationKey, name: string): boolean =>
  builtInOf(application)?.scopes.includes(name) === true;

/** What was stored of it, and what it has in any case. */
export function withBuiltInUris<A extends Pick<Application, 'organizationId' | 'id' | 'redirectUris'>>(stored: A): A {
  const own = builtInOf(stored)?.redirectUris;
  return own ? { ...stored, redirectUris: [...new Set([...stored.redirectUris, ...own])] } : stored;
}

/** By name. */
export function withBuiltInScopes(
  application: ApplicationKey,
  stored: readonly ApplicationScope[],
): readonly ApplicationScope[] {
  const own = builtInOf(application)?.scopes;
  if (!own) return stored;
  const others = stored.filter(({ name }) => !own.includes(name));
  return [...others, ...own.map((name): ApplicationScope => ({ name, type: 'user' }))].sort(byName);
}

const byName = (one: ApplicationScope, other: ApplicationScope) => (one.name < other.name ? -1 : 1);
