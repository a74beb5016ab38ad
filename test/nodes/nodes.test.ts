import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { readConfig } from '../../src/config/read.ts';
import { newId } from '../../src/directory/identifier.ts';
import type { Installation } from '../../src/provisioning/installation.ts';
import { startServer } from '../../src/server/start.ts';
import { createDatabase } from '../../src/store/postgres/cluster.fixture.ts';
import { signingKeys } from '../../src/store/signing-keys.ts';
import { openInstallationKey } from '../../src/token/keys/installation-key.ts';
import { openKeyRing } from '../../src/token/keys/key-ring.ts';
import { publicationLeadMs } from '../../src/token/keys/schedule.ts';
import { createSealer } from '../../src/token/keys/sealer.ts';
import { createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { Browser } from '../support/browser.ts';
import { createRelyingParty, relyingParty } from '../support/code-flow.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type Gatehouse, noBudgets, startGatehouse } from '../support/gatehouse.ts';
import { postChange, send, token } from '../support/http.ts';
import { beforeInOrder } from '../support/in-order.ts';
import { startMailServer } from '../support/mail-server.ts';
import { type Nodes, onPostgres, startNodes } from '../support/nodes.ts';
import { asClient, postForm } from '../support/oauth.ts';
import { nowhere, openPages, signInAs } from '../support/sign-in.ts';
import { until } from '../support/until.ts';
import { inPerson, userToken } from '../support/user-token.ts';
import { createVisitor, tokenOf } from '../support/visitor.ts';
import { world } from '../support/world.ts';

const silent = { info: () => {}, warn: () => {}, error: () => {}, close: async () => {} };

const password = 'al0h0m0ra-account';

/** As resource servers ask. */
const userInfo = async ({ url }: Gatehouse, bearer: string): Promise<number> =>
  (await send(`${url}/identity/connect/userinfo`, { headers: { authorization: `Bearer ${bearer}` } })).status;

describe('two servers on one database', onPostgres, () => {
  let nodes: Nodes;
  let a: Gatehouse;
  let b: Gatehouse;
  const mail = { server: undefined as Awaited<ReturnType<typeof startMailServer>> | undefined };
  beforeInOrder(async () => {
    mail.server = await startMailServer();
    const smtp = { 'smtp-host': '127.0.0.1', 'smtp-port': String(mail.server.port), 'smtp-security': 'opportunistic' };
    nodes = await startNodes({ ...noBudgets, ...smtp, 'smtp-from': 'gatehouse@example.com' });
    ({ a, b } = nodes);
  });
  after(async () => {
    await nodes?.stop();
    await mail.server?.stop();
  });

  it('are one: who signs in on one of them is signed in on the other', async () => {
    const visitor = createVisitor(() => nodes.front.url);
    nodes.front.use(a);
    const fields = { userName: 'harry.potter', password: world.harry.password };
    await visitor.submit('/Hogwarts/identity/web/login', fields);
    nodes.front.use(b);
    const seen = await visitor.get('/identity/web/sessions');
    assert.equal(seen.status, 200);
    assert.match(seen.html, /Sign out/);
    const formToken = tokenOf((await visitor.get('/identity/web/logout')).html);
    nodes.front.use(a);
    await visitor.post('/identity/web/logout', { formToken });
    nodes.front.use(b);
    assert.equal((await visitor.get('/identity/web/sessions')).status, 303, 'a form of one is taken by the other');
  });

  it('refuse the tokens of an account whose password was changed on the other', async () => {
    const account = await createAccount(a, password);
    const bearer = await token(a);
    const mine = await userToken(nodes.at(a), account, ['openid', 'PM.User']);
    assert.equal(await userInfo(b, mine), 200);
    const changed = await postChange(
      a,
      { bearer, userId: account.id },
      { oldPassword: password, newPassword: 'patr0nu5' },
    );
    const changedAt = performance.now();
    assert.equal(changed.status, 200, changed.text);
    for (;;) {
      const askedAt = performance.now();
      if ((await userInfo(b, mine)) === 401) break;
      assert.ok(askedAt - changedAt < 1000, 'the token was still accepted');
    }
  });

  it('refuse a secret that was ended on the other, and take the one in its place', async () => {
    const clerk = await createAccount(a, password, { isAdministrator: true });
    const bearer = await userToken(nodes.at(a), clerk, inPerson);
    const call = apiOf(a, () => bearer);
    const own = { partitionGlobalId: world.organization.id, name: 'Owl post of two', isConfidential: true };
    const { json: made } = await call('POST', '/api/ExternalClient', {
      ...own,
      scopes: [{ name: 'PM.User', type: 2 }],
    });
    const isGood = async (secret: string): Promise<boolean> => {
      const form = { grant_type: 'client_credentials', client_id: made.id, client_secret: secret, scope: 'PM.User' };
      return (await postForm(b, '/identity/connect/token', form)).status === 200;
    };
    assert.equal(await isGood(made.secret), true, 'which is remembered from now on');
    const wish = { partitionGlobalId: own.partitionGlobalId, clientId: made.id, overlapHours: 0 };
    const rotated = await call('POST', '/api/ExternalClient/RotateSecret', wish);
    const rotatedAt = performance.now();
    assert.equal(rotated.status, 200, rotated.text);
    for (;;) {
      const askedAt = performance.now();
      if (!(await isGood(made.secret))) break;
      assert.ok(askedAt - rotatedAt < 1000, 'the secret was still accepted');
    }
    assert.equal(await isGood(rotated.json.secret), true);
  });

  it('accept what is signed with a key that the other has made', async () => {
    const file = join(a.config.data, 'installation.key');
    const sealer = createSealer(openInstallationKey({ configured: undefined, file, isFirstStart: false }));
    const ring = await openKeyRing(
      { store: signingKeys(a.db), sealer, lifetimeDays: 90, algorithm: 'RS256' },
      Date.now(),
    );
    const before = await token(b);
    await ring.rotate(Date.now() - publicationLeadMs);
    const kidOf = (text: string) => JSON.parse(Buffer.from(text.split('.')[0] ?? '', 'base64url').toString()).kid;
    await until(async () => kidOf(await token(a)) !== kidOf(before));
    const account = await createAccount(a, password);
    const change = (bearer: string) =>
      postChange(b, { bearer, userId: account.id }, { oldPassword: 'wrong', newPassword: 'patr0nu5' });
    for (const bearer of [before, await token(a)])
      assert.equal((await change(bearer)).json.errors[0].code, 'PasswordMismatch');
  });

  it('take turns with a device: one gives the codes, the other the tokens', async () => {
    const account = await createAccount(a, null);
    const pages = await openPages(nodes.at(a));
    const party = await createRelyingParty(b, pages, { isConfidential: false, redirectUris: [] });
    const { client } = party;
    const path = '/identity/connect/deviceauthorization';
    const { json } = await postForm(a, path, { ...asClient(client), scope: 'openid PM.User' });
    const poll = () =>
      party.exchange({ grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: json.device_code });
    assert.equal((await poll()).json.error, 'authorization_pending');
    const browser = new Browser(a.url);
    await signInAs(pages, browser, a, account, { url: new URL('/identity/web/login', a.url) });
    const session = await pages.sessions.current(browser.exchange('/').request);
    assert.ok(session);
    assert.equal(await pages.devices.allow(json.user_code, session, nowhere), true);
    assert.equal((await poll()).status, 200);
    assert.equal(
      (
        await relyingParty(a, pages, client).exchange({
          grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
          device_code: json.device_code,
        })
      ).json.error,
      'invalid_grant',
    );
  });

  it('renew a refresh token once, also when both are asked at the same time', async () => {
    const account = await createAccount(a, null);
    const pages = await openPages(nodes.at(a));
    nodes.front.use(a);
    const party = await createRelyingParty(nodes.at(a), pages, { isConfidential: false });
    const { json: first } = await party.signIn(account, { scope: 'openid offline_access PM.User' });
    const on = (node: Gatehouse) => (refresh_token: string) =>
      relyingParty(node, pages, party.client).exchange({ grant_type: 'refresh_token', refresh_token });
    const both = await Promise.all([a, b, a, b].map((node) => on(node)(first.refresh_token)));
    const values = new Set(both.filter(({ status }) => status === 200).map(({ json }) => json.refresh_token));
    assert.equal(values.size, 1, 'whoever is answered gets the same successor');
    const [second = ''] = values;
    const next = await on(b)(second);
    assert.equal(next.status, 200);
    assert.equal((await on(a)(first.refresh_token)).json.error, 'invalid_grant');
    assert.equal((await on(b)(next.json.refresh_token)).json.error, 'invalid_grant', 'the family has ended');
  });

  it('count wrong passwords together', async () => {
    const account = await createAccount(a, password);
    const bearer = await token(a);
    const change = (node: Gatehouse, oldPassword: string) =>
      postChange(node, { bearer, userId: account.id }, { oldPassword, newPassword: 'patr0nu5' });
    for (let n = 0; n < 5; n += 1) await Promise.all([change(a, 'wrong'), change(b, 'wrong')]);
    const { failed, locked_until } = await a.db
      .selectFrom('password_attempts')
      .select(['failed', 'locked_until'])
      .where('user_id', '=', account.id)
      .where('kind', '=', 'application')
      .executeTakeFirstOrThrow();
    assert.ok(locked_until !== null && failed <= 10);
    for (const node of [a, b]) assert.equal((await change(node, password)).json.errors[0].code, 'UserLockedOut');
  });

  it('send each letter once', async () => {
    const bearer = await token(a);
    const addresses = Array.from({ length: 12 }, () => `${newId()}@example.com`);
    for (const email of addresses) {
      const account = await createAccount(a, password);
      await a.db
        .updateTable('users')
        .set({ email, email_key: email.toUpperCase(), email_confirmed: 1 })
        .where('id', '=', account.id)
        .execute();
      const changed = await postChange(
        b,
        { bearer, userId: account.id },
        { oldPassword: password, newPassword: 'patr0nu5' },
      );
      assert.equal(changed.status, 200, changed.text);
    }
    const sent = () => mail.server?.attempts.filter((one) => addresses.includes(one)).sort();
    await until(async () => {
      const left = await a.db.selectFrom('outbox').select('id').where('delivered_at', 'is', null).execute();
      return left.length === 0;
    });
    assert.deepEqual(sent(), [...addresses].sort());
  });

  it('leave to one of them what one does at a time, and to the other when that has ended', async () => {
    const holder = async () =>
      (await a.db.selectFrom('leases').select('holder').where('name', '=', 'mail').executeTakeFirst())?.holder;
    const further = await startGatehouse(await nodes.flags());
    const before = await holder();
    assert.ok(before);
    await further.stop();
    assert.equal(await holder(), before, 'whoever did not have it takes nothing along');
  });
});

describe('the first start of several servers at the same time', onPostgres, () => {
  /** Neither a schema nor anything else is there yet. */
  const empty = () => createDatabase('postgres:///template0');

  it('makes one installation, whose secrets are shown once', async () => {
    const flags = { 'store-url': await empty(), 'installation-key': Buffer.alloc(32, 7).toString('base64') };
    await using folders = new AsyncDisposableStack();
    const shown: Installation[] = [];
    const start = async () => {
      const data = folders.use(await temporaryFolder()).path;
      const node = await startServer(
        await readConfig({ flags: { ...flags, data, port: '0' }, environment: {} }),
        silent,
        (installation) => shown.push(installation),
      );
      folders.defer(() => node.stop());
      return node;
    };
    const all = await Promise.all([start(), start(), start()]);
    assert.equal(shown.length, 1);
    for (const node of all) {
      const bearer = await token(node, 'PM.User', (shown[0] as Installation).application);
      assert.ok(bearer);
    }
  });

  it('is of one server when each has made a key of its own; the others say what they lack', async () => {
    const url = await empty();
    await using folders = new AsyncDisposableStack();
    const start = async () => {
      const data = folders.use(await temporaryFolder()).path;
      const flags = { 'store-url': url, data, port: '0' };
      const node = await startServer(await readConfig({ flags, environment: {} }), silent, () => {});
      folders.defer(() => node.stop());
    };
    const outcomes = await Promise.allSettled([start(), start()]);
    const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason as Error] : []));
    assert.equal(refused.length, 1);
    assert.match(String(refused[0]?.message), /The key file .* is missing/);
  });
});
