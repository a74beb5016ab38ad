import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { copyFile, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { runCommand } from '../support/command.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startGatehouse } from '../support/gatehouse.ts';
import { send, token } from '../support/http.ts';
import { gatehouse, serve } from '../support/process.ts';
import { copyExampleData } from '../support/store.ts';
import { until } from '../support/until.ts';
import { world } from '../support/world.ts';

async function createUsers(server: { readonly url: string }, from: number): Promise<void> {
  const users = Array.from({ length: 400 }, (_, n) => ({ userName: `pupil-${from + n}`, name: 'x'.repeat(50) }));
  const answer = await send(`${server.url}/identity/api/User/BulkCreate`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await token(server)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ partitionGlobalId: world.organization.id, users, groupIDs: [] }),
  });
  assert.equal(answer.status, 200, answer.text);
}

/** The process that checks this store, as Linux lists it. */
function checkerOf(file: string): number | undefined {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const pid = pids.find((one) => commandLineOf(one).endsWith(`quick-check-process.ts\0${file}\0`));
  return pid === undefined ? undefined : Number(pid);
}

function commandLineOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // It has ended.
  }
}

describe('a start after an end that was not clean', () => {
  it('refuses an older file beside the write-ahead log of a newer one, in one line that names the way back', async () => {
    await using folder = await temporaryFolder();
    const data = await copyExampleData(join(folder.path, 'data'));
    const [file, older] = [join(data, 'gatehouse.db'), join(folder.path, 'older.db')];
    await copyFile(file, older);
    const second = await startGatehouse({ data });
    await createUsers(second, 0);
    await second.stop();
    const third = await serve(['--data', data]);
    await createUsers(third, 1000);
    await third.end('SIGKILL');
    await copyFile(older, file);
    const { code, stdout, stderr } = await runCommand(['serve', '--data', data, '--port', '0']);
    assert.equal(code, 1);
    assert.equal(stdout, '');
    assert.match(
      stderr,
      /^gatehouse: The store \S+ is damaged \([^\n]*\)\. Restore a backup [^\n]*"gatehouse restore[^\n]*\n$/,
    );
  });

  it('takes a store that is whole', async () => {
    await using folder = await temporaryFolder();
    await (await serve(['--data', folder.path])).end('SIGKILL');
    assert.ok((await stat(join(folder.path, 'gatehouse.db-wal'))).size > 0);
    assert.equal(await (await serve(['--data', folder.path])).end('SIGTERM'), 0);
  });

  it('ends, and its check with it, when it fails while the check goes on', {
    skip: process.platform !== 'linux',
  }, async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'gatehouse.db');
    await (await serve(['--data', folder.path])).end('SIGKILL');
    const environment = { GATEHOUSE_INSTALLATION_KEY: randomBytes(32).toString('base64') };
    const started = gatehouse(['serve', '--data', folder.path, '--port', '0'], { environment });
    await until(() => {
      const checker = checkerOf(file);
      return checker !== undefined && process.kill(checker, 'SIGSTOP'); // As with a store that takes long.
    });
    const { code, stderr } = await started;
    assert.equal(code, 1, stderr);
    assert.equal(checkerOf(file), undefined);
  });
});

describe('gatehouse check', () => {
  it('finds a running installation whole, and what does not fit in it', async () => {
    await using folder = await temporaryFolder();
    const server = await startGatehouse({ data: await copyExampleData(folder.path) });
    await createUsers(server, 0);
    const check = () => runCommand(['check', '--data', folder.path]);
    const whole = await check();
    assert.equal(whole.code, 0, whole.stdout);
    const heads = new Set(whole.stdout.match(/^\w+ +\w+/gm)?.map((head) => head.replace(/ +/, ' ')));
    assert.deepEqual([...heads], ['ok integrity', 'ok schema', 'ok counters', 'ok audit']);
    await server.stop();
    const { id } = world.organization;
    const wrongs: Readonly<Record<string, RegExp>> = {
      [`update user_ranks set count = count + 1 where organization_id = '${id}'`]: /ranges of users have another count/,
      [`delete from user_search where rowid = (select search_id from users where id = '${world.harry.id}')`]:
        /1 users are not in the search index/,
      [`update counters set value = 0 where organization_id = '${id}' and name = 'legacy_id'`]: /counters are behind/,
      [`update organizations set number = number + 100 where id = '${id}'`]:
        /users have a number that is not of their org/,
      [`delete from subjects where id = '${world.harry.id}'`]: /accounts have an id that is not in the list/,
    };
    const db = new DatabaseSync(join(folder.path, 'gatehouse.db'));
    for (const statement of Object.keys(wrongs)) db.exec(statement);
    db.close();
    const { code, stdout } = await check();
    assert.equal(code, 1);
    for (const wrong of Object.values(wrongs)) assert.match(stdout, wrong);
  });

  it('says of a damaged file what is wrong with it, and what to do', async () => {
    await using folder = await temporaryFolder();
    await copyExampleData(folder.path);
    await using file = await open(join(folder.path, 'gatehouse.db'), 'r+');
    const { size } = await file.stat();
    for (let page = 3; page * 4096 < size; page += 5) await file.write(Buffer.alloc(4096, 'x'), 0, 4096, page * 4096);
    const { code, stdout, stderr } = await runCommand(['check', '--data', folder.path]);
    assert.equal(code, 1);
    assert.match(stdout + stderr, /gatehouse restore/);
  });
});
