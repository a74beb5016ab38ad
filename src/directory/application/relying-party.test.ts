import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { provesWithKeys, type RelyingParty, refusedParty } from './relying-party.ts';

const key = () => ({ ...generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }) });
const some = (count: number) => Array.from({ length: count }, (_, index) => `https://app.example.org/${index}`);
const confidential: RelyingParty = { isConfidential: true, redirectUris: ['https://app.example.org/back'] };
const publicClient: RelyingParty = { ...confidential, isConfidential: false };
const where = (party: RelyingParty) => {
  const { member, at } = refusedParty(party) ?? {};
  return [member, ...(at ?? [])].join('.');
};

describe('what an application says of itself', () => {
  for (const [what, party] of [
    ['redirect URIs alone', publicClient],
    ['none at all', { isConfidential: true, redirectUris: [] }],
    [
      'a hundred redirect URIs, and as many to go to after signing out',
      {
        ...publicClient,
        redirectUris: some(100),
        postLogoutRedirectUris: some(100),
      },
    ],
    [
      'a comma in an address to go to after signing out',
      { ...publicClient, postLogoutRedirectUris: ['https://app.example.org/a,b'] },
    ],
    ['a key', { ...confidential, jwks: { keys: [key()] } }],
    ['ten keys', { ...confidential, jwks: { keys: Array.from({ length: 10 }, key) } }],
    ['where its keys are', { ...confidential, jwksUri: 'https://app.example.org/jwks' }],
    ['where it hears of the end of sessions', { ...publicClient, backchannelLogoutUri: 'https://app.example.org/bye' }],
    ['servers on the same machine', { ...confidential, jwksUri: 'http://127.0.0.1:8080/jwks' }],
  ] as const satisfies readonly (readonly [string, RelyingParty])[]) {
    it(`is taken with ${what}`, () => assert.equal(refusedParty(party), undefined));
  }

  for (const [what, expected, party] of [
    ['a comma in a redirect URI', 'redirectUris.0', { ...confidential, redirectUris: ['https://app.example.org/a,b'] }],
    ['keys in two places', 'jwksUri', { ...confidential, jwks: { keys: [key()] }, jwksUri: 'https://a.example/jwks' }],
    ['keys of a public client', 'jwks', { ...publicClient, jwks: { keys: [key()] } }],
    ['a place of keys of a public client', 'jwksUri', { ...publicClient, jwksUri: 'https://a.example/jwks' }],
    ['no key in a set of keys', 'jwks.keys', { ...confidential, jwks: { keys: [] } }],
    ['eleven keys', 'jwks.keys', { ...confidential, jwks: { keys: Array.from({ length: 11 }, key) } }],
    ['a private key', 'jwks.keys.1', { ...confidential, jwks: { keys: [key(), { ...key(), d: 'x' }] } }],
    ['too many redirect URIs', 'redirectUris', { ...publicClient, redirectUris: some(101) }],
    [
      'too many URIs after signing out',
      'postLogoutRedirectUris',
      { ...publicClient, postLogoutRedirectUris: some(101) },
    ],
    [
      'a redirect URI that anybody listens to',
      'redirectUris.1',
      {
        ...publicClient,
        redirectUris: [...some(1), 'http://app.example.org/'],
      },
    ],
    [
      'a script after signing out',
      'postLogoutRedirectUris.0',
      {
        ...publicClient,
        postLogoutRedirectUris: ['javascript:alert(1)'],
      },
    ],
    ['keys over an open line', 'jwksUri', { ...confidential, jwksUri: 'http://keys.example.org/jwks' }],
    ['keys in a file', 'jwksUri', { ...confidential, jwksUri: 'file:///etc/passwd' }],
    ['keys in a program', 'jwksUri', { ...confidential, jwksUri: 'com.example.app:/jwks' }],
    ['keys behind a password in the URI', 'jwksUri', { ...confidential, jwksUri: 'https://user:pw@a.example/jwks' }],
    [
      'an open line for the end of sessions',
      'backchannelLogoutUri',
      {
        ...publicClient,
        backchannelLogoutUri: 'http://app.example.org/bye',
      },
    ],
  ] as const satisfies readonly (readonly [string, string, RelyingParty])[]) {
    it(`is refused for ${what}, and it is said where that stands`, () => assert.equal(where(party), expected));
  }

  it('is not quoted by the refusal, so that nothing of it gets into a log', () => {
    const party = { ...confidential, jwksUri: 'http://user:hunter2@keys.example.org/' };
    assert.doesNotMatch(JSON.stringify(refusedParty(party)), /hunter2|keys\.example/);
    const secret = { ...key(), d: 'hunter2' };
    assert.doesNotMatch(JSON.stringify(refusedParty({ ...confidential, jwks: { keys: [secret] } })), /hunter2/);
  });
});

describe('an application', () => {
  it('proves itself with its keys, wherever they are, and otherwise with secrets', () => {
    assert.ok(provesWithKeys({ jwks: { keys: [] } }));
    assert.ok(provesWithKeys({ jwksUri: '' }));
    assert.ok(!provesWithKeys({ jwks: undefined, jwksUri: undefined }));
  });
});
