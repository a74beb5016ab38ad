import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { sql } from 'kysely';
import { canonical } from '../../src/directory/canonical.ts';
import type { TokenService } from '../../src/token/token-service.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { Browser } from '../support/browser.ts';
import { challenge, createRelyingParty, type RelyingParty, redirectUri } from '../support/code-flow.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { asClient, postForm } from '../support/oauth.ts';
import { codeOf, codesOn, fieldOf, secretOn, web } from '../support/second-factor.ts';
import { openPages } from '../support/sign-in.ts';
import { until } from '../support/until.ts';
import { inPerson, userToken } from '../support/user-token.ts';
import { createVisitor, tokenOf } from '../support/visitor.ts';
import { world } from '../support/world.ts';

// What somebody finds who has a copy of the store, and not the keys: nothing that could be presented.

let mail: MailServer;
let pages: TokenService;
let party: RelyingParty;
let administrator: string;
let account: Account;
const password = 'al0h0m0ra-account';
const gatehouse = useGatehouse(
  async (running) => {
    pages = await openPages(running);
    party = await createRelyingParty(running, pages);
    account = await createAccount(running, password);
    administrator = await userToken(running, await createAccount(running, null, { isAdministrator: true }), inPerson);
  },
  async () => {
    mail = await startMailServer();
    return {
      ...{ 'smtp-host': '127.0.0.1', 'smtp-port': String(mail.port), 'smtp-security': 'opportunistic' },
      'smtp-from': 'gatehouse@example.com',
    };
  },
);

/** Every row of every table, as text. */
async function copyOfStore(): Promise<string> {
  const tables = await gatehouse.db.introspection.getTables();
  const rows = await Promise.all(tables.map(({ name }) => sql`select * from ${sql.table(name)}`.execute(gatehouse.db)));
  return JSON.stringify(rows.map((one) => one.rows)).replaceAll('\\"', '"');
}

async function requireAbsent(secrets: Readonly<Record<string, string>>): Promise<void> {
  const copy = await copyOfStore();
  for (const [name, secret] of Object.entries(secrets)) {
    assert.ok(secret.length > 5, `there is ${name}`);
    assert.ok(!copy.includes(secret), `${name} is in the store`);
  }
}

after(() => mail?.stop());

describe('a copy of the store', () => {
  it('has no code, token or link that waits for its owner', async () => {
    const scope = 'openid offline_access PM.User';
    const device = (
      await postForm(gatehouse, '/identity/connect/deviceauthorization', { ...asClient(party.client), scope })
    ).json;
    const request = {
      response_type: 'code',
      redirect_uri: redirectUri,
      scope,
      ...challenge,
      ...asClient(party.client),
    };
    const pushed = (await postForm(gatehouse, '/identity/connect/par', request)).json;
    const browser = new Browser(gatehouse.url);
    const code = (await party.approve(account, {}, browser)).searchParams.get('code') ?? '';
    const { json: tokens } = await party.signIn(account, { scope });
    await requireAbsent({
      'the code of a device': device.device_code,
      'what a person types for a device': device.user_code.replace('-', ''),
      'a pushed request': pushed.request_uri.split(':').at(-1),
      'an authorization code': code,
      'a refresh token': tokens.refresh_token,
      'an access token': tokens.access_token,
    });
  });

  it('has no secret that was shown or set', async () => {
    const api = apiOf(gatehouse, () => administrator);
    const { id: partitionGlobalId } = world.organization;
    const made = await api('POST', '/api/ExternalClient', {
      ...{ partitionGlobalId, name: 'Night', isConfidential: true, redirectUri: null },
      scopes: [{ name: 'PM.User.Read', type: 2 }],
    });
    assert.equal(made.status, 201, made.text);
    const token = await api('POST', '/api/ReferenceToken', {
      ...{ description: 'x', scopes: ['PM.User.Read'], expiryTime: new Date(Date.now() + 86_400_000).toISOString() },
    });
    assert.equal(token.status, 201, token.text);
    const setting = { key: 'Email.Smtp.Password', value: 'mail-pass-0f-hogwarts', partitionGlobalId };
    const set = await api('PUT', '/api/Setting', { settings: [setting], partitionGlobalId });
    assert.equal(set.status, 200, set.text);
    await requireAbsent({
      'a secret of an application': made.json.secret,
      'a personal access token': token.json.token,
      'the password of a mail server': setting.value,
    });
  });

  it('has nothing of a person that proves who it is', async () => {
    const visitor = createVisitor(() => gatehouse.url);
    await visitor.submit('/Hogwarts/identity/web/login', { userName: `user-${account.id}`, password });
    const page = await visitor.get(web('set-up-factor?kind=totp'));
    const secret = secretOn(page.html);
    const fields = { formToken: tokenOf(page.html), begun: fieldOf(page.html, 'begun'), code: codeOf(secret) };
    const codes = codesOn((await visitor.post(web('set-up-factor?kind=totp'), fields)).html);
    assert.equal(codes.length, 10);
    await requireAbsent({
      'a password': password,
      'the secret of an app for codes': secret,
      'a recovery code': codes[0] ?? '',
      'a recovery code without strokes': (codes[0] ?? '').replaceAll('-', ''),
      ...Object.fromEntries([...visitor.cookies].map(([name, value]) => [`the cookie ${name}`, value])),
    });
  });

  it('has no link that was mailed', async () => {
    const owner = await createAccount(gatehouse, password);
    const known = {
      email: 'owner@hogwarts.example',
      email_key: canonical('owner@hogwarts.example'),
      email_confirmed: 1,
    } as const;
    await gatehouse.db.updateTable('users').set(known).where('id', '=', owner.id).execute();
    const visitor = createVisitor(() => gatehouse.url);
    await visitor.submit('/Hogwarts/identity/web/forgot-password', { userName: `user-${owner.id}` });
    const linkIn = () => mail.mails.map(({ text = '' }) => /reset\?token=([\w.-]+)/.exec(text)?.[1]).find(Boolean);
    await until(() => linkIn() !== undefined);
    const token = linkIn() ?? '';
    await requireAbsent({ 'a link': token, 'the random part of a link': token.split('.').at(-1) ?? '' });
  });
});
