import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import Provider, { errors } from 'oidc-provider';
import * as patches from './patches.ts';

// That the library still asks for what is replaced here is shown by test/oauth, where it runs.

const jwk = { ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }), use: 'sig' };

const newProvider = () =>
  new Provider('https://id.example.test', {
    adapter: () => assert.fail('Nothing is kept.'),
    jwks: { keys: [jwk] },
    features: { devInteractions: { enabled: false } },
  });

/** Each patch, and what an update of the library might take away. */
const reaches: readonly (readonly [string, (provider: Provider) => object, string, (provider: Provider) => void])[] = [
  [
    'secrets',
    ({ Client }) => Client.prototype,
    'compareClientSecret',
    (it) => patches.compareSecrets(it, async () => true),
  ],
  [
    'redirect URIs',
    ({ Client }) => Client.prototype,
    'redirectUriAllowed',
    (it) => patches.compareRedirectUris(it, () => true),
  ],
  ['registered redirect URIs', schemaOf, 'redirectUris', patches.acceptAnyRedirectUris],
  [
    'access tokens',
    ({ AccessToken }) => AccessToken.prototype,
    'getValueAndPayload',
    (it) => patches.makeAccessTokens(it, async () => ''),
  ],
  [
    'refresh tokens',
    ({ RefreshToken }) => RefreshToken.prototype,
    'generateTokenId',
    (it) => patches.chooseValues(it.RefreshToken, () => ''),
  ],
  [
    'codes of devices',
    ({ DeviceCode }) => DeviceCode.prototype,
    'generateTokenId',
    (it) => patches.chooseValues(it.DeviceCode, () => ''),
  ],
  ['ID tokens', ({ IdToken }) => IdToken.prototype, 'payload', (it) => patches.addToIdTokens(it, async () => ({}))],
  ['names of sessions', ({ Session }) => Session.prototype, 'resetIdentifier', patches.keepSessionNames],
  [
    'members of sessions',
    ({ Session }) => Session,
    'IN_PAYLOAD',
    ({ Session }) => patches.keepInPayload(Session, 'epoch'),
  ],
  ['members of grants', ({ Grant }) => Grant, 'IN_PAYLOAD', ({ Grant }) => patches.keepInPayload(Grant, 'epoch')],
  ['proofs', ({ ReplayDetection }) => ReplayDetection, 'unique', (it) => patches.rememberProofs(it, async () => true)],
];

function schemaOf({ Client }: Provider): object {
  return (Client as unknown as { readonly Schema: { readonly prototype: object } }).Schema.prototype;
}

describe('the reach into the protocol library', () => {
  for (const [name, ownerOf, member, patch] of reaches) {
    it(`finds what it replaces: ${name}`, () => {
      const provider = newProvider();
      const owner = ownerOf(provider) as Readonly<Record<string, unknown>>;
      const before = owner[member];
      patch(provider);
      assert.notEqual(owner[member], before);
    });

    it(`refuses a library that has it no longer: ${name}`, () => {
      const provider = newProvider();
      Object.defineProperty(ownerOf(provider), member, { value: undefined, configurable: true });
      assert.throws(() => patch(provider), new RegExp(`no longer has .*${member}`));
    });
  }

  it('keeps an error on the page, and refuses an error that cannot be kept there', () => {
    const error = patches.onErrorPage(new errors.InvalidScope('Invalid scope', 'x'));
    assert.equal((error as typeof error & { readonly allow_redirect: boolean }).allow_redirect, false);
    const unknown = Object.assign(new errors.InvalidScope('Invalid scope', 'x'), { allow_redirect: undefined });
    assert.throws(() => patches.onErrorPage(unknown), /no longer has .*allow_redirect/);
  });

  it('knows the request only while there is one', () => {
    assert.throws(() => patches.currentContext(), /outside of a request/);
  });
});
