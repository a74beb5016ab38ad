import Provider, {
  type AccessToken,
  type Client,
  type errors,
  type IdToken,
  type KoaContextWithOIDC,
} from 'oidc-provider';

// Every reach into the inside of the protocol library. What its documentation does not promise may be renamed or go out
// of use with any update, and a check that is never called is a check that is switched off. So each of these throws when
// the library no longer has what it replaces, which stops the start, and has a test that fails when the library has it
// and no longer asks for it.

/** Has the library ask us whether a client's secret is right, where it would compare with one that it was given in clear. */
export function compareSecrets(
  { Client }: Provider,
  isRight: (client: Client, secret: string) => Promise<boolean>,
): void {
  replace(Client.prototype, 'compareClientSecret', function (this: Client, secret: string) {
    return isRight(this, secret);
  });
}

/** Has the library ask us whether a redirect URI is one of the client's. */
export function compareRedirectUris({ Client }: Provider, isOwn: (client: Client, uri: string) => boolean): void {
  replace(Client.prototype, 'redirectUriAllowed', function (this: Client, uri: string) {
    return isOwn(this, uri);
  });
}

/** Has the library take a client with whatever redirect URIs it has: it would refuse all of it for one. */
export function acceptAnyRedirectUris({ Client }: Provider): void {
  const { Schema } = Client as unknown as { readonly Schema: { readonly prototype: object } };
  replace(Schema.prototype, 'redirectUris', () => {});
}

/** Has the library hand out access tokens of ours, which it neither makes nor remembers. */
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

/** Keeps the library from giving sessions another name: theirs is new with each sign-in already. */
export function keepSessionNames({ Session }: Provider): void {
  replace(Session.prototype, 'resetIdentifier', () => {});
}

/** Has a model of the library keep one more member. */
export function keepInPayload(model: Provider['Grant'] | Provider['Session'], member: string): void {
  const { IN_PAYLOAD } = model as unknown as { readonly IN_PAYLOAD: unknown };
  if (!Array.isArray(IN_PAYLOAD)) throw missing(`${model.name}.IN_PAYLOAD`);
  Object.defineProperty(model, 'IN_PAYLOAD', { value: [...IN_PAYLOAD, member] });
}

/** Has the library hand out refresh tokens, or codes of devices, of the value that we choose, or else of one of its own. */
export function chooseValues<Kind extends 'RefreshToken' | 'DeviceCode'>(
  model: Provider[Kind],
  choose: (token: InstanceType<Provider[Kind]>) => string | undefined,
): void {
  const generate = replace(model.prototype, 'generateTokenId', function (this: InstanceType<Provider[Kind]>) {
    return choose(this) ?? generate.call(this);
  });
}

/** Has the library leave to us what it makes of an ID token that comes back as a hint: `read` throws when it is none. */
export function readHints(
  { IdToken }: Provider,
  read: (text: string, client: Client) => Promise<{ readonly payload: { readonly sub: string } }>,
): void {
  replace(IdToken, 'validate', read);
}

/** Has the library ask us whether a proof of a key is used for the first time. `exp` is in seconds since the epoch. */
export function rememberProofs(
  { ReplayDetection }: Provider,
  isFirstUse: (holder: string, jti: string, exp: number) => Promise<boolean>,
): void {
  replace(ReplayDetection, 'unique', isFirstUse);
}

/**
 * An error of the authorization endpoint that the person reads on a page and the application does not get; unless it has
 * said that nobody is to be shown anything (`prompt=none`): then there may be nobody who reads.
 */
export function onErrorPage<E extends errors.OIDCProviderError>(error: E): E {
  if (typeof (error as E & { readonly allow_redirect?: unknown }).allow_redirect !== 'boolean') {
    throw missing('OIDCProviderError.allow_redirect');
  }
  const isUnseen = Provider.ctx?.oidc.params?.prompt === 'none';
  return Object.assign(error, { allow_redirect: isUnseen });
}

/** The request in which the library asks. */
export function currentContext(): KoaContextWithOIDC {
  if (!Provider.ctx) throw new Error('The library was asked outside of a request.');
  return Provider.ctx;
}

type Method = (this: never, ...args: never[]) => unknown;

/** Returns what was there. */
function replace(owner: object, name: string, replacement: Method): (this: unknown) => unknown {
  const before: unknown = (owner as Readonly<Record<string, unknown>>)[name];
  if (typeof before !== 'function') throw missing(name);
  Object.defineProperty(owner, name, { value: replacement, configurable: true, writable: true });
  return before as (this: unknown) => unknown;
}

const missing = (name: string): Error =>
  new Error(`oidc-provider no longer has ${name}: this version of it cannot be used.`);
