import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Account, createAccount } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { challenge, createRelyingParty, type RelyingParty, redirectUri, verifier } from '../support/code-flow.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { openPages } from '../support/sign-in.ts';

// What the protocol library is made to do and no other suite would miss.

let account: Account;
let party: RelyingParty;
const gatehouse = useGatehouse(async (running) => {
  const pages = await openPages(running);
  account = await createAccount(running, null, { isAdministrator: true });
  party = await createRelyingParty(running, pages, { isConfidential: false });
});

describe('the protocol library', () => {
  it('takes an application that has a redirect URI of a kind that the library would not register', async () => {
    const pages = await openPages(gatehouse);
    const uri = 'http://intranet.example.test/callback';
    const own = await createRelyingParty(gatehouse, pages, {
      isConfidential: false,
      redirectUris: [redirectUri, uri, 'com.example.app:/callback'],
    });
    const query = new URLSearchParams({
      ...{ client_id: own.client.id, response_type: 'code', scope: 'openid', redirect_uri: uri },
      ...challenge,
    });
    const { url } = await new Browser(gatehouse.url).visit(`/identity/connect/authorize?${query}`);
    assert.equal(url.pathname, '/identity/web/login');
  });

  it('exchanges no code that was given before the sign-ins of the person were ended', async () => {
    const { db } = gatehouse;
    const form = { grant_type: 'authorization_code', redirect_uri: redirectUri, code_verifier: verifier };
    const code = async () => (await party.approve(account)).searchParams.get('code') ?? '';
    assert.equal((await party.exchange({ ...form, code: await code() })).status, 200);
    const late = await code();
    // As a change of the password does that commits while the code is on its way to the store.
    await db
      .updateTable('users')
      .set(({ eb }) => ({ token_epoch: eb('token_epoch', '+', 1) }))
      .where('id', '=', account.id)
      .execute();
    assert.equal((await party.exchange({ ...form, code: late })).json.error, 'invalid_grant');
  });
});
