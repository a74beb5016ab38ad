import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { pepperKeyId } from '../../src/password/pepper.ts';
import { runCommand } from '../support/command.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startGatehouse } from '../support/gatehouse.ts';
import { send } from '../support/http.ts';
import { smallHashing } from '../support/small-hashes.ts';
import { copyExampleData } from '../support/store.ts';
import { until } from '../support/until.ts';
import { world } from '../support/world.ts';

const signIn = async (url: string, password: string): Promise<number> => {
  const body = JSON.stringify({ tenancyName: 'Hogwarts', usernameOrEmailAddress: 'harry.potter', password });
  const headers = { 'content-type': 'application/json' };
  return (await send(`${url}/api/account/authenticate`, { method: 'POST', headers, body })).status;
};

/** What is started meanwhile does all the time what it does every minute. */
async function withQuickMinutes<T>(start: () => Promise<T>): Promise<T> {
  const { setInterval: every } = globalThis;
  const often = (work: () => void, ms: number) => every(work, ms === 60_000 ? 20 : ms);
  Object.assign(globalThis, { setInterval: often });
  try {
    return await start();
  } finally {
    Object.assign(globalThis, { setInterval: every });
  }
}

/** An installation with the example world, whose keys of the pepper stand in a file. */
async function installation() {
  const folder = await temporaryFolder();
  const data = join(folder.path, 'data');
  const file = join(folder.path, 'pepper');
  const [one, two] = [randomBytes(32), randomBytes(32)];
  const configure = (...keys: readonly (Buffer | 'none')[]) =>
    writeFile(file, keys.map((key) => `${key === 'none' ? key : key.toString('base64')}\n`).join(''));
  const place = ['--data', data, '--pepper-file', file];
  await copyExampleData(data, smallHashing);
  const start = () => withQuickMinutes(() => startGatehouse({ data, 'pepper-file': file }));
  const ask = <T>(work: (db: DatabaseSync) => T): T => {
    const db = new DatabaseSync(join(data, 'gatehouse.db'), { timeout: 5000 });
    try {
      return work(db);
    } finally {
      db.close();
    }
  };
  const isSealedWith = (id: string) =>
    ask((db) => {
      const sealed = `$pepper$${id}$%`;
      const counted = `select count(*) as n from credentials where password_hash is not null and password_hash`;
      return (
        db.prepare(`${counted} not like ?`).get(sealed)?.n === 0 && db.prepare(`${counted} like ?`).get(sealed)?.n !== 0
      );
    });
  const status = async () => {
    const { code, stdout } = await runCommand(['pepper', 'status', ...place, '--json']);
    const keys: { id: string; isUsed: boolean; seals: boolean; hashes: number | null }[] = JSON.parse(stdout);
    return { code, keys, of: (id: string) => keys.find((key) => key.id === id) };
  };
  /** As if two minutes had passed since the server before this one was stopped. */
  const wait = () =>
    ask((db) =>
      db.exec('update pepper_keys set written_at = written_at - 130000, counted_from = counted_from - 130000'),
    );
  const ids = { one: pepperKeyId(one), two: pepperKeyId(two) };
  return {
    ...{ data, file, place, one, two, ids, configure, start, ask, isSealedWith, status, wait },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

describe('the pepper of an installation', () => {
  it('is introduced, replaced and given up without anybody signing in', async () => {
    await using house = await installation();
    const { one, two, ids, configure, start, isSealedWith, status, wait } = house;
    await configure('none', one);
    const before = await start();
    assert.equal(await signIn(before.url, world.harry.password), 200);
    await before.stop();
    wait();

    await configure(one);
    const first = await start();
    await until(() => isSealedWith(ids.one));
    await until(async () => (await status()).of('none')?.isUsed === false);
    assert.equal(await signIn(first.url, world.harry.password), 200);
    await first.stop();
    wait();

    await configure(two, one);
    const second = await start();
    await until(async () => (await status()).of(ids.one)?.isUsed === false);
    assert.ok(isSealedWith(ids.two));
    const { of } = await status();
    assert.deepEqual([of(ids.one)?.hashes, of(ids.two)?.seals], [0, true]);
    const { stdout } = await runCommand(['pepper', 'status', ...house.place]);
    assert.match(stdout, new RegExp(`^${ids.one} .*not needed: it can be taken out of the configuration$`, 'm'));
    assert.match(
      (await runCommand(['doctor', ...house.place])).stdout,
      new RegExp(`^warning +pepper .*${ids.one}`, 'm'),
    );
    await second.stop();
    wait();

    await configure('none', two);
    const third = await start();
    await until(async () => (await status()).of(ids.two)?.isUsed === false);
    await third.stop();
    const without = await startGatehouse({ data: house.data });
    assert.equal(await signIn(without.url, world.harry.password), 200);
    await without.stop();
  });

  it('keeps a server from starting without a key that passwords need, and says which', async () => {
    await using house = await installation();
    const { one, two, ids, configure, start } = house;
    await configure(one);
    const running = await start();
    await until(() => house.isSealedWith(ids.one));
    await running.stop();
    await configure(two);
    const { code, stderr } = await runCommand(['serve', ...house.place, '--port', '0']);
    assert.equal(code, 1);
    assert.match(
      stderr,
      new RegExp(`^gatehouse: Passwords in the store are sealed with the pepper key ${ids.one}, which is not`),
    );
    assert.equal(stderr.trim().split('\n').length, 1);
    assert.equal((await runCommand(['pepper', 'status', ...house.place])).code, 1);
    const examined = await runCommand(['doctor', ...house.place]);
    assert.equal(examined.code, 1);
    assert.match(examined.stdout, new RegExp(`^error +pepper .*${ids.one}`, 'm'));
  });

  it('can be gone without when it is lost: people set new passwords, and the administrator of the host is let in', async () => {
    await using house = await installation();
    const { one, two, ids, configure, start, ask } = house;
    await configure(one);
    const running = await start();
    assert.match((await runCommand(['pepper', 'lost', ids.one, ...house.place])).stderr, /it is configured/);
    await until(() => house.isSealedWith(ids.one));
    await running.stop();
    await configure(two);
    assert.match((await runCommand(['pepper', 'lost', ids.two, ...house.place])).stderr, /it is configured/);
    assert.match((await runCommand(['pepper', 'lost', 'ffffffff', ...house.place])).stderr, /No hash needs/);
    const lost = await runCommand(['pepper', 'lost', ids.one, ...house.place]);
    assert.equal(lost.code, 0, lost.stderr);
    assert.match(lost.stdout, /^[1-9]\d* people have no password now\./);
    assert.equal(
      ask((db) => db.prepare('select count(*) as n from credentials where password_hash is not null').get()?.n),
      0,
    );
    const again = await start();
    assert.equal(await signIn(again.url, world.harry.password), 401);
    await again.stop();
    const recovered = await runCommand(['admin', 'recover', ...house.place]);
    assert.equal(recovered.code, 0, recovered.stderr);
    assert.equal(
      ask(
        (db) =>
          db.prepare('select count(*) as n from credentials where password_hash like ?').get(`$pepper$${ids.two}$%`)?.n,
      ),
      1,
    );
  });
});
