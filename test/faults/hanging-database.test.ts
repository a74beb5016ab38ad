import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openStore } from '../../src/store/open.ts';
import { createDatabase, findPrograms } from '../../src/store/postgres/cluster.fixture.ts';
import { temporaryFolder } from '../support/folder.ts';
import { Link } from '../support/link.ts';
import { type RunningProcess, type StartingProcess, serve, startServing } from '../support/process.ts';
import { until } from '../support/until.ts';

// A database that takes what is sent, and says nothing: its process is stopped, or its machine is gone without a word.

const skip = findPrograms() === undefined && 'PostgreSQL 15 or later is not installed.';

/** Docker kills after ten seconds, Kubernetes and the unit of systemd after thirty. This machine may be busy. */
const patienceMs = 20_000;

const flags = (data: string) => ['--data', data, '--drain-seconds', '1'];

/** A node with a store of its own, and the network between them. */
async function house() {
  const parts = new AsyncDisposableStack();
  const database = await createDatabase();
  const { link, url } = await Link.toDatabase(database);
  parts.use(link);
  const db = parts.adopt(openStore(database), (beside) => beside.destroy());
  const { path } = parts.use(await temporaryFolder());
  return {
    link,
    db,
    args: flags(path),
    options: { environment: { GATEHOUSE_STORE_URL: url } },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** The last line of the log. */
async function stops(server: RunningProcess | StartingProcess): Promise<Record<string, unknown>> {
  const from = performance.now();
  assert.equal(await server.end('SIGTERM'), 1, server.stderr());
  assert.ok(performance.now() - from < patienceMs, `${performance.now() - from} ms`);
  return JSON.parse(server.stderr().trimEnd().split('\n').at(-1) ?? '');
}

describe('a node whose database is away', { skip }, () => {
  it('ends when it is told to, and says that something could not be written, as a stop and not as a start', async () => {
    await using node = await house();
    const server = await serve(node.args, node.options);
    const guess = { usernameOrEmailAddress: 'nobody', password: 'guess-1' };
    const headers = { 'content-type': 'application/json' };
    await fetch(`${server.url}/api/Account/Authenticate`, { method: 'POST', headers, body: JSON.stringify(guess) });
    node.link.cut();
    const { level, msg } = await stops(server);
    assert.equal(level, 'error');
    assert.match(String(msg), /^the server has stopped, but something of its last seconds could not be written/);
  });
});

const late = /^the process ends before everything is finished/;

describe('a node whose database hangs', { skip }, () => {
  it('ends in time when it is told to, and says what is left', async () => {
    await using node = await house();
    const server = await serve(node.args, node.options);
    node.link.silence();
    const post = (path: string, form: Record<string, string>) =>
      fetch(`${server.url}${path}`, { method: 'POST', body: new URLSearchParams(form) });
    const asked = post('/identity/connect/token', { grant_type: 'password', username: 'a', password: 'b' });
    asked.catch(() => {});
    const { msg, ...left } = await stops(server);
    assert.match(String(msg), late);
    assert.equal(left.level, 'error');
    assert.equal(typeof left.background, 'number');
    assert.equal(left.links, 0);
  });

  it('ends in time when it is told to while it starts', async () => {
    await using node = await house();
    node.link.silence();
    const starting = startServing(node.args, node.options);
    await until(() => /waiting for the database/.test(starting.stderr()));
    assert.equal(await starting.end('SIGTERM'), 0, 'nothing is left of a wait');

    node.link.mend();
    node.link.latencyMs = 100;
    const server = startServing(node.args, node.options);
    const leases = node.db.selectFrom('leases').select('name');
    // Before the first one, there is no such table.
    await until(() =>
      leases.execute().then(
        (rows) => rows.length > 0,
        () => false,
      ),
    );
    node.link.silence();
    const { msg, left } = await stops(server);
    assert.match(String(msg), late);
    assert.equal(left, 'the start');
  });
});
