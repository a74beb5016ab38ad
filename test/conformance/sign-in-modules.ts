import assert from 'node:assert/strict';
import type { Modules, Result } from './module.ts';
import { type Party, readJson, type SignedIn } from './party.ts';

/** The claims that each scope stands for (OpenID Connect Core section 5.4), as far as the server says it has them. */
const scopeClaims = {
  profile: ['name', 'family_name', 'given_name', 'preferred_username', 'updated_at'],
  email: ['email', 'email_verified'],
} as const;

/** What the suite says of claims: it takes none of the standard without content (OpenID Connect Core section 5.3.2). */
const judged = ({ name, email, picture }: Record<string, unknown>): Result =>
  [name, email, picture].includes('') ? 'failed' : 'passed';

async function assertScope(party: Party, ...scopes: (keyof typeof scopeClaims)[]): Promise<Result> {
  const signedIn = await party.signIn({ scope: ['openid', ...scopes].join(' ') });
  const info = await party.userInfo(signedIn);
  const known = party.server.claims_supported ?? [];
  for (const claim of scopes.flatMap((scope) => [...scopeClaims[scope]])) {
    assert.ok(known.includes(claim), `${claim} is not said to be supported`);
    assert.notEqual(info[claim], undefined, claim);
  }
  return judged(info);
}

async function assertUnsupported(party: Party, scope: string): Promise<void> {
  assert.ok(!party.server.scopes_supported?.includes(scope));
  const { answer, seen } = await party.authorize({ scope: `openid ${scope}` });
  assert.equal(answer, undefined);
  assert.match(seen.at(-1)?.html ?? '', /invalid_scope/);
}

async function assertUserInfo(party: Party, { tokens, claims }: SignedIn, init: RequestInit): Promise<Result> {
  const answer = await fetch(party.server.userinfo_endpoint ?? '', init);
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get('content-type') ?? '', /^application\/json/);
  const info = await readJson(answer);
  assert.equal(info.sub, claims.sub);
  assert.ok(tokens.access_token);
  return judged(info);
}

const bearer = ({ tokens }: SignedIn) => ({ authorization: `Bearer ${tokens.access_token}` });

export const signInModules: Modules = {
  'oidcc-server': async (party) => {
    assert.ok(party.server.token_endpoint_auth_methods_supported?.includes('client_secret_basic'));
    const signedIn = await party.signIn();
    assert.equal((await party.userInfo(signedIn)).sub, signedIn.claims.sub);
    return signedIn.claims.prt_id === undefined ? 'passed' : 'warning';
  },
  'oidcc-response-type-missing': async (party) => {
    assert.equal(await party.refused({ response_type: '' }), 'invalid_request');
    return 'passed';
  },
  'oidcc-userinfo-get': async (party) => {
    const signedIn = await party.signIn();
    return await assertUserInfo(party, signedIn, { headers: bearer(signedIn) });
  },
  'oidcc-userinfo-post-header': async (party) => {
    const signedIn = await party.signIn();
    return await assertUserInfo(party, signedIn, { method: 'POST', headers: bearer(signedIn) });
  },
  'oidcc-userinfo-post-body': async (party) => {
    const signedIn = await party.signIn();
    const body = new URLSearchParams({ access_token: signedIn.tokens.access_token });
    return await assertUserInfo(party, signedIn, { method: 'POST', body });
  },
  'oidcc-ensure-request-without-nonce-succeeds-for-code-flow': async (party) => {
    const { claims } = await party.signIn({ nonce: '' });
    assert.equal(claims.nonce, undefined);
    return 'passed';
  },
  'oidcc-scope-profile': async (party) => {
    return await assertScope(party, 'profile');
  },
  'oidcc-scope-email': async (party) => {
    return await assertScope(party, 'email');
  },
  'oidcc-scope-address': async (party) => {
    await assertUnsupported(party, 'address');
    return 'skipped';
  },
  'oidcc-scope-phone': async (party) => {
    await assertUnsupported(party, 'phone');
    return 'skipped';
  },
  'oidcc-scope-all': async (party) => {
    await assertScope(party, 'profile', 'email');
    await assertUnsupported(party, 'profile email address phone');
    return 'skipped';
  },
  'oidcc-ensure-other-scope-order-succeeds': async (party) => {
    const signedIn = await party.signIn({ scope: 'email openid' });
    const info = await party.userInfo(signedIn);
    assert.ok(info.email);
    return judged(info);
  },
  'oidcc-claims-essential': async (party) => {
    const claims = JSON.stringify({ userinfo: { name: { essential: true } } });
    assert.equal(party.server.claims_parameter_supported, false);
    const info = await party.userInfo(await party.signIn({ claims }));
    assert.ok(info.name);
    return judged(info);
  },
  'oidcc-server-client-secret-post': async (party) => {
    assert.ok(party.server.token_endpoint_auth_methods_supported?.includes('client_secret_post'));
    const { answer } = await party.authorize();
    const code = answer?.get('code') ?? '';
    const redirect_uri = party.request().get('redirect_uri') ?? '';
    const response = await party.post(party.server.token_endpoint, {
      grant_type: 'authorization_code',
      code,
      redirect_uri,
    });
    assert.equal(response.status, 200);
    assert.ok((await readJson(response)).id_token);
    return 'passed';
  },
};
