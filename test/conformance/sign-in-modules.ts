import assert from 'node:assert/strict';
import type { Modules } from './module.ts';
import { asLink, type Party, readJson, type SignedIn } from './party.ts';

/** The claims that each scope stands for (OpenID Connect Core section 5.4), as far as the server says it has them. */
const scopeClaims = {
  profile: ['name', 'family_name', 'given_name', 'preferred_username', 'updated_at'],
  email: ['email', 'email_verified'],
} as const;

/** The suite takes no claim without content (OpenID Connect Core section 5.3.2). */
function assertContent(info: Record<string, unknown>): void {
  assert.deepEqual(
    Object.entries(info).filter(([, value]) => value === ''),
    [],
  );
}

async function assertScope(party: Party, ...scopes: (keyof typeof scopeClaims)[]): Promise<void> {
  const signedIn = await party.signIn({ scope: ['openid', ...scopes].join(' ') });
  const info = await party.userInfo(signedIn);
  const known = party.server.claims_supported ?? [];
  for (const claim of scopes.flatMap((scope) => [...scopeClaims[scope]])) {
    assert.ok(known.includes(claim), `${claim} is not said to be supported`);
    assert.notEqual(info[claim], undefined, claim);
  }
  assertContent(info);
}

async function assertUnsupported(party: Party, scope: string): Promise<void> {
  assert.ok(!party.server.scopes_supported?.includes(scope));
  const { answer, seen } = await party.authorize({ scope: `openid ${scope}` });
  assert.equal(answer, undefined);
  assert.match(seen.at(-1)?.html ?? '', /invalid_scope/);
}

async function assertUserInfo(party: Party, { tokens, claims }: SignedIn, init: RequestInit): Promise<void> {
  const answer = await fetch(party.server.userinfo_endpoint ?? '', init);
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get('content-type') ?? '', /^application\/json/);
  const info = await readJson(answer);
  assert.equal(info.sub, claims.sub);
  assert.ok(tokens.access_token);
  assertContent(info);
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
    await assertUserInfo(party, signedIn, { headers: bearer(signedIn) });
    return 'passed';
  },
  'oidcc-userinfo-post-header': async (party) => {
    const signedIn = await party.signIn();
    await assertUserInfo(party, signedIn, { method: 'POST', headers: bearer(signedIn) });
    return 'passed';
  },
  'oidcc-userinfo-post-body': async (party) => {
    const signedIn = await party.signIn();
    const body = new URLSearchParams({ access_token: signedIn.tokens.access_token });
    await assertUserInfo(party, signedIn, { method: 'POST', body });
    return 'passed';
  },
  'oidcc-ensure-request-without-nonce-succeeds-for-code-flow': async (party) => {
    const { claims } = await party.signIn({ nonce: '' });
    assert.equal(claims.nonce, undefined);
    return 'passed';
  },
  'oidcc-scope-profile': async (party) => {
    await assertScope(party, 'profile');
    return 'warning';
  },
  'oidcc-scope-email': async (party) => {
    await assertScope(party, 'email');
    return 'warning';
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
  'oidcc-alternate-happy-flow': async (party) => {
    const [scope, person] = ['email openid', party.person()];
    const fields = [...party.request({ scope })].sort(([one], [other]) => (one < other ? 1 : -1));
    const arrival = await person.follow(asLink(party.server.authorization_endpoint, fields));
    const signedIn = await party.complete(arrival, person, { scope });
    const info = await party.userInfo(signedIn);
    assert.ok(info.email);
    assertContent(info);
    return 'warning';
  },
  'oidcc-claims-essential': async (party) => {
    const claims = JSON.stringify({ userinfo: { name: { essential: true } } });
    assert.equal(party.server.claims_parameter_supported, false);
    const info = await party.userInfo(await party.signIn({ claims }));
    assert.ok(info.name);
    assertContent(info);
    return 'passed';
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
