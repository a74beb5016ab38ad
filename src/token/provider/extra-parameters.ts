import type { Client, KoaContextWithOIDC } from 'oidc-provider';
import type { Organizations } from '../../directory/organization.ts';
import { registrationOf } from './client.ts';
import { chosenOrganization, namedOrganization } from './organization-choice.ts';
import { requireUserScopes } from './user-scopes.ts';

/** What `acr_values` and `scope` become on their way to the library, which understands them otherwise. */
const organizationParameter = 'organization';
const scopeParameter = 'requested_scope';

/** What means something only to who asks for an ID token. Others send it without asking for one. */
const onlyForIdTokens = ['nonce', 'id_token_hint', 'claims_locales'];

/**
 * Puts the parameters of an authorization request into the form in which the library takes them: empty ones are absent,
 * `acr_values` chooses the organization, and the scope is kept as it was asked for.
 */
export function toLibrary(given: URLSearchParams): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [name, value] of given) if (value !== '' && !ours.has(name)) parameters.append(name, value);
  const scope = parameters.get('scope');
  if (scope !== null) parameters.set(scopeParameter, scope);
  const organization = namedOrganization(parameters.get('acr_values') ?? undefined);
  if (organization !== undefined) parameters.set(organizationParameter, organization);
  for (const name of ['acr_values', 'resource', 'claims']) parameters.delete(name);
  if (!scope?.split(' ').includes('openid')) for (const name of onlyForIdTokens) parameters.delete(name);
  const prompt = parameters.get('prompt');
  if (prompt !== null) parameters.set('prompt', prompt.replace('select_account', 'login'));
  return parameters;
}

const ours: ReadonlySet<string> = new Set([organizationParameter, scopeParameter]);

/** Checked by the library for every request, after everything else. */
export function extraParameters(organizations: Organizations) {
  return {
    /** The library forgets scopes that it does not know, and `offline_access` without a prompt for consent. */
    [scopeParameter]: ({ oidc }: KoaContextWithOIDC, requested: string | undefined, client: Client): void => {
      const scopes = requireUserScopes(registrationOf(client).scopes, requested);
      Object.assign(oidc.params ?? {}, { scope: scopes.join(' ') });
    },
    [organizationParameter]: async (
      { oidc }: KoaContextWithOIDC,
      named: string | undefined,
      client: Client,
    ): Promise<void> => {
      const id = await chosenOrganization(organizations, registrationOf(client).application, named);
      Object.assign(oidc.params ?? {}, { [organizationParameter]: id });
    },
  };
}
