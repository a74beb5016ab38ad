import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, stat, writeFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { openStore } from '../../src/store/open.ts';
import { onEmbedded, testedStore } from '../../src/store/store.fixture.ts';
import { runCommand } from '../support/command.ts';
import { lacksCurl } from '../support/curl.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startGatehouse } from '../support/gatehouse.ts';
import { send } from '../support/http.ts';
import { gatehouse, serve } from '../support/process.ts';
import { copyExampleData, locationIn, placeOf } from '../support/store.ts';
import { until } from '../support/until.ts';
import { world } from '../support/world.ts';

const shell = promisify(execFile);

describe('the first start', () => {
  it('shows secrets once, with commands that change the password when pasted into a shell', {
    skip: lacksCurl,
  }, async () => {
    await using folder = await temporaryFolder();
    const place = await placeOf(folder.path);
    const first = await serve(place);
    const [token = '', change = ''] = first.stdout().match(/^ {2}(TOKEN=|curl)[\s\S]*?\n\n/gm) ?? [];
    const { stdout } = await shell('sh', ['-c', `${token}\n${change}`]);
    assert.equal(stdout, '{"succeeded":true,"errors":[]}');
    const secret = /secret +(\S+)/.exec(first.stdout())?.[1] ?? '';
    assert.equal(secret.length, 43);
    assert.ok(!first.stderr().includes(secret));
    assert.equal(await first.end('SIGTERM'), 0);

    const second = await serve(place);
    assert.match(second.stdout(), /^Gatehouse is ready at http:\/\/127\.0\.0\.1:\d+\n$/);
    assert.equal(await second.end('SIGTERM'), 0);
  });

  it('names in the log a variable that is no setting, with what was probably meant and without its value', async () => {
    await using folder = await temporaryFolder();
    const environment = { GATEHOUSE_EXTERNL_URL: 'https://s3cret.example' };
    const server = await serve(await placeOf(folder.path), { environment });
    assert.equal(await server.end('SIGTERM'), 0);
    const told = server
      .stderr()
      .split('\n')
      .filter((line) => line.includes('GATEHOUSE_'));
    const { level, name, meant, msg } = JSON.parse(told.join('\n'));
    assert.deepEqual(
      { level, name, meant, msg },
      {
        ...{ level: 'warn', name: 'GATEHOUSE_EXTERNL_URL', meant: 'GATEHOUSE_EXTERNAL_URL' },
        msg: 'this variable is no setting, and is ignored',
      },
    );
    assert.doesNotMatch(server.stdout() + server.stderr(), /s3cret/);
  });

  it('makes other secrets for every installation, in files that only their owner reads', async () => {
    await using one = await temporaryFolder();
    await using two = await temporaryFolder();
    const servers = await Promise.all([one, two].map(async ({ path }) => await serve(await placeOf(path))));
    const shown = servers.map(
      (server) => server.stdout().match(/(?<=^ {2}(?:password|secret|user id|application) +)\S+/gm) ?? [],
    );
    assert.equal(new Set(shown.flat()).size, 12);
    const files = testedStore === 'sqlite' ? ['gatehouse.db', 'gatehouse.db-wal', 'gatehouse.db-shm'] : [];
    for (const file of [...files, 'gatehouse.lock', 'installation.key']) {
      assert.equal((await stat(join(one.path, file))).mode & 0o777, 0o600, file);
    }
    await Promise.all(servers.map((server) => server.end('SIGTERM')));
  });

  it('says which parts of the store others have access to', onEmbedded, async () => {
    await using folder = await temporaryFolder();
    await copyExampleData(folder.path);
    const file = join(folder.path, 'gatehouse.db');
    await chmod(file, 0o640);
    const server = await serve(['--data', folder.path]);
    const open = [
      ...server.stdout().matchAll(/^Warning: Other users of this machine have access to (\S+): chmod 600/gm),
    ];
    assert.deepEqual(
      open.map(([, path]) => path),
      [file, `${file}-wal`, `${file}-shm`],
    );
    assert.equal(await server.end('SIGTERM'), 0);
  });

  it('loads a seed, and loading it again changes nothing', async () => {
    await using folder = await temporaryFolder();
    await copyExampleData(folder.path); // Which a first start has made of the seed.
    const again = await startGatehouse({ data: folder.path, seed: world.seedFile });
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: world.application.id,
      client_secret: world.application.secret,
    });
    assert.equal((await send(`${again.url}/identity/connect/token`, { method: 'POST', body: form })).status, 200);
    await again.stop();
  });
});

describe('a start that cannot succeed', () => {
  const refused = async (args: readonly string[], message: RegExp) => {
    const { code, stdout, stderr } = await runCommand(['serve', ...args]);
    assert.equal(code, 1);
    assert.match(stderr, message);
    assert.match(stderr, /^gatehouse: [^\n]+\n$/);
    assert.equal(stdout, '');
  };

  it('says that the port is in use, and leaves no half-made installation', async () => {
    await using folder = await temporaryFolder();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const place = await placeOf(folder.path);
    await refused([...place, '--port', String(port)], new RegExp(`Port ${port} is in use`));
    other.close();
    const server = await startGatehouse({ data: folder.path, seed: undefined });
    assert.ok(server.announced, 'this is the first start');
    await server.stop();
  });

  it('says that another process uses the data folder', async () => {
    await using folder = await temporaryFolder();
    await copyExampleData(folder.path);
    const place = await placeOf(folder.path);
    const server = await serve(place);
    await refused([...place, '--port', '0'], /Another Gatehouse process is using the data folder/);
    await server.end('SIGKILL');
    const next = await serve(place);
    await next.end('SIGTERM');
  });

  it('says that the data folder cannot be written', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'file');
    await writeFile(file, '');
    for (const path of [file, join(file, 'below'), '/proc/nothing']) {
      await refused(['--data', path, '--port', '0'], /The data folder .* cannot be written/);
    }
  });

  it('says that the data is from a newer version, and leaves it alone', async () => {
    await using folder = await temporaryFolder();
    const place = await placeOf(folder.path);
    await runCommand(['migrate', ...place]);
    await using db = openStore(await locationIn(folder.path));
    await sql`insert into migrations (name, timestamp) values ('9999-tomorrow', '2099-01-01')`.execute(db);
    await refused([...place, '--port', '0'], /written by a newer version of Gatehouse \(it has 9999-tomorrow\)/);
    const migrated = await runCommand(['migrate', ...place]);
    assert.equal(migrated.code, 1);
  });

  it('says that the data is from between two releases, and leaves it alone', onEmbedded, async () => {
    await using folder = await temporaryFolder();
    await runCommand(['migrate', '--data', folder.path]);
    await using db = openStore(await locationIn(folder.path));
    await sql`delete from migrations where name = '0002-host'`.execute(db);
    await refused(['--data', folder.path, '--port', '0'], /by a version of Gatehouse that was never released/);
  });

  it('says that the database is not one', onEmbedded, async () => {
    await using folder = await temporaryFolder();
    await writeFile(
      join(folder.path, 'gatehouse.db'),
      'not a database, though long enough to be taken for one'.repeat(100),
    );
    await refused(['--data', folder.path, '--port', '0'], /gatehouse\.db/);
  });

  it('says that others could read the key file', async () => {
    await using folder = await temporaryFolder();
    await copyExampleData(folder.path);
    const place = await placeOf(folder.path);
    await chmod(join(folder.path, 'installation.key'), 0o644);
    await refused([...place, '--port', '0'], /installation\.key/);
  });

  it('says what is wrong with a seed file, and makes nothing', async () => {
    await using folder = await temporaryFolder();
    const seed = join(folder.path, 'seed.yaml');
    await writeFile(seed, 'organizations:\n  - nmae: Hogwarts\n');
    await refused(['--data', join(folder.path, 'data'), '--port', '0', '--seed', seed], /nmae/);
  });

  it('says that the file of a secret cannot be read, before anything is made or migrated', async () => {
    await using folder = await temporaryFolder();
    const data = join(folder.path, 'data');
    const gone = join(folder.path, 'gone');
    const mail = ['--smtp-host', 'mail.example', '--smtp-from', 'id@mail.example', '--smtp-user', 'id'];
    for (const words of [
      ['--installation-key-file', gone],
      [...mail, '--smtp-password-file', gone],
      ['--metrics-port', '0', '--metrics-token-file', gone],
    ]) {
      await refused(['--data', data, '--port', '0', ...words], /-file: \S+gone cannot be read/);
      assert.equal(existsSync(data), false, words.join(' '));
    }
  });
});

describe('the end of a server', () => {
  it('lets a running request finish after SIGTERM, and then exits with 0', async () => {
    await using folder = await temporaryFolder();
    await copyExampleData(folder.path);
    const server = await serve(await placeOf(folder.path));
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: world.application.id,
      client_secret: world.application.secret,
    });
    const { json } = await send(`${server.url}/identity/connect/token`, { method: 'POST', body: form });
    const change = request(`${server.url}/identity/api/User/har-3107/changepassword`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${json.access_token}`,
        'content-type': 'application/json',
        expect: '100-continue',
      },
    });
    const answered = once(change, 'response') as Promise<[IncomingMessage]>;
    await once(change, 'continue'); // The server has taken the request up, and waits for its body.
    const ended = server.end('SIGTERM');
    await until(() =>
      send(`${server.url}/health/live`).then(
        () => false,
        () => true,
      ),
    );
    change.end(JSON.stringify({ oldPassword: world.harry.password, newPassword: 'patr0nu5' }));
    const [answer] = await answered;
    assert.equal(answer.statusCode, 200);
    assert.equal(await text(answer), '{"succeeded":true,"errors":[]}');
    assert.equal(await ended, 0);
  });
});

describe('npm run demo', { skip: testedStore === 'postgres' && 'It has a store of its own.' }, () => {
  it('tells its story and finds every answer right', async () => {
    const { code, stdout } = await gatehouse(['demo']);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /Every answer was right/);
  });
});
