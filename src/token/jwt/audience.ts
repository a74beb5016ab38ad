import * as errors from 'oidc-provider/lib/helpers/errors.js';
import {
  type AccessTokenType,
  builtInResources,
  internalScope,
  managementResource,
  type ScopeOwner,
} from '../../directory/api-resource.ts';
import { rolesScope } from '../../directory/scope.ts';
import type { Tables } from '../../directory/store.ts';

/** The `aud` claim: a single name is a text, several are a list (RFC 7519 section 4.1.3). */
export type Audience = string | readonly string[];

/** The APIs and scopes that a token is for. */
export interface TokenTarget {
  readonly audience: Audience;
  /** Its `typ` header. */
  readonly type: AccessTokenType;
  readonly scopes: readonly string[];
}

/** Owners whose scopes belong to no API. */
const scopesWithoutApi: readonly string[] = ['OpenID', 'Custom'];

const builtIn: ReadonlyMap<string, ScopeOwner> = new Map([
  ...builtInResources.flatMap(({ name, scopes }) => scopes.map((scope) => [scope.name, { name }] as const)),
  [internalScope, { name: managementResource }],
]);

/** The resources that a client names (RFC 8707 section 2). */
interface NamedResources {
  /** With this request; empty: all that were granted. */
  readonly asked?: readonly string[];
  /** When access was granted; empty: all that the scopes allow. */
  readonly granted?: readonly string[] | undefined;
}

/**
 * Finds out which APIs a token of the organization is for: those that own its scopes. An API that an administrator has
 * registered takes precedence over a built-in one. `OR.Default` stands for roles of the bearer and names no API by itself.
 *
 * If the client names resources, the token is for these only: of the other scopes it keeps those that belong to no API,
 * such as `openid`. So one API cannot use the token at another.
 *
 * @throws InvalidTarget when a requested resource is unknown, owns none of the scopes, or was not granted.
 */
export async function resolveTokenTarget(
  { apiResources }: Pick<Tables, 'apiResources'>,
  organizationId: string,
  scopes: readonly string[],
  { asked = [], granted = [] }: NamedResources = {},
): Promise<TokenTarget> {
  const registered = await apiResources.owners(organizationId);
  const ownerOf = (scope: string): ScopeOwner | undefined => registered.get(scope) ?? builtIn.get(scope);
  const all = scopes.map((scope) => ({ scope, owner: ownerOf(scope) }));
  if (asked.length === 0 && granted.length === 0) {
    return targetOf(
      all.filter(({ scope, owner }) => scope !== rolesScope && isApi(owner)).map(({ owner }) => owner),
      scopes,
    );
  }
  const owners = new Map(all.filter(({ owner }) => isApi(owner)).map(({ owner }) => [owner?.name, owner]));
  for (const name of asked) {
    if (!owners.has(name)) refuse('is unknown, or owns none of the scopes', name);
    if (granted.length > 0 && !granted.includes(name)) refuse('was not asked for when access was granted', name);
  }
  const names = asked.length > 0 ? asked : granted;
  const kept = all.filter(({ owner = unowned }) => owner.name === 'OpenID' || names.includes(owner.name));
  return targetOf(
    names.map((name) => owners.get(name)),
    kept.map(({ scope }) => scope),
  );
}

const unowned: ScopeOwner = { name: '' };

const isApi = (owner: ScopeOwner | undefined): boolean => owner !== undefined && !scopesWithoutApi.includes(owner.name);

function refuse(problem: string, resource: string): never {
  throw new errors.InvalidTarget(`The resource ${problem}: ${resource}`);
}

/** The type is `JWT` only if all APIs of the token need that: each must get a token that it can read. */
function targetOf(given: readonly (ScopeOwner | undefined)[], scopes: readonly string[]): TokenTarget {
  const owners = given.filter((owner) => owner !== undefined);
  const names = [...new Set(owners.map(({ name }) => name))].sort();
  const isPlain = owners.length > 0 && owners.every(({ accessTokenType }) => accessTokenType === 'JWT');
  const audience = names.length > 1 ? names : (names[0] ?? managementResource);
  return { audience, type: isPlain ? 'JWT' : 'at+jwt', scopes };
}
