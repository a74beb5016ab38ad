import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { before, test } from 'node:test';
import { CompactSign, SignJWT } from 'jose';
import { GatehouseError } from '../../errors.ts';
import { generateSigningKey, publicJwk, type SigningKey } from '../keys/signing-key.ts';
import { issuer } from '../token.fixture.ts';
import { createBearerVerifier, type VerificationKeys } from './bearer.ts';

const now = Date.UTC(2024, 4, 4, 10, 22, 31);
const seconds = now / 1000;
const times = { createdAt: 0, activatesAt: 0, retiresAt: null };
let key: SigningKey;
let otherKey: SigningKey;
before(async () => {
  [key, otherKey] = await Promise.all([generateSigningKey(times), generateSigningKey(times)]);
});

const goodClaims = {
  iss: issuer,
  aud: 'UiPath.PlatformManagement',
  nbf: seconds,
  iat: seconds,
  exp: seconds + 3600,
  jti: 'j',
  sub: 'app-1',
  sub_type: 'service.external',
  client_id: 'app-1',
  prt_id: 'org-1',
  scope: ['PM.User'],
};

const goodHeader = () => ({ alg: 'RS256', kid: key.kid, typ: 'at+jwt' });

/** Signs with an implementation that is not ours. */
const token = (claims: object = {}, header: object = {}, signer: SigningKey = key) =>
  new CompactSign(Buffer.from(JSON.stringify({ ...goodClaims, ...claims })))
    .setProtectedHeader({ ...goodHeader(), ...header })
    .sign(signer.privateKey);

/** Keys that can be taken away, and that count how often they were looked for. */
function keyHolder(...held: readonly SigningKey[]) {
  const holder = {
    held: [...held],
    refreshes: 0,
    find: (kid: string) => holder.held.find((one) => one.kid === kid),
    refresh: async () => {
      holder.refreshes += 1;
    },
  };
  return holder satisfies VerificationKeys;
}

const verifier = () => createBearerVerifier([issuer], keyHolder(key));

async function challengeOf(text: string, at = now, verify = verifier()): Promise<string> {
  try {
    await verify(text, at);
  } catch (error) {
    if (error instanceof GatehouseError && error.failure.code === 'Unauthenticated') return error.failure.challenge;
    throw error;
  }
  return 'accepted';
}

const invalid = 'Bearer error="invalid_token"';
const described = (text: string) => `${invalid}, error_description="${text}"`;

test('a good token is read', async () => {
  assert.deepEqual(await verifier()(await token(), now), {
    kid: key.kid,
    id: 'j',
    grantId: undefined,
    personalAccessTokenId: undefined,
    authTime: undefined,
    amr: [],
    boundTo: undefined,
    issuer,
    audience: 'UiPath.PlatformManagement',
    subject: 'app-1',
    subjectType: 'application',
    clientId: 'app-1',
    organizationId: 'org-1',
    scopes: ['PM.User'],
    epoch: undefined,
    notBefore: seconds,
    expiresAt: seconds + 3600,
  });
});

test('the token of a user carries the epoch', async () => {
  const { subjectType, epoch } = await verifier()(await token({ sub_type: 'user', epoch: 4 }), now);
  assert.deepEqual({ subjectType, epoch }, { subjectType: 'user', epoch: 4 });
});

test('scope is an array, or a text with blanks', async () => {
  const read = async (scope: unknown) => (await verifier()(await token({ scope }), now)).scopes;
  assert.deepEqual(await read(['a', 'b']), ['a', 'b']);
  assert.deepEqual(await read('a  b '), ['a', 'b']);
  assert.deepEqual(await read([]), []);
  assert.deepEqual(await read(''), []);
});

test('the audience may be any API, and several', async () => {
  for (const aud of [['other', 'UiPath.PlatformManagement'], ['a', 'b'], 'UiPath.Orchestrator']) {
    assert.equal(await challengeOf(await token({ aud })), 'accepted');
  }
});

test('an expired token is refused with the time, to the second', async () => {
  const text = await token({ exp: seconds });
  assert.equal(await challengeOf(text, now - 1), 'accepted');
  assert.equal(await challengeOf(text, now), described("The token expired at '05/04/2024 10:22:31'"));
});

test('a token that is not yet valid is refused, beyond the skew of clocks', async () => {
  const text = await token({ nbf: seconds + 30 });
  assert.equal(await challengeOf(text, now), 'accepted');
  assert.equal(await challengeOf(text, now - 1), described("The token is not valid before '05/04/2024 10:23:01'"));
});

test('a token without an expiry is refused', async () => {
  for (const exp of [undefined, null, '9999999999', {}]) {
    assert.equal(await challengeOf(await token({ exp })), described('The token has no expiration'));
  }
});

test('a missing audience and another issuer are named', async () => {
  const audience = "The audience '' is invalid";
  const wrongIssuer = "The issuer 'https://evil.test/identity' is invalid";
  assert.equal(await challengeOf(await token({ aud: '' })), described(audience));
  assert.equal(await challengeOf(await token({ iss: 'https://evil.test/identity' })), described(wrongIssuer));
  assert.equal(await challengeOf(await token({ aud: undefined })), described("The audience '(null)' is invalid"));
  assert.equal(await challengeOf(await token({ aud: [1, 'b'] })), described("The audience '1,b' is invalid"));
});

test('several causes are all named', async () => {
  const text = await token({ exp: seconds - 1, aud: [], iss: 'y' });
  const causes = "The token expired at '05/04/2024 10:22:30'; The audience '' is invalid; The issuer 'y' is invalid";
  assert.equal(await challengeOf(text), described(causes));
});

test('what a token says cannot break out of the challenge', async () => {
  const challenge = await challengeOf(await token({ iss: 'a"\r\nSet-Cookie: b\\ü' }));
  assert.equal(challenge, described("The issuer 'a???Set-Cookie: b??' is invalid"));
});

test('a bad signature is the only thing that is reported', async () => {
  const forged = await token({ exp: 1, aud: 'x' }, {}, otherKey);
  assert.equal(await challengeOf(forged), described('The signature is invalid'));
  const [header, , signature] = (await token()).split('.');
  const changed = Buffer.from(JSON.stringify({ ...goodClaims, prt_id: 'org-2' })).toString('base64url');
  assert.equal(await challengeOf(`${header}.${changed}.${signature}`), described('The signature is invalid'));
});

test('an unknown key is reported', async () => {
  const unknown = described('The signature key was not found');
  assert.equal(await challengeOf(await token({}, { kid: otherKey.kid }, otherKey)), unknown);
  assert.equal(await challengeOf(await token({}, { kid: undefined })), unknown);
  assert.equal(await challengeOf(await token({}, { kid: 'constructor' })), unknown);
});

test('an unknown key is looked for once more', async () => {
  const keys = keyHolder();
  const verify = createBearerVerifier([issuer], { ...keys, refresh: async () => void keys.held.push(key) });
  assert.equal(await challengeOf(await token(), now, verify), 'accepted');
});

test('only the algorithm of the key is accepted', async () => {
  const payload = Buffer.from(JSON.stringify(goodClaims)).toString('base64url');
  const unsigned = (header: object) =>
    Buffer.from(JSON.stringify({ ...goodHeader(), ...header })).toString('base64url');
  assert.equal(await challengeOf(`${unsigned({ alg: 'none' })}.${payload}.`), invalid);
  assert.equal(await challengeOf(`${unsigned({ alg: 'none' })}.${payload}.AAAA`), invalid);
  // The public key taken for the secret of an HMAC.
  const hmacInput = `${unsigned({ alg: 'HS256' })}.${payload}`;
  const pem = key.publicKey.export({ type: 'spki', format: 'pem' });
  const hmac = createHmac('sha256', pem).update(hmacInput).digest('base64url');
  assert.equal(await challengeOf(`${hmacInput}.${hmac}`), invalid);
  for (const alg of ['PS256', 'RS384', 'RS512']) assert.equal(await challengeOf(await token({}, { alg })), invalid);
  const curved = await generateSigningKey(times, 'ES256');
  const verify = createBearerVerifier([issuer], keyHolder(key, curved));
  const own = await token({}, { alg: 'ES256', kid: curved.kid }, curved);
  assert.equal(await challengeOf(own, now, verify), 'accepted');
  const [, ownPayload, ownSignature] = own.split('.');
  for (const header of [{ alg: 'ES256' }, { kid: curved.kid }]) {
    assert.equal(await challengeOf(`${unsigned(header)}.${ownPayload}.${ownSignature}`, now, verify), invalid);
  }
});

test('a token that brings its own key is not verified with it', async () => {
  const own = { jwk: publicJwk(otherKey), jku: 'https://evil.test/jwks', x5u: 'https://evil.test/x' };
  assert.equal(await challengeOf(await token({}, own, otherKey)), described('The signature is invalid'));
});

test('another type of JWT is no access token', async () => {
  for (const typ of ['jwt', 'id_token+jwt', 'logout+jwt', undefined, 'AT+JWT']) {
    assert.equal(await challengeOf(await token({}, { typ })), invalid, String(typ));
  }
});

test('a token of the type that an API may ask for is an access token, unless it says less than one', async () => {
  assert.equal(await challengeOf(await token({}, { typ: 'JWT' })), 'accepted');
  const idToken = { sub_type: undefined, client_id: undefined, scope: undefined };
  assert.equal(await challengeOf(await token(idToken, { typ: 'JWT' })), invalid);
});

test('a header that must be understood is not', async () => {
  const jwt = await new SignJWT(goodClaims)
    .setProtectedHeader({ ...goodHeader(), b64: true, crit: ['b64'] })
    .sign(key.privateKey);
  assert.equal(await challengeOf(jwt), invalid);
});

test('a token that lacks what every access token has is refused', async () => {
  for (const name of ['sub', 'sub_type', 'client_id', 'prt_id', 'scope', 'nbf']) {
    assert.equal(await challengeOf(await token({ [name]: undefined })), invalid, `no ${name}`);
    assert.equal(await challengeOf(await token({ [name]: true })), invalid, `another type of ${name}`);
  }
  for (const name of ['sub', 'client_id', 'prt_id']) {
    assert.equal(await challengeOf(await token({ [name]: '' })), invalid, `an empty ${name}`);
  }
  assert.equal(await challengeOf(await token({ sub_type: 'constructor' })), invalid);
  assert.equal(await challengeOf(await token({ scope: ['a', 1] })), invalid);
});

test('a payload that is no JSON object is refused', async () => {
  const sign = (text: string) =>
    new CompactSign(Buffer.from(text)).setProtectedHeader(goodHeader()).sign(key.privateKey);
  for (const text of ['', 'x', '[]', 'null', '"x"']) assert.equal(await challengeOf(await sign(text)), invalid, text);
});

test('what is no JWT is refused without a word', async () => {
  for (const text of ['x', 'rt_0123456789', 'a.b.c', 'a.b', '🔑']) assert.equal(await challengeOf(text), invalid, text);
});

test('a token beyond the longest is refused without looking at it', async () => {
  const keys = keyHolder();
  const long = await token({ padding: 'x'.repeat(16_384) }, { kid: 'unknown' });
  assert.equal(await challengeOf(long, now, createBearerVerifier([issuer], keys)), invalid);
  assert.equal(keys.refreshes, 0);
});

test('a remembered token is not verified again, and expires all the same', async () => {
  const keys = keyHolder(key);
  const verify = createBearerVerifier([issuer], keys);
  const text = await token();
  const first = await verify(text, now);
  assert.equal(await verify(text, now), first, 'the very same object');
  const expired = described("The token expired at '05/04/2024 11:22:31'");
  assert.equal(await challengeOf(text, now + 3600_000, verify), expired);
  assert.equal(
    await challengeOf(text, now - 31_000, verify),
    described("The token is not valid before '05/04/2024 10:22:31'"),
  );
});

test('a remembered token is refused once its key is gone', async () => {
  const keys = keyHolder(key);
  const verify = createBearerVerifier([issuer], keys);
  const text = await token();
  await verify(text, now);
  keys.held = [];
  assert.equal(await challengeOf(text, now, verify), described('The signature key was not found'));
});

test('a remembered token cannot be changed by who reads it', async () => {
  const read = await verifier()(await token(), now);
  assert.ok(Object.isFrozen(read) && Object.isFrozen(read.scopes));
});
