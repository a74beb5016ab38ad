import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createRelyingParty, redirectUri, verifier } from '../support/code-flow.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { asClient, createApplication, postForm } from '../support/oauth.ts';
import { openPages } from '../support/sign-in.ts';
import { world } from '../support/world.ts';

// Whoever sends a key along chooses what a verification with it costs, so nothing is verified that need not be.

let party: Awaited<ReturnType<typeof createRelyingParty>>;
const gatehouse = useGatehouse(async (running) => {
  party = await createRelyingParty(running, await openPages(running), { isConfidential: false });
});

const tokenEndpoint = () => `${gatehouse.url}/identity/connect/token`;

/** What is held against the same proof being used twice; it is written after the signature was verified. */
async function rememberedProofs(): Promise<number> {
  const models = ['Proof', 'ReplayDetection', 'ClientAssertion'];
  const rows = await gatehouse.db.selectFrom('grants').select('id').where('model', 'in', models).execute();
  return rows.length;
}

async function proof(changes: { readonly jwk?: object; readonly claims?: object } = {}): Promise<string> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), ...changes.jwk };
  const claims = { htm: 'POST', htu: tokenEndpoint(), jti: crypto.randomUUID(), iat: Math.floor(Date.now() / 1000) };
  return await new SignJWT({ ...claims, ...changes.claims })
    .setProtectedHeader({ alg: 'RS256', typ: 'dpop+jwt', jwk })
    .sign(privateKey);
}

const grants = () => ({
  client_credentials: { grant_type: 'client_credentials', ...asClient(world.application) },
  authorization_code: {
    ...{ grant_type: 'authorization_code', code: 'x', redirect_uri: redirectUri, code_verifier: verifier },
    ...asClient(party.client),
  },
  refresh_token: { grant_type: 'refresh_token', refresh_token: 'x', ...asClient(party.client) },
});

const ask = async (grant: keyof ReturnType<typeof grants>, dpop: string) =>
  (await postForm(gatehouse, '/identity/connect/token', grants()[grant], { dpop })).json.error;

describe('a key that the sender chose', () => {
  it('is not computed with when its exponent is large, whatever the grant', async () => {
    const jwk = { e: Buffer.alloc(384, 0xff).toString('base64url') };
    assert.equal(await ask('client_credentials', await proof({ jwk })), 'invalid_dpop_proof');
    assert.equal(await ask('authorization_code', await proof({ jwk })), 'invalid_dpop_proof');
    assert.equal(await rememberedProofs(), 0);
  });

  it('is not computed with for a refresh token that nobody has', async () => {
    assert.equal(await ask('refresh_token', await proof()), 'invalid_grant');
    assert.equal(await rememberedProofs(), 0);
  });

  it('is not computed with for a client that has not proved who it is', async () => {
    const fields = { ...grants().client_credentials, client_secret: 'wrong' };
    const { json } = await postForm(gatehouse, '/identity/connect/token', fields, { dpop: await proof() });
    assert.equal(json.error, 'invalid_client');
    assert.equal(await rememberedProofs(), 0);
  });

  it('that was registered before such keys were refused proves nothing', async () => {
    const { publicKey, privateKey } = await generateKeyPair('RS256');
    const weak = { ...(await exportJWK(publicKey)), e: Buffer.alloc(384, 0xff).toString('base64url') };
    const { id } = await createApplication(gatehouse, { jwks: { keys: [weak] } });
    const seconds = Math.floor(Date.now() / 1000);
    const aud = `${gatehouse.url}/identity`;
    const assertion = await new SignJWT({ iss: id, sub: id, aud, jti: crypto.randomUUID(), exp: seconds + 60 })
      .setProtectedHeader({ alg: 'RS256' })
      .sign(privateKey);
    const { json } = await postForm(gatehouse, '/identity/connect/token', {
      grant_type: 'client_credentials',
      client_assertion: assertion,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    });
    assert.equal(json.error, 'invalid_client');
  });
});
