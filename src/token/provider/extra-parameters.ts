import type { Client, KoaContextWithOIDC } from 'oidc-provider';
import * as errors from 'oidc-provider/lib/helpers/errors.js';
import { scopeNames } from '../../directory/scope.ts';
import type { Tables } from '../../directory/store.ts';
import { resolveTokenTarget } from '../jwt/audience.ts';
import { unverifiedClaims } from '../jwt/jws.ts';
import { registrationOf } from './client.ts';
import { hintedParameter } from './hinted-user.ts';
import { isOfHost, readAcrValues, requireChosenOrganization } from './organization-choice.ts';
import { limitParameters } from './parameter-limits.ts';
import { onErrorPage } from './patches.ts';
import { requireUserScopes } from './user-scopes.ts';

/** Carries the reason for a refusal that is known before the library reads the request. */
const refusalParameter = 'refusal';

/** The names under which `acr_values`, `scope` and `resource` are passed to the library, which would read them differently. */
export const organizationParameter = 'organization';
const scopeParameter = 'requested_scope';
export const resourceParameter = 'requested_resource';

/** Says that `acr_values` asks for a sign-in with more than one factor. */
export const strengthParameter = 'strength';

/** Parameters that only matter with an ID token. Some clients send them without asking for one. */
const onlyForIdTokens = ['nonce', 'id_token_hint', 'claims_locales'];

/**
 * Converts the parameters of an authorization request into the form that the library expects: empty and unknown ones are
 * left out, `acr_values` chooses the organization and how strong the sign-in has to be, and the scope is kept as it was requested.
 */
export function toLibraryParameters(given: URLSearchParams): URLSearchParams {
  const { parameters, refusal } = limitParameters(withWayBack(given));
  if (refusal !== undefined) parameters.set(refusalParameter, refusal);
  const scope = parameters.get('scope');
  if (scope !== null) parameters.set(scopeParameter, scope);
  const resources = new Set(parameters.getAll('resource'));
  if (resources.size > 0) parameters.set(resourceParameter, JSON.stringify([...resources]));
  parameters.delete('resource');
  const { named: organization, strength } = readAcrValues(parameters.get('acr_values') ?? undefined);
  if (organization !== undefined) parameters.set(organizationParameter, organization);
  if (strength !== undefined) parameters.set(strengthParameter, strength);
  parameters.delete('acr_values');
  if (!scopeNames(scope ?? '').includes('openid')) for (const name of onlyForIdTokens) parameters.delete(name);
  const prompt = parameters.get('prompt');
  if (prompt !== null) parameters.set('prompt', prompt.replace('select_account', 'login'));
  return parameters;
}

/**
 * Takes `state` and `response_mode` from a request object. Request objects are refused, but these two parameters, with which
 * the application is told so, may stand in the object only (OpenID Connect Core section 6.1).
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

/** The application is told, unless it could not tell which of its requests is meant. */
function refuse(refusal: string): never {
  const error = new errors.InvalidRequest(refusal);
  throw refusal.startsWith('state ') ? onErrorPage(error) : error;
}

/** The library runs these checks for every request, after its own. */
export function extraParameters({ apiResources, organizations }: Pick<Tables, 'apiResources' | 'organizations'>) {
  return {
    [hintedParameter]: null,
    [strengthParameter]: null,
    [refusalParameter]: (_ctx: KoaContextWithOIDC, refusal: string | undefined): void => {
      if (refusal !== undefined) refuse(refusal);
    },
    /** The library drops scopes that it does not know, and `offline_access` without a prompt for consent. */
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
    /** Checked at once where the organization of the resources is known before the sign-in. */
    [resourceParameter]: async (
      { oidc }: KoaContextWithOIDC,
      requested: string | undefined,
      client: Client,
    ): Promise<void> => {
      const { application } = registrationOf(client);
      if (isOfHost(application)) return;
      const scopes = scopeNames(String(oidc.params?.scope ?? ''));
      await resolveTokenTarget({ apiResources }, application.organizationId, scopes, { asked: resourcesIn(requested) });
    },
  };
}
