import { type Client, errors, type KoaContextWithOIDC } from 'oidc-provider';
import { scopeNames } from '../../directory/scope.ts';
import type { Tables } from '../../directory/store.ts';
import { aim } from '../jwt/audience.ts';
import { unverifiedClaims } from '../jwt/jws.ts';
import { registrationOf } from './client.ts';
import { hintedParameter } from './hinted-user.ts';
import { isOfHost, namedOrganization, requireChosenOrganization } from './organization-choice.ts';
import { limitParameters } from './parameter-limits.ts';
import { onErrorPage } from './patches.ts';
import { requireUserScopes } from './user-scopes.ts';

/** Why the request is refused, as far as that is known before the library reads it. */
const refusalParameter = 'refusal';

/** What `acr_values`, `scope` and `resource` become on their way to the library, which understands them otherwise. */
export const organizationParameter = 'organization';
const scopeParameter = 'requested_scope';
export const resourceParameter = 'requested_resource';

/** What means something only to who asks for an ID token. Others send it without asking for one. */
const onlyForIdTokens = ['nonce', 'id_token_hint', 'claims_locales'];

/**
 * Puts the parameters of an authorization request into the form in which the library takes them: empty and unknown ones
 * are absent, `acr_values` chooses the organization, and the scope is kept as it was asked for.
 */
export function toLibraryParameters(given: URLSearchParams): URLSearchParams {
  const { parameters, refusal } = limitParameters(withWayBack(given));
  if (refusal !== undefined) parameters.set(refusalParameter, refusal);
  const scope = parameters.get('scope');
  if (scope !== null) parameters.set(scopeParameter, scope);
  const resources = new Set(parameters.getAll('resource'));
  if (resources.size > 0) parameters.set(resourceParameter, JSON.stringify([...resources]));
  parameters.delete('resource');
  const organization = namedOrganization(parameters.get('acr_values') ?? undefined);
  if (organization !== undefined) parameters.set(organizationParameter, organization);
  parameters.delete('acr_values');
  if (!scopeNames(scope ?? '').includes('openid')) for (const name of onlyForIdTokens) parameters.delete(name);
  const prompt = parameters.get('prompt');
  if (prompt !== null) parameters.set('prompt', prompt.replace('select_account', 'login'));
  return parameters;
}

/**
 * Request objects are refused. Where the application is to be told so, and with which state, may stand in the object alone
 * (OpenID Connect Core section 6.1).
 */
function withWayBack(given: URLSearchParams): URLSearchParams {
  const object = unverifiedClaims(given.get('request') ?? '') ?? {};
  const parameters = new URLSearchParams(given);
  for (const name of ['state', 'response_mode']) {
    const value = object[name];
    if (typeof value === 'string') parameters.set(name, value);
  }
  return parameters;
}

/** The resources that a request names (RFC 8707 section 2), each once. */
export const resourcesIn = (requested: unknown): readonly string[] =>
  typeof requested === 'string' ? (JSON.parse(requested) as string[]) : [];

/** The application learns of it, unless it could not tell which of its requests is meant. */
function refuse(refusal: string): never {
  const error = new errors.InvalidRequest(refusal);
  throw refusal.startsWith('state ') ? onErrorPage(error) : error;
}

/** Checked by the library for every request, after everything else. */
export function extraParameters({ apiResources, organizations }: Pick<Tables, 'apiResources' | 'organizations'>) {
  return {
    [hintedParameter]: null,
    [refusalParameter]: (_ctx: KoaContextWithOIDC, refusal: string | undefined): void => {
      if (refusal !== undefined) refuse(refusal);
    },
    /** The library forgets scopes that it does not know, and `offline_access` without a prompt for consent. */
    [scopeParameter]: ({ oidc }: KoaContextWithOIDC, requested: string | undefined, client: Client): void => {
      const scopes = requireUserScopes(registrationOf(client), requested);
      Object.assign(oidc.params ?? {}, { scope: scopes.join(' ') });
    },
    [organizationParameter]: async (
      { oidc }: KoaContextWithOIDC,
      named: string | undefined,
      client: Client,
    ): Promise<void> => {
      const isUnseen = oidc.params?.prompt === 'none';
      const id = await requireChosenOrganization(organizations, registrationOf(client).application, named, isUnseen);
      Object.assign(oidc.params ?? {}, { [organizationParameter]: id });
    },
    /** Told at once where it is known whose resources are meant. */
    [resourceParameter]: async (
      { oidc }: KoaContextWithOIDC,
      requested: string | undefined,
      client: Client,
    ): Promise<void> => {
      const { application } = registrationOf(client);
      if (isOfHost(application)) return;
      const scopes = scopeNames(String(oidc.params?.scope ?? ''));
      await aim({ apiResources }, application.organizationId, scopes, { asked: resourcesIn(requested) });
    },
  };
}
