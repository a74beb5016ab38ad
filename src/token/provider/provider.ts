import Provider, { type Client, errors, type KoaContextWithOIDC } from 'oidc-provider';
import { scopeNames } from '../../directory/scope.ts';
import { sessionState } from '../browser/browser-state.ts';
import { claimedThumbprint, isFirstUseOfProof } from '../dpop/proof.ts';
import { refusalFacts } from '../endpoints/refusal-facts.ts';
import type { SigningKey } from '../keys/signing-key.ts';
import { compareWithDirectory, registrationOf } from './client.ts';
import { configuration } from './configuration.ts';
import { keepCors } from './cors.ts';
import { pollingSeconds } from './device-code.ts';
import { nameOrganizations } from './handles.ts';
import { issueOwnTokens } from './issue.ts';
import type { LibraryRequest } from './library-request.ts';
import { currentContext, keepInPayload, keepSessionNames, readHints, rememberProofs } from './patches.ts';
import type { ProviderParts } from './provider-parts.ts';
import { provenApplication } from './requester.ts';
import { noteFault, shapeResponse } from './shape-response.ts';

/**
 * The protocol library, configured for this server. It gets its keys when it is constructed, the one that signs first, so a
 * rotation of keys makes a new one; requests under way keep theirs.
 */
export function createProvider(parts: ProviderParts, keys: readonly SigningKey[]): Provider {
  const { issuer, grants, now, onFault } = parts;
  const provider = new Provider(issuer, configuration(parts, keys));
  compareWithDirectory(provider);
  keepSessionNames(provider);
  keepInPayload(provider.Session, 'epoch');
  keepInPayload(provider.Grant, 'epoch');
  keepInPayload(provider.Grant, 'targets');
  rememberProofs(provider, createProofReplayCheck(grants, now));
  readHints(provider, createHintReader(parts));
  issueOwnTokens(provider, parts);
  nameOrganizations(provider, parts);
  provider.on('server_error', (ctx: KoaContextWithOIDC, error: Error) => {
    noteFault(ctx, error);
    onFault(error);
  });
  provider.on('authorization.error', logRefusal);
  provider.on('grant.error', logRefusal);
  provider.on('device_authorization.error', logRefusal);
  provider.on('pushed_authorization_request.error', logRefusal);
  provider.on('authorization.success', addToAuthorizationResponse);
  provider.on('device_authorization.success', (_ctx, body) => Object.assign(body, { interval: pollingSeconds }));
  // The web framework below would print errors that reach it, such as a broken connection.
  provider.silent = true;
  provider.use(shapeResponse(parts));
  provider.use(keepCors);
  return provider;
}

/** For the log, which tells more than the application or the person may learn. */
function logRefusal({ oidc, req }: KoaContextWithOIDC, error: errors.OIDCProviderError): void {
  const application = oidc?.client && registrationOf(oidc.client).application;
  (req as LibraryRequest).note({ ...refusalFacts(error, oidc?.params?.redirect_uri, application) });
}

/** A hint is valid for the client that it was issued to. */
const createHintReader =
  ({ readHint }: ProviderParts) =>
  async (text: string, { clientId }: Client) => {
    const hint = await readHint(text);
    if (hint?.clientId !== clientId) throw new errors.InvalidRequest('id_token_hint is none of this client.');
    return { payload: { sub: hint.userId } };
  };

/**
 * How the library remembers DPoP proofs: with those that are verified without it, so that none is good for one grant after
 * another. By itself it would remember them for each client, and first look and then remember, so that a second request could come
 * in between.
 */
function createProofReplayCheck(grants: ProviderParts['grants'], now: () => number) {
  return async (_client: string, jti: string): Promise<boolean> => {
    const context = currentContext();
    // A public client may push the same request again; there the proof only says which key is meant.
    if (context.oidc.route === 'pushed_authorization_request' && !provenApplication()) return true;
    const thumbprint = (await claimedThumbprint(context.get('dpop'))) ?? '';
    if (await isFirstUseOfProof(thumbprint, jti, grants, now())) return true;
    throw new errors.InvalidDpopProof('The proof was used already.');
  };
}

/**
 * Adds the scope and the session state to a response with a code. Its receiver has signed in, so the request is not counted
 * for the budget of unknown callers.
 */
function addToAuthorizationResponse({ oidc, req }: KoaContextWithOIDC, out: Record<string, unknown> | undefined): void {
  const { scope, redirectUri = '' } = oidc.entities.AuthorizationCode ?? {};
  if (out?.code === undefined || scope === undefined || !oidc.client || !oidc.session) return;
  (req as LibraryRequest).spent?.giveBack();
  out.scope = scope;
  if (!scopeNames(scope).includes('openid')) return;
  out.session_state = sessionState(oidc.client.clientId, redirectUri, oidc.session.uid);
}
