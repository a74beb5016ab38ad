import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import * as errors from 'oidc-provider/lib/helpers/errors.js';
import { acrOf, multiFactor } from '../../directory/authentication.ts';
import { userKeyOf } from '../../directory/user.ts';
import { registrationOf } from './client.ts';
import { strengthParameter } from './extra-parameters.ts';
import { hintedParameter } from './hinted-user.ts';
import { isOfHost } from './organization-choice.ts';

const { Check, Prompt } = interactionPolicy;

/** When a person has to sign in or to consent before an authorization request is answered. */
export const createInteractionPolicy = (): interactionPolicy.Prompt[] => [
  new Prompt(
    { name: 'login', requestable: true },
    new Check('no_session', 'End-User authentication is required', ({ oidc }) => !oidc.session?.accountId),
    new Check('no_user', 'End-User authentication is required', ({ oidc }) => !oidc.account),
    new Check('organization', 'The End-User belongs to another organization', isOfOtherOrganization),
    new Check('strength', 'A second factor is required', isTooWeak),
    new Check('max_age', 'End-User authentication is too old', isTooOld),
    new Check('id_token_hint', 'id_token_hint and authenticated subject do not match', isNotHinted),
  ),
  new Prompt(
    { name: 'consent', requestable: true },
    // The grant loader has made a grant unless consent is missing.
    new Check('no_consent', 'requested scopes not granted', ({ oidc }) => oidc.entities.Grant?.jti === undefined),
  ),
];

function isOfOtherOrganization({ oidc }: KoaContextWithOIDC): boolean {
  if (!oidc.client || !oidc.session?.accountId) return false;
  const { application } = registrationOf(oidc.client);
  const required = isOfHost(application) ? oidc.params?.organization : application.organizationId;
  return required !== undefined && required !== userKeyOf(oidc.session.accountId).organizationId;
}

/**
 * The application asks for a second factor, and the session is from before one was proved.
 *
 * @throws UnmetAuthenticationRequirements when the sign-in for this request has none either: the organization wants none.
 */
function isTooWeak({ oidc }: KoaContextWithOIDC): boolean {
  if (oidc.params?.[strengthParameter] === undefined || acrOf(oidc.session?.amr ?? []) === multiFactor) return false;
  if ('login' in (oidc.result ?? {}))
    throw new errors.UnmetAuthenticationRequirements('The End-User has not signed in with a second factor.');
  return true;
}

/** A sign-in for this very request is recent enough, even if the consent took long. */
function isTooOld({ oidc }: KoaContextWithOIDC): boolean {
  const maxAge = oidc.params?.max_age;
  if (maxAge === undefined || !oidc.session || 'login' in (oidc.result ?? {})) return false;
  return oidc.session.past(Number(maxAge));
}

/** @throws LoginRequired when another user than the hinted one has signed in for the request. */
function isNotHinted({ oidc }: KoaContextWithOIDC): boolean {
  const hint = oidc.entities.IdTokenHint as { readonly payload: { readonly sub?: unknown } } | undefined;
  const hinted = hint?.payload.sub ?? oidc.params?.[hintedParameter];
  if (hinted === undefined || hinted === userKeyOf(oidc.session?.accountId ?? '').id) return false;
  if ('login' in (oidc.result ?? {})) throw new errors.LoginRequired('Another End-User has signed in.');
  return true;
}
