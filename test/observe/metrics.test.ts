import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { hashSecret } from '../../src/directory/application.ts';
import { newId } from '../../src/directory/identifier.ts';
import { testedStore } from '../../src/store/store.fixture.ts';
import { createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { type Gatehouse, startGatehouse } from '../support/gatehouse.ts';
import { postChange, send, token } from '../support/http.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { type Metric, parseMetrics, sumOf } from '../support/metrics.ts';
import { ageSessions, login, password, web } from '../support/second-factor.ts';
import { until } from '../support/until.ts';
import { createVisitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

const root = resolve(import.meta.dirname, '../..');
const isLoaded = () => Object.keys(createRequire(import.meta.url).cache).some((file) => /prom-client/.test(file));

let mail: MailServer;
let gatehouse: Gatehouse;
let wasLoadedWithout: boolean;

before(async () => {
  const without = await startGatehouse();
  assert.equal(without.metricsUrl, undefined);
  wasLoadedWithout = isLoaded();
  await without.stop();
  mail = await startMailServer();
  const smtp = { 'smtp-host': '127.0.0.1', 'smtp-port': String(mail.port), 'smtp-security': 'opportunistic' };
  gatehouse = await startGatehouse({ 'metrics-port': '0', ...smtp, 'smtp-from': 'no-reply@example.com' });
});
after(async () => {
  await gatehouse.stop();
  await mail.stop();
});

async function read(): Promise<string> {
  const answer = await fetch(gatehouse.metricsUrl ?? '');
  assert.equal(answer.status, 200);
  return await answer.text();
}

const scrape = async () => parseMetrics(await read());

/** The rows of the tables of metrics: type and labels by name. */
const documented = new Map(
  [...readFileSync(join(root, 'docs/monitoring.md'), 'utf8').matchAll(/^\| `(\w+)` \| (\w+) \|([^|]*)\|/gm)].map(
    ([, name = '', type = '', labels = '']) => [
      name,
      { type, labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label) },
    ],
  ),
);

/** Does something of which there is a metric. */
async function visit(): Promise<void> {
  const bearer = await token(gatehouse);
  const { id: userId, password } = world.harry;
  await postChange(gatehouse, { bearer, userId }, { oldPassword: 'wrong', newPassword: 'patr0nu5' });
  await postChange(gatehouse, { bearer, userId }, { oldPassword: password, newPassword: 'patr0nu5' });
  const login = { tenancyName: 'Hogwarts', usernameOrEmailAddress: 'harry', password: 'wrong' };
  const headers = { 'content-type': 'application/json' };
  const url = `${gatehouse.url}/api/Account/Authenticate`;
  await fetch(url, { method: 'POST', headers, body: JSON.stringify(login) });
  const notThere = { userIds: Array.from({ length: 100 }, newId) };
  assert.equal((await apiOf(gatehouse, () => bearer)('POST', '/api/User/RequirePasswordChange', notThere)).status, 204);
  for (const path of ['/one', '/two', '/identity/three']) await fetch(`${gatehouse.url}${path}`);
  for (const method of ['PATCH', 'DELETE', 'PROPFIND']) await fetch(`${gatehouse.url}/health/live`, { method });
}

describe('metrics', () => {
  let earlier: ReadonlyMap<string, Metric>;
  let metrics: ReadonlyMap<string, Metric>;

  before(async () => {
    earlier = await scrape();
    await visit();
    await until(async () => sumOf(await scrape(), 'gatehouse_mails_total', { outcome: 'sent' }) > 0);
    metrics = await scrape();
  });

  const grown = (name: string, labels: Record<string, string> = {}) =>
    sumOf(metrics, `gatehouse_${name}`, labels) - sumOf(earlier, `gatehouse_${name}`, labels);

  it('are loaded only where they are wanted', () => {
    assert.equal(wasLoadedWithout, false);
    assert.equal(isLoaded(), true);
  });

  it('are those of the page about them, each with its type and its labels', () => {
    // Elsewhere the library knows less of a process.
    const names = (list: Iterable<string>) =>
      [...list].filter((name) => process.platform === 'linux' || !name.startsWith('process_')).sort();
    assert.deepEqual(names(metrics.keys()), names(documented.keys()));
    for (const [name, { type, series }] of metrics) {
      const { type: expectedType, labels } = documented.get(name) ?? {};
      assert.equal(type, expectedType, name);
      const used = new Set(series.flatMap((one) => Object.keys(one.labels)).filter((label) => label !== 'le'));
      if (series.length > 0) assert.deepEqual([...used].sort(), [...(labels ?? [])].sort(), name);
    }
  });

  it('count requests by operation and class of status, and know no path that is not there', () => {
    assert.equal(grown('http_requests_total', { operation: 'User_ChangePassword', status: '2xx' }), 1);
    assert.equal(grown('http_requests_total', { operation: 'User_ChangePassword', status: '4xx' }), 1);
    assert.equal(grown('http_request_duration_seconds', { operation: 'User_ChangePassword' }), 2);
    assert.equal(grown('http_requests_total', { operation: 'none', status: '4xx' }), 6);
    assert.equal(sumOf(metrics, 'gatehouse_http_requests_in_progress'), 0);
  });

  it('count passwords that were changed or not, sign-ins and tokens by what came of them', () => {
    assert.equal(grown('password_changes_total', { way: 'change', outcome: 'changed' }), 1);
    assert.equal(grown('password_changes_total', { way: 'change', outcome: 'PasswordMismatch' }), 1);
    assert.equal(grown('sign_ins_total', { channel: 'legacyLogin', outcome: 'invalidCredentials' }), 1);
    assert.equal(grown('token_requests_total', { grant_type: 'client_credentials', outcome: 'issued' }), 1);
  });

  it('tell of hashes, turns, statements, transactions and mails', () => {
    assert.ok(grown('hash_duration_seconds', { kind: 'verify', scheme: 'argon2id' }) >= 3);
    assert.ok(grown('gate_requests_total', { gate: 'hash', outcome: 'served' }) >= 3);
    assert.equal(grown('gate_requests_total', { gate: 'largeWrite', outcome: 'served' }), 1);
    assert.ok(grown('store_statement_duration_seconds', { kind: 'commit' }) >= 2);
    assert.ok(grown('store_transaction_duration_seconds', { outcome: 'committed' }) >= 2);
    assert.equal(grown('mails_total', { outcome: 'sent' }), 1);
    assert.equal(sumOf(metrics, 'gatehouse_ready', { status: 'ready' }), 1);
    if (testedStore === 'sqlite') assert.ok(sumOf(metrics, 'gatehouse_store_file_bytes', { file: 'store' }) > 0);
    else assert.ok(grown('store_pool_wait_seconds') > 0);
  });

  it('count the proofs in between that are right, and those that are wrong', async () => {
    const [account, secret] = [await createAccount(gatehouse, password), 'alohomora'];
    const visitor = createVisitor(() => gatehouse.url);
    await visitor.submit(login, { userName: `user-${account.id}`, password });
    await ageSessions(gatehouse, account, 16);
    await visitor.submit(web('step-up'), { password: secret });
    await visitor.submit(web('step-up'), { password });
    const after = await scrape();
    const count = (outcome: string) => sumOf(after, 'gatehouse_second_steps_total', { kind: 'password', outcome });
    assert.deepEqual([count('invalidCredentials'), count('provedAgain')], [1, 1]);
  });

  it('count what ends soon, and what somebody shows whose time is over', async () => {
    const { db, store, url } = gatehouse;
    const own = { organizationId: world.organization.id, id: world.application.id };
    const day = 86_400_000;
    const secret = { hash: hashSecret('forgotten'), description: null, createdAt: 0 };
    for (const days of [3, 20, 40]) {
      await store.applications.insertSecret(own, { ...secret, expiresAt: Date.now() + days * day });
    }
    const replaced = await store.applications.insertSecret(own, { ...secret, expiresAt: Date.now() + day });
    await db.updateTable('application_secrets').set({ replaced_at: 1 }).where('id', '=', replaced).execute();
    await store.applications.insertSecret(own, { ...secret, expiresAt: Date.now() - day, hash: hashSecret('over') });
    const presented = { kind: 'secret' };
    const before = await scrape();
    const expiring = (within: string) => sumOf(before, 'gatehouse_expiring_credentials', { kind: 'secret', within });
    assert.deepEqual([expiring('7d'), expiring('30d')], [1, 2]);
    for (const client_secret of ['over', 'never']) {
      const form = { grant_type: 'client_credentials', client_id: own.id, client_secret };
      await fetch(`${url}/identity/connect/token`, { method: 'POST', body: new URLSearchParams(form) });
    }
    const name = 'gatehouse_expired_credentials_presented_total';
    assert.equal(sumOf(await scrape(), name, presented) - sumOf(before, name, presented), 1);
  });

  it('name nobody', async () => {
    const text = await read();
    const { organization, harry, application, tenant } = world;
    for (const secret of [organization.id, organization.name, tenant, harry.id, application.id, 'harry', '127.0.0.1']) {
      assert.doesNotMatch(text, new RegExp(secret, 'i'));
    }
  });

  it('are all that the dashboard and the alerts speak of', () => {
    const files = globSync('examples/monitoring/*', { cwd: root });
    assert.equal(files.length, 3);
    for (const file of files) {
      const text = readFileSync(join(root, file), 'utf8');
      for (const [name] of text.matchAll(/\b(?:gatehouse|nodejs|process)_\w+/g)) {
        const isKnown = [name, name.replace(/_(?:bucket|sum|count)$/, '')].some((one) => metrics.has(one));
        assert.ok(isKnown, `${file} speaks of ${name}`);
      }
    }
  });
});

describe('the port of the metrics', () => {
  it('answers nothing else, and has nothing changed', async () => {
    const url = new URL(gatehouse.metricsUrl ?? '');
    assert.equal(url.hostname, '127.0.0.1');
    assert.equal((await fetch(new URL('/', url))).status, 404);
    assert.equal((await fetch(new URL('/identity/api/User', url))).status, 404);
    const posted = await fetch(url, { method: 'POST' });
    assert.deepEqual([posted.status, posted.headers.get('allow')], [405, 'GET, HEAD']);
    assert.equal((await fetch(url, { method: 'HEAD' })).status, 200);
    assert.equal((await send(`${gatehouse.url}/metrics`)).status, 404);
  });

  it('asks for the token, if there is one, and has the operator told where others may come without', async () => {
    const guarded = await startGatehouse({
      'metrics-port': '0',
      'metrics-token': 'of-prometheus',
      'metrics-host': '::1',
    });
    const status = async (authorization?: string) => {
      const answer = await fetch(guarded.metricsUrl ?? '', { headers: authorization ? { authorization } : {} });
      return [answer.status, answer.headers.get('www-authenticate')];
    };
    const challenge = 'Bearer realm="metrics"';
    assert.deepEqual(await status(), [401, challenge]);
    assert.deepEqual(await status('Bearer of-somebody-else'), [401, challenge]);
    assert.deepEqual(await status('Bearer'), [401, challenge]);
    assert.deepEqual(await status('Bearer of-prometheus'), [200, null]);
    await guarded.stop();
    const open = await startGatehouse({ 'metrics-port': '0', 'metrics-host': '0.0.0.0' });
    assert.match(open.warnings.join(), /metrics-token/);
    await open.stop();
    assert.doesNotMatch([...gatehouse.warnings, ...guarded.warnings].join(), /metrics/);
  });

  it('answers also while the store is away, and says so', { skip: testedStore !== 'sqlite' }, async () => {
    const file = join(gatehouse.config.data, 'gatehouse.db');
    await rename(file, `${file}.away`);
    await until(async () => sumOf(await scrape(), 'gatehouse_ready', { status: 'unavailable' }) === 1);
    await rename(`${file}.away`, file);
    await until(async () => sumOf(await scrape(), 'gatehouse_ready', { status: 'ready' }) === 1);
  });

  it('is one that is free, or the server does not start', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((listening) => other.once('listening', listening));
    const { port } = other.address() as AddressInfo;
    await assert.rejects(startGatehouse({ 'metrics-port': String(port) }), /Choose another .* --metrics-port/);
    other.close();
  });
});
