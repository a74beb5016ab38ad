import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SignJWT } from 'jose';
import { newId } from '../../src/directory/identifier.ts';
import { generateSigningKey, type SigningKey } from '../../src/token/keys/signing-key.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { send, token } from '../support/http.ts';
import { signingKey } from '../support/user-token.ts';
import { world } from '../support/world.ts';

let key: SigningKey;
let good: string;
const gatehouse = useGatehouse(async (started) => {
  key = await signingKey(started);
  good = await token(started);
});

const now = Math.floor(Date.now() / 1000);

/** A token of the server's own key, right in all but what is changed. */
function forge(changes: object = {}, header: object = {}, signer: SigningKey = key): Promise<string> {
  const claims = {
    iss: `${gatehouse.url}/identity`,
    aud: 'UiPath.PlatformManagement',
    nbf: now,
    exp: now + 3600,
    sub: world.application.id,
    sub_type: 'service.external',
    client_id: world.application.id,
    prt_id: world.organization.id,
    scope: ['PM.User'],
    jti: newId(),
    ...changes,
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: key.kid, ...header })
    .sign(signer.privateKey);
}

async function challenge(authorization?: string): Promise<string | null> {
  const answer = await send(`${gatehouse.url}/identity/api/User/har-3107/changepassword`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) },
    body: '{}',
  });
  assert.equal(answer.status, 401);
  assert.equal(answer.text, '');
  assert.equal(answer.headers.get('content-length'), '0');
  return answer.headers.get('www-authenticate');
}

const invalid = (description: string) => `Bearer error="invalid_token", error_description="${description}"`;
const spelled = (seconds: number) => {
  const [date = '', time = ''] = new Date(seconds * 1000).toISOString().split(/[T.]/);
  const [year, month, day] = date.split('-');
  return `${month}/${day}/${year} ${time}`;
};

describe('a request without a good token', () => {
  it('is asked for one when it has none, or uses another scheme', async () => {
    assert.equal(await challenge(), 'Bearer');
    assert.equal(await challenge('Basic YTpi'), 'Bearer');
    assert.equal(await challenge(good), 'Bearer');
    assert.equal(await challenge('Bearer'), 'Bearer');
  });

  it('is told when the token expired, and from when it is valid', async () => {
    const expired = await forge({ nbf: now - 7200, exp: now - 3600 });
    assert.equal(await challenge(`Bearer ${expired}`), invalid(`The token expired at '${spelled(now - 3600)}'`));
    const early = await forge({ nbf: now + 3600, exp: now + 7200 });
    assert.equal(await challenge(`Bearer ${early}`), invalid(`The token is not valid before '${spelled(now + 3600)}'`));
    const endless = await forge({ exp: undefined });
    assert.equal(await challenge(`Bearer ${endless}`), invalid('The token has no expiration'));
  });

  it('is told that the signature is not ours, or made with a key we do not know', async () => {
    const [header, payload, signature = ''] = good.split('.');
    const altered = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    assert.equal(await challenge(`Bearer ${header}.${payload}.${altered}`), invalid('The signature is invalid'));
    const stranger = await generateSigningKey({ createdAt: 0, activatesAt: 0, retiresAt: null });
    assert.equal(await challenge(`Bearer ${await forge({}, {}, stranger)}`), invalid('The signature is invalid'));
    const unknown = await forge({}, { kid: 'unknown' });
    assert.equal(await challenge(`Bearer ${unknown}`), invalid('The signature key was not found'));
  });

  it('is told every reason that applies', async () => {
    const wrong = await forge({ exp: now - 1, aud: [], iss: 'https://elsewhere.example' });
    assert.equal(
      await challenge(`Bearer ${wrong}`),
      invalid(
        `The token expired at '${spelled(now - 1)}'; The audience '' is invalid; The issuer 'https://elsewhere.example' is invalid`,
      ),
    );
  });

  it('is told no more than that when the token is none', async () => {
    const unsigned = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${good.split('.')[1]}.`;
    const plain = await forge({}, { typ: 'id+jwt' });
    for (const text of ['x', 'a.b', 'a.b.c.d', 'rt_0123456789', unsigned, plain, 'x'.repeat(9000)]) {
      assert.equal(await challenge(`Bearer ${text}`), 'Bearer error="invalid_token"');
    }
  });

  it('is refused when it speaks of a subject that does not exist, or of another organization', async () => {
    for (const changes of [
      { sub: newId(), client_id: newId() },
      { prt_id: world.otherOrganization.id },
      { sub_type: 'user', sub: world.harry.id },
      { sub: undefined },
    ]) {
      assert.equal(await challenge(`Bearer ${await forge(changes)}`), 'Bearer error="invalid_token"');
    }
  });
});

describe('a good token', () => {
  it('may carry its scopes as text, and its audience among others', async () => {
    const bearer = await forge({ scope: 'PM.Group PM.User', aud: ['other', 'UiPath.PlatformManagement'] });
    const answer = await send(`${gatehouse.url}/identity/api/User/har-3107/changepassword`, {
      method: 'POST',
      headers: { authorization: `bearer ${bearer}`, 'content-type': 'application/json' },
      body: '{}',
    });
    assert.equal(answer.status, 400);
  });
});
