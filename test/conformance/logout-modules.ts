import assert from 'node:assert/strict';
import type { Modules } from './module.ts';
import { asLink, type Party, postLogoutRedirectUri, type SignedIn } from './party.ts';
import type { Arrival } from './person.ts';

type Fields = Readonly<Record<string, string>>;

const state = 'a state/of 42%?';

async function endSession(party: Party, { person }: SignedIn, fields: Fields): Promise<Arrival> {
  return await person.follow(asLink(party.server.end_session_endpoint, Object.entries(fields)));
}

async function assertSignedOut(party: Party, { person }: SignedIn): Promise<void> {
  assert.equal(await party.refused({ prompt: 'none' }, person), 'login_required');
}

/** The browser is not sent back; an error is shown, and nothing has ended. */
async function assertRefused(party: Party, signedIn: SignedIn, fields: Fields): Promise<void> {
  const { answer, seen } = await endSession(party, signedIn, fields);
  assert.equal(answer, undefined);
  assert.deepEqual(
    seen.map(({ name }) => name),
    [''],
  );
  assert.match(seen[0]?.html ?? '', /invalid_request/);
  assert.ok((await party.authorize({ prompt: 'none' }, signedIn.person)).answer?.get('code'));
}

/** The person is asked where `pages` say so, and is told in the end that they are signed out. */
async function assertPages(party: Party, signedIn: SignedIn, fields: Fields, pages: readonly string[]): Promise<void> {
  const { answer, seen } = await endSession(party, signedIn, fields);
  assert.equal(answer, undefined);
  assert.deepEqual(
    seen.map(({ name }) => name),
    pages,
  );
  await assertSignedOut(party, signedIn);
}

function modified(idToken: string): string {
  const [header = '', payload = '', signature = ''] = idToken.split('.');
  const claims = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), sub: 'somebody' };
  return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
}

export const logoutModules: Modules = {
  'oidcc-rp-initiated-logout-discovery-endpoint-verification': async (party) => {
    assert.ok(URL.canParse(party.server.end_session_endpoint ?? ''));
    return 'passed';
  },
  'oidcc-rp-initiated-logout': async (party) => {
    const signedIn = await party.signIn();
    const fields = { id_token_hint: signedIn.idToken, post_logout_redirect_uri: postLogoutRedirectUri, state };
    const { url, seen } = await endSession(party, signedIn, fields);
    assert.deepEqual(seen, []);
    assert.equal(`${url.origin}${url.pathname}`, postLogoutRedirectUri);
    assert.deepEqual([...url.searchParams], [['state', state]]);
    await assertSignedOut(party, signedIn);
    return 'passed';
  },
  'oidcc-rp-initiated-logout-bad-post-logout-redirect-uri': async (party) => {
    const signedIn = await party.signIn();
    const post_logout_redirect_uri = 'https://app.example.test/elsewhere';
    await assertRefused(party, signedIn, { id_token_hint: signedIn.idToken, post_logout_redirect_uri, state });
    return 'review';
  },
  'oidcc-rp-initiated-logout-modified-id-token-hint': async (party) => {
    const signedIn = await party.signIn();
    const id_token_hint = modified(signedIn.idToken);
    await assertRefused(party, signedIn, { id_token_hint, post_logout_redirect_uri: postLogoutRedirectUri, state });
    return 'review';
  },
  'oidcc-rp-initiated-logout-no-id-token-hint': async (party) => {
    const signedIn = await party.signIn();
    const fields = { post_logout_redirect_uri: postLogoutRedirectUri, state };
    await assertPages(party, signedIn, fields, ['logout', 'signed-out']);
    return 'review';
  },
  'oidcc-rp-initiated-logout-no-params': async (party) => {
    await assertPages(party, await party.signIn(), {}, ['logout', 'signed-out']);
    return 'review';
  },
  'oidcc-rp-initiated-logout-no-post-logout-redirect-uri': async (party) => {
    const signedIn = await party.signIn();
    await assertPages(party, signedIn, { id_token_hint: signedIn.idToken, state }, ['signed-out']);
    return 'review';
  },
  'oidcc-rp-initiated-logout-no-state': async (party) => {
    const signedIn = await party.signIn();
    const fields = { id_token_hint: signedIn.idToken, post_logout_redirect_uri: postLogoutRedirectUri };
    const { url } = await endSession(party, signedIn, fields);
    assert.equal(url.href, postLogoutRedirectUri);
    await assertSignedOut(party, signedIn);
    return 'passed';
  },
  'oidcc-rp-initiated-logout-only-state': async (party) => {
    await assertPages(party, await party.signIn(), { state }, ['logout', 'signed-out']);
    return 'review';
  },
  'oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri': async (party) => {
    const signedIn = await party.signIn();
    const post_logout_redirect_uri = `${postLogoutRedirectUri}?foo=bar`;
    await assertRefused(party, signedIn, { id_token_hint: signedIn.idToken, post_logout_redirect_uri, state });
    return 'review';
  },
  'oidcc-rp-initiated-logout-bad-id-token-hint': async (party) => {
    const signedIn = await party.signIn();
    const [header = '', payload = ''] = signedIn.idToken.split('.');
    const forged = [header, payload, Buffer.alloc(256, 1).toString('base64url')].join('.');
    for (const id_token_hint of ['not a token', forged]) {
      await assertRefused(party, signedIn, { id_token_hint, post_logout_redirect_uri: postLogoutRedirectUri, state });
    }
    return 'review';
  },
};
