import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { openStore } from '../../src/store/open.ts';
import { createDatabase, findPrograms } from '../../src/store/postgres/cluster.fixture.ts';
import { migrations } from '../../src/store/postgres/migrations/index.ts';
import { tableNames } from '../../src/store/table-names.ts';
import { runCommand } from '../support/command.ts';
import { dataOf } from '../support/earlier-version.ts';
import { temporaryFolder } from '../support/folder.ts';

const digest = async (file: string) => hash('sha256', await readFile(file));

describe('gatehouse migrate --dry-run on the embedded store', () => {
  it('says what would be done to a store of an earlier version, and changes nothing', async () => {
    await using folder = await dataOf('0.1.0');
    const file = join(folder.data, 'gatehouse.db');
    const [files, before] = [await readdir(folder.data), await digest(file)];
    const { code, stdout, stderr } = await runCommand(['migrate', '--dry-run', '--data', folder.data]);
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^To be applied, in one transaction: \d{4}-[a-z-]+(, \d{4}-[a-z-]+)+\.\n$/);
    assert.equal(await digest(file), before);
    assert.deepEqual(await readdir(folder.data), files);
    const applied = await runCommand(['migrate', '--data', folder.data]);
    assert.equal(
      applied.stdout,
      stdout.replace('To be applied, in one transaction:', 'Applied'),
      'that is what is done',
    );
    const after = await runCommand(['migrate', '--dry-run', '--data', folder.data]);
    assert.deepEqual([after.code, after.stdout], [0, 'The store is up to date.\n']);
  });

  it('makes no store where there is none', async () => {
    await using folder = await temporaryFolder();
    const { code, stderr } = await runCommand(['migrate', '--dry-run', '--data', folder.path]);
    assert.equal(code, 1);
    assert.match(stderr, /There is no store in/);
    assert.deepEqual(await readdir(folder.path), []);
  });
});

describe('a command beside a store of an earlier version', () => {
  it('says in one line what has to be done first', async () => {
    await using folder = await dataOf('0.1.0');
    for (const words of [
      ['keys', 'list'],
      ['mail', 'list'],
      ['pepper', 'status'],
      ['secrets', 'expiring'],
    ]) {
      const { code, stdout, stderr } = await runCommand([...words, '--data', folder.data]);
      assert.deepEqual([code, stdout], [1, ''], words.join(' '));
      assert.match(
        stderr,
        /^\S*.*The store has the schema of an earlier version\. Run "gatehouse migrate", or start the server\.\n$/,
      );
    }
  });
});

const skip = findPrograms() === undefined && 'PostgreSQL 15 or later is not installed.';

describe('gatehouse migrate --dry-run on PostgreSQL', { skip }, () => {
  /** A database, and what runs the command on it. */
  async function installation(url: string) {
    const folder = await temporaryFolder();
    const file = join(folder.path, 'store-url');
    await writeFile(file, url, { mode: 0o600 });
    const run = (...args: readonly string[]) =>
      runCommand(['migrate', ...args, '--store-url-file', file, '--data', folder.path]);
    return { run, [Symbol.asyncDispose]: folder[Symbol.asyncDispose] };
  }

  const steps = Object.keys(migrations);

  it('tries every step, says how long it took and what it locked, and leaves nothing behind', async () => {
    const url = await createDatabase('postgres:///template1');
    await using house = await installation(url);
    const { code, stdout, stderr } = await house.run('--dry-run');
    assert.deepEqual([code, stderr], [0, '']);
    const [heading, ...lines] = stdout.trim().split('\n');
    assert.equal(heading, 'To be applied, each in a transaction of its own:');
    assert.deepEqual(
      lines.map((line) => line.replace(/\d+ ms, .*/, '')),
      steps.map((step) => `  ${step}: `),
    );
    assert.match(lines[0] ?? '', /: [1-9]\d* ms, no table that is there is locked$/);
    await using db = openStore(url);
    assert.deepEqual([...(await tableNames(db))], []);
  });

  it('tries nothing where others are connected, who would have to wait', async () => {
    const url = await createDatabase('postgres:///template1');
    await using house = await installation(url);
    await using other = openStore(url);
    await tableNames(other);
    const { code, stdout } = await house.run('--dry-run');
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`^To be applied, .*: ${steps.join(', ')}\\.\n`));
    assert.match(stdout, /It was not tried, because others are connected \(1\)/);
    assert.deepEqual([...(await tableNames(other))], []);
  });

  it('tries every step where nobody is connected but Citus itself, which is so at every moment', async () => {
    const url = await createDatabase('postgres:///template1');
    await using house = await installation(url);
    await using citus = openStore(url);
    // As its servers do that look for deadlocks among each other, and for transactions that were left.
    await sql`set application_name = 'citus_internal gpid=10000013501'`.execute(citus);
    const { code, stdout } = await house.run('--dry-run');
    assert.deepEqual([code, stdout.split('\n')[0]], [0, 'To be applied, each in a transaction of its own:']);
    assert.deepEqual([...(await tableNames(citus))], []);
  });

  it('says so when there is nothing to do, or when the store is of a newer version', async () => {
    const url = await createDatabase();
    await using house = await installation(url);
    assert.equal((await house.run('--dry-run')).stdout, 'The store is up to date.\n');
    await using db = openStore(url);
    await db
      .insertInto('migrations' as never)
      .values({ name: '9999-contract-something', timestamp: '' } as never)
      .execute();
    const { code, stderr } = await house.run('--dry-run');
    assert.equal(code, 1);
    assert.match(stderr, /was written by a newer version of Gatehouse \(it has 9999-contract-something\)/);
  });
});
