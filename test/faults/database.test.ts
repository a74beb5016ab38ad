import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { sql } from 'kysely';
import { openStore } from '../../src/store/open.ts';
import { findPrograms } from '../../src/store/postgres/cluster.fixture.ts';
import { certificate, untrusted } from '../support/certificate.ts';
import { runCommand } from '../support/command.ts';
import { temporaryFolder } from '../support/folder.ts';
import { freePort } from '../support/free-port.ts';
import { postChange, send, token } from '../support/http.ts';
import { PostgresServer } from '../support/postgres-server.ts';
import { type RunningProcess, serve, startServing } from '../support/process.ts';
import { lacksSmallDisks, SmallDisk } from '../support/small-disk.ts';
import { copyData } from '../support/store.ts';
import { until } from '../support/until.ts';
import { world } from '../support/world.ts';

// What an operator sees on a bad day of the database. Each of these is the real thing.

const skip = findPrograms() === undefined && 'PostgreSQL 15 or later is not installed.';

/** Runs statements as the user who may do everything. */
async function execute(url: string, ...statements: readonly string[]): Promise<void> {
  const db = openStore(url);
  try {
    for (const statement of statements) await sql.raw(statement).execute(db);
  } finally {
    await db.destroy();
  }
}

/** Stopped, with the example world in its database, and the data folder that belongs to it. */
interface Installed {
  readonly database: string;
  readonly data: string;
}

const folders = new AsyncDisposableStack();
after(() => folders.disposeAsync());
let installed: Promise<Installed> | undefined;

/** A first start takes longer than most of what is done with it: it is made once, and everything after that is a copy. */
async function install(): Promise<Installed> {
  const server = folders.use(await PostgresServer.start());
  const { path: data } = folders.use(await temporaryFolder());
  const environment = { GATEHOUSE_STORE_URL: server.url() };
  const first = await serve(['--data', data, '--seed', world.seedFile], { environment });
  assert.equal(await first.end('SIGTERM'), 0);
  await server.stop('fast');
  return { database: server.data, data };
}

/** A data folder, and the example world in a database on a server of its own. */
async function installation(settings: readonly string[] = []) {
  installed ??= install();
  const from = await installed;
  const house = new AsyncDisposableStack();
  const folder = house.use(await temporaryFolder());
  const data = join(folder.path, 'data');
  await copyData(from.data, data);
  const server = house.use(await PostgresServer.startOn((own) => own.copy(from.database), settings));
  return {
    ...{ server, data, url: server.url() },
    /** A start that fails. Its one line. */
    async refused(location: string): Promise<string> {
      const { code, stderr } = await runCommand(['serve', '--port', '0', '--data', data, '--log-level', 'silent'], {
        environment: { GATEHOUSE_STORE_URL: location },
      });
      assert.equal(code, 1, stderr);
      assert.doesNotMatch(stderr, /correct-horse|wrong-horse/);
      assert.equal(stderr.trim().split('\n').length, 1, stderr);
      return stderr;
    },
    path: (name: string) => join(folder.path, name),
    [Symbol.asyncDispose]: () => house.disposeAsync(),
  };
}

const ready = async ({ url }: Pick<RunningProcess, 'url'>) => {
  const { status, json } = await send(`${url}/health/ready`);
  return [status, json.reason ?? json.status];
};

const isReady = async (server: Pick<RunningProcess, 'url'>) => (await ready(server))[0] === 200;

const { id: userId, password } = world.harry;

describe('a start without its database', { skip }, () => {
  it('waits, says so and is not ready, and comes up when the database does', async () => {
    await using house = await installation();
    const { server } = house;
    await server.stop();
    const port = await freePort();
    const environment = { GATEHOUSE_STORE_URL: house.url };
    const waiting = startServing(['--data', house.data], { port, environment });
    const url = `http://127.0.0.1:${port}`;
    await until(() => /waiting for the database/.test(waiting.stderr()));
    assert.match(
      waiting.stderr(),
      /"reason":"away","advice":"The database postgres:\/\/gatehouse@127\.0\.0\.1:\d+\/postgres cannot be reached/,
    );
    assert.doesNotMatch(waiting.stderr(), /correct-horse/);
    assert.deepEqual(await ready({ url }), [503, 'away']);
    assert.equal((await send(`${url}/health/live`)).status, 200);
    const { status, headers } = await send(`${url}/identity/connect/token`, { method: 'POST' });
    assert.deepEqual([status, headers.get('retry-after')], [503, '1']);
    await server.begin();
    await waiting.ready;
    assert.deepEqual(await ready({ url }), [200, 'ready']);
    assert.match(waiting.stderr(), /the database is there/);
    assert.equal(await waiting.end('SIGTERM'), 0);
  });

  it('ends cleanly when it is told to stop while it waits', async () => {
    await using house = await installation();
    const { server } = house;
    await server.stop();
    const waiting = startServing(['--data', house.data], { environment: { GATEHOUSE_STORE_URL: house.url } });
    await until(() => /waiting for the database/.test(waiting.stderr()));
    assert.equal(await waiting.end('SIGTERM'), 0);
  });

  it('waits for a connection when all of them are in use', async () => {
    await using house = await installation(['max_connections = 8', 'superuser_reserved_connections = 3']);
    const { server } = house;
    await execute(
      house.url,
      `create role app login password 'app-horse'`,
      'grant all on all tables in schema public to app',
    );
    const app = server.url('postgres', 'app:app-horse');
    const others = Array.from({ length: 5 }, () => openStore(app));
    const held = Promise.withResolvers<void>();
    const began = others.map((db) => {
      const taken = Promise.withResolvers<void>();
      const hold = (): Promise<void> =>
        db.transaction().execute(async (transaction) => {
          await sql`select 1`.execute(transaction);
          taken.resolve();
          await held.promise;
        });
      // Whoever was there before has closed its connection, and may still be counted for a moment.
      const isCrowd = ({ failure }: { readonly failure?: { readonly reason?: string } }) =>
        failure?.reason === 'crowded';
      const holdSoon = (): Promise<void> =>
        hold().catch((error) => (isCrowd(error) ? holdSoon() : Promise.reject(error)));
      const done = holdSoon();
      done.catch(taken.reject);
      return { taken: taken.promise, done };
    });
    await Promise.all(began.map(({ taken }) => taken));
    const waiting = startServing(['--data', house.data, '--store-connections', '3'], {
      environment: { GATEHOUSE_STORE_URL: app },
    });
    await until(() => /waiting for the database/.test(waiting.stderr()));
    assert.match(
      waiting.stderr(),
      /"reason":"crowded","advice":"The database \S+ has no connection to spare \((?:sorry, too many clients already|remaining connection slots)/,
    );
    held.resolve();
    await Promise.all(began.map(({ done }) => done));
    await Promise.all(others.map((db) => db.destroy()));
    await waiting.ready;
    assert.equal(await waiting.end('SIGTERM'), 0);
  });
});

describe('a start on a database that is not right', { skip }, () => {
  it('says what helps against its certificate, which is not always to name who has signed it', async () => {
    await using house = await installation();
    const { server, refused } = house;
    const root = house.path('root.crt');
    const verified = `${house.url}?sslmode=verify-full&sslrootcert=${root}`;
    const advice = {
      expired: /\(certificate has expired\)\. Renew it on that server/,
      notYetValid: /\(certificate is not yet valid\)\. Look whether the clock of this machine is right/,
      ofAnotherName:
        /\(Hostname\/IP does not match .*\)\. Ask for the server in store-url by the name that its certificate has/,
    } as const;
    for (const [kind, line] of Object.entries(advice)) {
      const certificateOf = untrusted[kind as keyof typeof advice];
      server.file('server.crt', certificateOf);
      await writeFile(root, certificateOf);
      await server.stop('fast');
      await server.begin();
      assert.match(await refused(verified), line);
    }
    server.setting('ssl = off');
    await server.stop('fast');
    await server.begin();
    assert.match(await refused(verified), /does not support SSL connections\)\. Turn ssl on there/);
  });

  it('says what: password, user, database, certificate, version, or that it is a replica', async () => {
    await using house = await installation();
    const { server, refused } = house;
    const wrong = server.url('postgres', 'gatehouse:wrong-horse');
    assert.match(
      await refused(wrong),
      /does not let Gatehouse in \(password authentication failed for user "gatehouse"\)/,
    );
    assert.match(
      await refused(server.url('nowhere')),
      /does not let Gatehouse in \(database "nowhere" does not exist\)/,
    );
    const verified = `${house.url}?sslmode=verify-full`;
    assert.match(
      await refused(verified),
      /The certificate of postgres:\/\/\S+ is not to be trusted \(self-signed certificate.*\)\. Name .* as sslrootcert/,
    );
    await writeFile(house.path('root.crt'), certificate);
    const trusted = await serve(['--data', house.data], {
      environment: { GATEHOUSE_STORE_URL: `${verified}&sslrootcert=${house.path('root.crt')}` },
    });
    assert.equal(await trusted.end('SIGTERM'), 0);

    await using replica = await PostgresServer.startOn(
      (copy) => copy.run('pg_basebackup', '-d', server.url(), '-D', copy.data, '-R', '-X', 'stream', '-c', 'fast'),
      ['hot_standby = on'],
    );
    assert.match(await refused(replica.url()), /takes no writes.*: it is a replica\. Name the leader/);
    const countUsers = async (url: string) => {
      await using db = openStore(url);
      return (await db.selectFrom('users').select('id').execute()).length;
    };
    // What is read there may be old.
    const isReadOnly = { failure: { code: 'Unavailable', reason: 'read-only' } };
    await assert.rejects(countUsers(replica.url()), isReadOnly);
    assert.ok((await countUsers(`${replica.url()}?target_session_attrs=any`)) > 0);

    await execute(house.url, `insert into migrations (name, timestamp) values ('9999-tomorrow', '2099')`);
    assert.match(await refused(house.url), /written by a newer version of Gatehouse \(it has 9999-tomorrow\)/);
  });
});

const faultLine = /"msg":"fault(?: in the token service)?"/;

describe('a server whose database', { skip }, () => {
  it('goes away refuses with 503 and Retry-After what needs it, and recovers without a restart', async () => {
    await using house = await installation();
    const { server } = house;
    const running = await serve(['--data', house.data], { environment: { GATEHOUSE_STORE_URL: house.url } });
    const bearer = await token(running);
    const change = (body: object) => postChange(running, { bearer, userId }, body);
    await server.stop();
    const lost = await change({ oldPassword: password, newPassword: 'patr0nu5-account' });
    assert.equal(lost.status, 503);
    assert.match(lost.headers.get('retry-after') ?? '', /^\d+$/);
    await until(async () => (await ready(running))[1] === 'away');
    assert.equal((await send(`${running.url}/health/live`)).status, 200);
    const askForToken = () =>
      send(`${running.url}/identity/connect/token`, {
        method: 'POST',
        body: new URLSearchParams({
          ...{ grant_type: 'client_credentials', scope: 'PM.User' },
          ...{ client_id: world.application.id, client_secret: world.application.secret },
        }),
      });
    // What was read just before it went away is true for less than a second.
    await until(async () => (await askForToken()).status !== 200);
    const issued = await askForToken();
    assert.deepEqual([issued.status, issued.json.error], [503, 'temporarily_unavailable']);
    assert.match(issued.headers.get('retry-after') ?? '', /^\d+$/);
    await server.begin();
    await until(() => isReady(running));
    assert.equal((await change({ oldPassword: password, newPassword: 'patr0nu5-account' })).status, 200);
    assert.match(running.stderr(), /"reason":"away".*the database is not available/);
    assert.match(running.stderr(), /the database is available again/);
    // That has been said once: a stack trace for each who is refused would fill the disk of the log.
    assert.doesNotMatch(running.stderr(), faultLine);
    assert.equal(await running.end('SIGTERM'), 0);
  });

  it('has no room any more refuses what writes with 503, serves what reads, and recovers', {
    skip: lacksSmallDisks,
  }, async () => {
    await using place = await temporaryFolder();
    using disk = await SmallDisk.on(join(place.path, 'disk'), 60_000);
    // Not as root, as whom PostgreSQL does not run.
    const prefix = [...disk.prefix, 'unshare', '--user', '--map-user=1000', '--map-group=1000'];
    await using server = await PostgresServer.start({ prefix });
    await execute(
      server.url(),
      `create tablespace small location '${disk.folder}'`,
      'create database small tablespace small',
    );
    await mkdir(join(place.path, 'data'));
    const environment = { GATEHOUSE_STORE_URL: server.url('small') };
    const running = await serve(['--data', join(place.path, 'data'), '--seed', world.seedFile], { environment });
    const bearer = await token(running, 'PM.User PM.Group');
    const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
    const createMany = (n: number) =>
      send(`${running.url}/identity/api/User/BulkCreate`, {
        method: 'POST',
        headers,
        body: JSON.stringify({
          users: Array.from({ length: 500 }, (_, i) => ({
            userName: `many-${n}-${i}`,
            surname: 's'.repeat(200),
          })),
          partitionGlobalId: world.organization.id,
          groupIDs: [],
        }),
      });
    disk.fill();
    let refused = await createMany(0);
    for (let n = 1; refused.status < 400 && n < 50; n += 1) refused = await createMany(n);
    assert.equal(refused.status, 503, refused.text);
    assert.match(refused.headers.get('retry-after') ?? '', /^\d+$/);
    assert.match(running.stderr(), /"reason":"full","error":"could not extend file .*No space left on device/);
    assert.doesNotMatch(running.stderr(), faultLine);
    assert.equal(
      (await send(`${running.url}/identity/api/User/users/${world.organization.id}`, { headers })).status,
      200,
    );
    disk.makeRoom();
    await until(() => isReady(running));
    await until(async () => (await createMany(99)).status < 300);
    assert.equal(await running.end('SIGTERM'), 0);
  });
});
