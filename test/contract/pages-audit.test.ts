import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Account, createAccount } from '../support/accounts.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { createApplication } from '../support/oauth.ts';
import { createVisitor, tokenOf, type Visitor } from '../support/visitor.ts';

const password = 'al0h0m0ra-account';
const login = '/Hogwarts/identity/web/login';
const trace = '4bf92f3577b34da6a3ce929d0e0e4736';

let account: Account;
const gatehouse = useGatehouse(async (running) => {
  account = await createAccount(running, password);
});

async function signedIn(): Promise<Visitor> {
  const visitor = createVisitor(() => gatehouse.url, { traceparent: `00-${trace}-00f067aa0ba902b7-01` });
  const answer = await visitor.submit(login, { userName: `user-${account.id}`, password });
  assert.equal(answer.status, 303, answer.html);
  return visitor;
}

/** What the person did, without the sign-ins, the latest first; each with its trace and address. */
async function record() {
  const rows = await gatehouse.db
    .selectFrom('audit_entries')
    .selectAll()
    .where('actor_id', '=', account.id)
    .where('action', '!=', 'Login')
    .orderBy('sequence', 'desc')
    .execute();
  for (const row of rows) assert.deepEqual([row.trace_id, row.client_ip], [trace, '127.0.0.1'], row.action);
  return rows.map((row) => [`${row.category}/${row.action}`, row.target_id, JSON.parse(row.details)]);
}

describe('what a person does on the pages', () => {
  it('is recorded when preferences change, each with what it was, and not when they stay', async () => {
    const one = await signedIn();
    await one.submit('/identity/web/account', { language: 'de', theme: '' });
    await one.submit('/identity/web/account', { language: 'de', theme: '' });
    await one.submit('/identity/web/account', { language: 'ro', theme: 'dark' });
    const change = (key: string, before: string | null, after: string) => [
      'Setting/Update',
      account.id,
      { key, before, after },
    ];
    assert.deepEqual(await record(), [
      change('UserTheme.Theme', null, 'dark'),
      change('UserLanguage.Language', 'de', 'ro'),
      change('UserLanguage.Language', null, 'de'),
    ]);
  });

  it('is recorded when one session ends, and not when there was none of that name', async () => {
    const [one, other] = [await signedIn(), await signedIn()];
    const html = (await one.get('/identity/web/sessions')).html;
    const session = /\?end=([\w-]+)"/.exec(html)?.[1] ?? '';
    const formToken = tokenOf((await one.get(`/identity/web/sessions?end=${session}`)).html);
    for (const named of [session, session, 'none']) {
      await one.post('/identity/web/sessions', { formToken, session: named });
    }
    const ended = (await record()).filter(([action]) => action === 'Authentication/EndSession');
    assert.deepEqual(ended, [['Authentication/EndSession', account.id, { session }]]);
    assert.ok([one, other]);
  });

  it('is recorded when all of them end, with how much of each kind', async () => {
    const one = await signedIn();
    await one.submit('/identity/web/sessions?end=everywhere', { everywhere: 'yes' });
    const [[action, target, details] = []] = await record();
    assert.deepEqual([action, target], ['Authentication/LogoutEverywhere', account.id]);
    assert.ok(details.ended.sessions >= 1);
    assert.match((await one.get('/identity/web/account')).location ?? '', /login/);
  });

  it('is recorded when an application is allowed to act in their name', async () => {
    const redirect_uri = 'https://app.example.test/callback';
    const { id } = await createApplication(gatehouse, {
      isConfidential: false,
      redirectUris: [redirect_uri],
      scopes: [{ name: 'PM.User.Read', type: 'user' }],
    });
    const one = await signedIn();
    const query = new URLSearchParams({
      ...{ response_type: 'code', client_id: id, redirect_uri, scope: 'openid PM.User.Read' },
      ...{ code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' },
    });
    const asked = await one.get(`/identity/connect/authorize?${query}`);
    assert.match(asked.location ?? '', /\/web\/consent/, asked.html);
    const allowed = await one.submit(asked.location ?? '', { decision: 'allow' });
    assert.match(allowed.location ?? '', /\/connect\/authorize\/callback\?/, allowed.html);
    assert.deepEqual((await record())[0], ['ExternalClient/Consent', id, { scopes: ['openid', 'PM.User.Read'] }]);
  });
});
