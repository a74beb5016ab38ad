import type { AccessToken, Client, errors, IdToken, KoaContextWithOIDC, Provider } from 'oidc-provider';
import context from 'oidc-provider/lib/helpers/als.js';

// All changes to the inside of the protocol library. What its documentation does not promise may be renamed or dropped with
// any update, and a check that is never called is switched off. So each of these functions throws when the library no
// longer has what it replaces, which keeps it from being used, and has a test that fails when the library no longer calls it.

/** Makes the library ask `isRight` whether a client's secret is right, instead of comparing it with one in clear. */
export function compareSecrets(
  { Client }: Provider,
  isRight: (client: Client, secret: string) => Promise<boolean>,
): void {
  replace(Client.prototype, 'compareClientSecret', function (this: Client, secret: string) {
    return isRight(this, secret);
  });
}

/** Makes the library ask `isOwn` whether a redirect URI is one of the client's. */
export function compareRedirectUris({ Client }: Provider, isOwn: (client: Client, uri: string) => boolean): void {
  replace(Client.prototype, 'redirectUriAllowed', function (this: Client, uri: string) {
    return isOwn(this, uri);
  });
}

/** Makes the library accept all redirect URIs of a client: it would refuse the whole client for one of them. */
export function acceptAnyRedirectUris({ Client }: Provider): void {
  const { Schema } = Client as unknown as { readonly Schema: { readonly prototype: object } };
  replace(Schema.prototype, 'redirectUris', () => {});
}

/** Makes the library issue the access tokens that `sign` returns; it does not store them. */
export function makeAccessTokens({ AccessToken }: Provider, sign: (token: AccessToken) => Promise<string>): void {
  replace(AccessToken.prototype, 'getValueAndPayload', async function (this: AccessToken) {
    return { value: await sign(this) };
  });
}

/** Adds claims to every ID token, and replaces those of the library that have the same names. */
export function addToIdTokens(
  { IdToken }: Provider,
  claims: (context: KoaContextWithOIDC) => Promise<Readonly<Record<string, unknown>>>,
): void {
  const payload = replace(IdToken.prototype, 'payload', async function (this: IdToken) {
    return { ...((await payload.call(this)) as object), ...(await claims(this.ctx)) };
  });
}

/** Keeps the library from giving sessions a new id: each sign-in has one already. */
export function keepSessionNames({ Session }: Provider): void {
  replace(Session.prototype, 'resetIdentifier', () => {});
}

/** Makes a model of the library store one more member. */
export function keepInPayload(model: Provider['Grant'] | Provider['Session'], member: string): void {
  const { IN_PAYLOAD } = model as unknown as { readonly IN_PAYLOAD: unknown };
  if (!Array.isArray(IN_PAYLOAD)) throw missing(`${model.name}.IN_PAYLOAD`);
  Object.defineProperty(model, 'IN_PAYLOAD', { value: [...IN_PAYLOAD, member] });
}

/** The models whose instances somebody presents, or whose ids stand in those. */
type StoredModel = 'AuthorizationCode' | 'DeviceCode' | 'Grant' | 'PushedAuthorizationRequest' | 'RefreshToken';

/** Makes the library issue values that `choose` returns. `random` makes one of the library's own. */
export function chooseValues<Kind extends StoredModel>(
  model: Provider[Kind],
  choose: (token: InstanceType<Provider[Kind]>, random: () => string) => string,
): void {
  const generate = replace(model.prototype, 'generateTokenId', function (this: InstanceType<Provider[Kind]>) {
    return choose(this, () => generate.call(this) as string);
  });
}

/** Makes the library call `read` for the ID token of an `id_token_hint`; `read` throws when it is not valid. */
export function readHints(
  { IdToken }: Provider,
  read: (text: string, client: Client) => Promise<{ readonly payload: { readonly sub: string } }>,
): void {
  replace(IdToken, 'validate', read);
}

/** Makes the library ask `isFirstUse` whether a DPoP proof is new. `exp` is in seconds since the epoch. */
export function rememberProofs(
  { ReplayDetection }: Provider,
  isFirstUse: (holder: string, jti: string, exp: number) => Promise<boolean>,
): void {
  replace(ReplayDetection, 'unique', isFirstUse);
}

/**
 * An error of the authorization endpoint that is shown to the person on a page and not sent to the application; unless
 * nothing may be shown (`prompt=none`): then there may be nobody to read it.
 */
export function onErrorPage<E extends errors.OIDCProviderError>(error: E): E {
  if (typeof (error as E & { readonly allow_redirect?: unknown }).allow_redirect !== 'boolean') {
    throw missing('OIDCProviderError.allow_redirect');
  }
  const isUnseen = context.getStore()?.oidc.params?.prompt === 'none';
  return Object.assign(error, { allow_redirect: isUnseen });
}

/** The context of the request that the library is handling. */
export function currentContext(): KoaContextWithOIDC {
  const current = context.getStore();
  if (!current) throw new Error('The library was asked outside of a request.');
  return current;
}

type Method = (this: never, ...args: never[]) => unknown;

/** Returns the original method. */
function replace(owner: object, name: string, replacement: Method): (this: unknown) => unknown {
  const before: unknown = (owner as Readonly<Record<string, unknown>>)[name];
  if (typeof before !== 'function') throw missing(name);
  Object.defineProperty(owner, name, { value: replacement, configurable: true, writable: true });
  return before as (this: unknown) => unknown;
}

const missing = (name: string): Error =>
  new Error(`oidc-provider no longer has ${name}: this version of it cannot be used.`);
