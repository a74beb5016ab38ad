import assert from 'node:assert/strict';
import { challenge, verifier } from '../support/code-flow.ts';
import type { Modules } from './module.ts';
import type { Party, SignedIn } from './party.ts';

const shown = ({ arrival }: SignedIn): readonly string[] => arrival.seen.map(({ name }) => name);

const loginPage = ({ arrival }: SignedIn): string => arrival.seen.find(({ name }) => name === 'login')?.html ?? '';

/** A request object that is not signed. */
const unsigned = (claims: object): string =>
  [{ alg: 'none' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
    .concat('.');

/** What has to stand beside a request object; all else the suite leaves to the object (OpenID Connect Core section 6.1). */
const inObject = { state: '', nonce: '', response_mode: '' };

async function assertRequestRefused(party: Party, request: string): Promise<void> {
  const { answer, url } = await party.authorize({ ...inObject, request });
  assert.equal(`${url.origin}${url.pathname}`, party.request().get('redirect_uri'));
  assert.equal(answer?.get('error'), 'request_not_supported');
  assert.equal(answer?.get('state'), party.request().get('state'), 'the state of the object');
}

async function assertSecondSignIn(party: Party, first: SignedIn, changes: Record<string, string>): Promise<void> {
  const second = await party.signIn(changes, first.person);
  assert.ok(shown(second).includes('login'), 'the person signs in again');
  assert.equal(second.claims.sub, first.claims.sub);
  assert.ok(Number(second.claims.auth_time) > Number(first.claims.auth_time));
}

async function assertSameSignIn(party: Party, first: SignedIn, changes: Record<string, string>): Promise<void> {
  const second = await party.signIn(changes, first.person);
  assert.deepEqual(shown(second), []);
  assert.equal(second.claims.sub, first.claims.sub);
  assert.equal(second.claims.auth_time, first.claims.auth_time);
}

/** With `max_age`, the ID token says when the person signed in. */
const aged = { max_age: '10000' };

export const requestModules: Modules = {
  'oidcc-display-page': async (party) => {
    assert.ok(loginPage(await party.signIn({ display: 'page' })));
    return 'passed';
  },
  'oidcc-display-popup': async (party) => {
    assert.ok(loginPage(await party.signIn({ display: 'popup' })));
    return 'passed';
  },
  'oidcc-prompt-login': async (party, { wait }) => {
    const first = await party.signIn(aged);
    wait(1);
    await assertSecondSignIn(party, first, { ...aged, prompt: 'login' });
    return 'review';
  },
  'oidcc-prompt-none-not-logged-in': async (party) => {
    assert.equal(await party.refused({ prompt: 'none' }), 'login_required');
    return 'passed';
  },
  'oidcc-prompt-none-logged-in': async (party, { wait }) => {
    const first = await party.signIn(aged);
    wait(1);
    await assertSameSignIn(party, first, { ...aged, prompt: 'none' });
    return 'passed';
  },
  'oidcc-max-age-1': async (party, { wait }) => {
    const first = await party.signIn({ max_age: '1' });
    wait(2);
    await assertSecondSignIn(party, first, { max_age: '1' });
    return 'review';
  },
  'oidcc-max-age-10000': async (party, { wait }) => {
    const first = await party.signIn(aged);
    wait(1);
    await assertSameSignIn(party, first, aged);
    return 'passed';
  },
  'oidcc-ensure-request-with-unknown-parameter-succeeds': async (party) => {
    await party.signIn({ extra: 'foobar' });
    return 'passed';
  },
  'oidcc-id-token-hint': async (party) => {
    const first = await party.signIn(aged);
    await assertSameSignIn(party, first, { ...aged, prompt: 'none', id_token_hint: first.idToken });
    return 'passed';
  },
  'oidcc-login-hint': async (party) => {
    const signedIn = await party.signIn({ login_hint: 'harry@hogwarts.example' });
    assert.match(loginPage(signedIn), /name="userName"[^>]* value="harry@hogwarts\.example"/);
    return 'passed';
  },
  'oidcc-ui-locales': async (party) => {
    for (const [wish, spoken] of [
      ['se', 'en'],
      ['se de-AT en', 'de'],
    ] as const) {
      assert.match(loginPage(await party.signIn({ ui_locales: wish })), new RegExp(`<html lang="${spoken}"`));
    }
    return 'passed';
  },
  'oidcc-claims-locales': async (party) => {
    await party.signIn({ claims_locales: 'se' });
    return 'passed';
  },
  'oidcc-ensure-request-with-acr-values-succeeds': async (party, { withSecondFactor }) => {
    const acr_values = party.server.acr_values_supported?.join(' ') ?? '1 2';
    const { claims, arrival } = await party.signIn({ acr_values }, await withSecondFactor());
    assert.ok(arrival.seen.some(({ name }) => name === 'second-step'));
    assert.ok(acr_values.split(' ').includes(String(claims.acr)), acr_values);
    const unknown = await party.signIn({ acr_values: '1 2' });
    assert.equal(unknown.claims.acr, undefined);
    return 'passed';
  },
  'oidcc-ensure-registered-redirect-uri': async (party) => {
    const { answer, seen } = await party.authorize({ redirect_uri: 'https://app.example.test/other' });
    assert.equal(answer, undefined);
    assert.match(seen.at(-1)?.html ?? '', /Invalid redirect_uri/);
    return 'review';
  },
  'oidcc-ensure-post-request-succeeds': async (party) => {
    const person = party.person();
    const start = new URL(party.server.authorization_endpoint ?? '');
    const arrival = await person.follow(start, { method: 'POST', body: party.request() });
    await party.complete(arrival, person);
    return 'passed';
  },
  'oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported': async (party) => {
    assert.equal(party.server.request_uri_parameter_supported, false);
    const request_uri = 'https://app.example.test/request.jwt';
    assert.equal(await party.refused({ request_uri }), 'request_uri_not_supported');
    return 'passed';
  },
  'oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported': async (party) => {
    assert.equal(party.server.request_parameter_supported, false);
    await assertRequestRefused(party, unsigned(Object.fromEntries(party.request())));
    return 'passed';
  },
  'oidcc-ensure-request-object-with-redirect-uri': async (party) => {
    const redirect_uri = 'https://evil.test/';
    const request = unsigned({ ...Object.fromEntries(party.request()), redirect_uri });
    await assertRequestRefused(party, request);
    const { answer, url } = await party.authorize({ ...inObject, request, redirect_uri });
    assert.equal(answer, undefined, url.href);
    const registered = unsigned(Object.fromEntries(party.request()));
    const invalid = `${party.request().get('redirect_uri')}_invalid`;
    const page = await party.authorize({ ...inObject, request: registered, redirect_uri: invalid });
    assert.equal(page.answer, undefined, page.url.href);
    assert.match(page.seen.at(-1)?.html ?? '', /Invalid redirect_uri/);
    return 'review';
  },
  'oidcc-ensure-request-with-valid-pkce-succeeds': async (party) => {
    await party.signIn({ ...challenge, code_verifier: verifier });
    return 'passed';
  },
};
