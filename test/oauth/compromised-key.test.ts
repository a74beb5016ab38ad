import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeProtectedHeader } from 'jose';
import { managementResource as audience } from '../../src/directory/api-resource.ts';
import { signAccessToken } from '../../src/token/jwt/access-token.ts';
import { userClaims } from '../../src/token/jwt/claims.ts';
import type { TokenService } from '../../src/token/token-service.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { Browser } from '../support/browser.ts';
import { createRelyingParty, type RelyingParty, shownError } from '../support/code-flow.ts';
import { runCommand } from '../support/command.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { send, token } from '../support/http.ts';
import { createPersonalToken } from '../support/oauth.ts';
import { openPages } from '../support/sign-in.ts';
import { storeFlags } from '../support/store.ts';
import { signingKey } from '../support/user-token.ts';

let pages: TokenService;
let account: Account;
let party: RelyingParty;
const gatehouse = useGatehouse(async (running) => {
  pages = await openPages(running);
  account = await createAccount(running, null, { isAdministrator: true });
  party = await createRelyingParty(running, pages, {
    scopes: [
      { name: 'PM.User', type: 'both' },
      { name: 'offline_access', type: 'user' },
    ],
  });
});

const read = (bearer: string) => apiOf(gatehouse, () => bearer)('GET', `/api/User/${account.id}`);
const published = async (): Promise<readonly string[]> => {
  const { json } = await send(`${gatehouse.url}/identity/.well-known/openid-configuration/jwks`);
  return json.keys.map(({ kid }: { readonly kid: string }) => kid);
};

describe('gatehouse keys rotate --compromised', () => {
  it('ends the stolen key and all that it signed with the next request of the running server', async () => {
    const stolen = await signingKey(gatehouse);
    const application = await token(gatehouse, 'PM.User');
    const browser = new Browser(gatehouse.url);
    const { json: signedIn } = await party.signIn(account, { scope: 'openid PM.User offline_access' }, browser);
    const personal = await createPersonalToken(gatehouse, account, ['PM.User']);
    const person = await gatehouse.store.users.find(account);
    assert.ok(person);
    const forge = () =>
      signAccessToken(
        stolen,
        { issuer: `${gatehouse.url}/identity`, audience },
        userClaims(person, party.client.id, ['PM.User'], { at: Date.now(), amr: ['pwd'] }),
        Date.now(),
      );
    const bearers = [application, String(signedIn.access_token), await forge()];
    for (const bearer of bearers) assert.equal((await read(bearer)).status, 200);
    assert.deepEqual(await published(), [stolen.kid]);

    const { data } = gatehouse.config;
    const flags = Object.entries({ data, ...(await storeFlags(data)) });
    const place = flags.flatMap(([name, value]) => [`--${name}`, value]);
    const { code, stdout, stderr } = await runCommand(['keys', 'rotate', '--compromised', ...place]);
    assert.equal(code, 0, stderr);
    const [, successor = ''] = /^(\S+) {2}RS256 {2}made \S+ {2}signs\n$/.exec(stdout) ?? [];

    for (const bearer of [...bearers, await forge()]) {
      const { status, headers } = await read(bearer);
      assert.equal(status, 401);
      assert.match(headers.get('www-authenticate') ?? '', /signature key was not found/);
    }
    assert.deepEqual(await published(), [successor]);
    const body = new URLSearchParams({ id_token_hint: String(signedIn.id_token) });
    const refused = await browser.visit('/identity/connect/endsession', { method: 'POST', body });
    assert.match(JSON.stringify(shownError(refused)), /Invalid id_token_hint/);

    // Nobody has to sign in again: what is not signed with the key goes on, and gets tokens of the new one.
    assert.equal((await read(personal.value)).status, 200);
    const renewed = await party.exchange({
      grant_type: 'refresh_token',
      refresh_token: String(signedIn.refresh_token),
    });
    assert.equal(renewed.status, 200, renewed.text);
    for (const bearer of [String(renewed.json.access_token), await token(gatehouse, 'PM.User')]) {
      assert.equal(decodeProtectedHeader(bearer).kid, successor);
      assert.equal((await read(bearer)).status, 200);
    }
    assert.equal(decodeProtectedHeader(String(renewed.json.id_token)).kid, successor);
    assert.ok(await pages.sessions.current(browser.exchange('/').request));

    const entry = await gatehouse.db
      .selectFrom('audit_entries')
      .select('details')
      .where('category', '=', 'SigningKey')
      .where('action', '=', 'Revoke')
      .executeTakeFirst();
    assert.deepEqual(JSON.parse(entry?.details ?? ''), { ended: [stolen.kid], signs: successor });
  });
});
