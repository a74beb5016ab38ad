import assert from 'node:assert/strict';
import type { Modules } from './module.ts';
import { type Party, readJson, type SignedIn } from './party.ts';

async function assertSpent(party: Party, { code }: SignedIn): Promise<void> {
  const redirect_uri = party.request().get('redirect_uri') ?? '';
  const again = await party.post(party.server.token_endpoint, { grant_type: 'authorization_code', code, redirect_uri });
  assert.equal(again.status, 400);
  assert.equal((await readJson(again)).error, 'invalid_grant');
}

const refresh = async (party: Party, refresh_token: string) =>
  await party.post(party.server.token_endpoint, { grant_type: 'refresh_token', refresh_token });

export const tokenModules: Modules = {
  'oidcc-idtoken-signature': async (party) => {
    const { idToken } = await party.signIn();
    const { alg, kid } = JSON.parse(Buffer.from(idToken.split('.', 1)[0] ?? '', 'base64url').toString());
    const { keys } = await readJson(await fetch(party.server.jwks_uri ?? ''));
    assert.equal(alg, 'RS256');
    assert.ok(keys.some((key: { readonly kid: string }) => key.kid === kid));
    return 'passed';
  },
  'oidcc-idtoken-unsigned': async (party) => {
    assert.deepEqual(party.server.id_token_signing_alg_values_supported, ['RS256']);
    return 'skipped';
  },
  'oidcc-codereuse': async (party) => {
    const signedIn = await party.signIn();
    await assertSpent(party, signedIn);
    return 'passed';
  },
  'oidcc-codereuse-30seconds': async (party, { wait }) => {
    const signedIn = await party.signIn();
    assert.equal(await party.isAccepted(signedIn), true);
    wait(30);
    await assertSpent(party, signedIn);
    assert.equal(await party.isAccepted(signedIn), false, 'what the code was exchanged for ends');
    return 'passed';
  },
  'oidcc-refresh-token': async (party, { other }) => {
    const scope = 'openid offline_access';
    const first = await party.signIn({ scope, prompt: 'consent' });
    const response = await refresh(party, first.tokens.refresh_token ?? '');
    assert.equal(response.status, 200);
    const renewed = await readJson(response);
    assert.notEqual(renewed.access_token, first.tokens.access_token);
    const claims = JSON.parse(Buffer.from(renewed.id_token.split('.')[1], 'base64url').toString());
    for (const name of ['iss', 'sub', 'aud', 'auth_time'] as const) assert.deepEqual(claims[name], first.claims[name]);
    assert.ok(claims.iat >= first.claims.iat);
    const stolen = await refresh(other, renewed.refresh_token);
    assert.equal(stolen.status, 400);
    assert.equal((await readJson(stolen)).error, 'invalid_grant');
    return 'passed';
  },
};
