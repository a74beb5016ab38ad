import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { until } from '../../../test/support/until.ts';
import { dialectOf } from '../dialect.ts';
import { type MigrationStep, migrate, pendingMigrations } from '../migrate.ts';
import { type Connection, openStore } from '../open.ts';
import { createDatabase, findPrograms } from './cluster.fixture.ts';
import { othersConnected, tryMigrations } from './migration-trial.ts';

/** Another connection of a version that has these migrations besides those of this one. */
function openNewer(url: string, further: Readonly<Record<string, Migration['up']>>): Connection {
  const db = openStore(url);
  const { migrations } = dialectOf(db);
  const added = Object.entries(further).map(([name, up]) => [name, { up }]);
  Object.assign(dialectOf(db), { migrations: { ...migrations, ...Object.fromEntries(added) } });
  return db;
}

const addColumn = (name: string) => (db: Parameters<Migration['up']>[0]) =>
  db.schema.alterTable('users').addColumn(name, 'text').execute();

const columns = async (db: Connection) =>
  (await db.introspection.getTables()).find(({ name }) => name === 'users')?.columns.map(({ name }) => name) ?? [];

describe('migrations on PostgreSQL', { skip: findPrograms() ? false : 'PostgreSQL is not installed' }, () => {
  it('run once, however many processes begin with them at the same time', async () => {
    const url = await createDatabase();
    const runs: string[] = [];
    const step = (name: string) => async (db: Parameters<Migration['up']>[0]) => {
      runs.push(name);
      await addColumn(name)(db);
    };
    const further = { '9001-expand-one': step('one'), '9002-expand-two': step('two') };
    await using one = openNewer(url, further);
    await using other = openNewer(url, further);
    const applied = await Promise.all([migrate(one), migrate(other)]);
    assert.deepEqual(applied.flat().sort(), ['9001-expand-one', '9002-expand-two']);
    assert.deepEqual(runs, ['one', 'two']);
    assert.deepEqual(await one.selectFrom('leases').selectAll().execute(), []);
  });

  it('of an empty database run once as well', async () => {
    const url = await createDatabase('postgres:///template0');
    await using one = openStore(url);
    await using other = openStore(url);
    const applied = await Promise.all([migrate(one), migrate(other)]);
    assert.deepEqual(applied.flat().sort(), Object.keys(dialectOf(one).migrations).sort());
  });

  it('wait for a table that is in use without keeping others from it for long, and go on when it is free', async () => {
    const url = await createDatabase();
    await using newer = openNewer(url, { '9001-expand-one': addColumn('one') });
    await using other = openStore(url);
    const steps: MigrationStep[] = [];
    const { promise: free, resolve: release } = Promise.withResolvers<void>();
    const { promise: held, resolve: hold } = Promise.withResolvers<void>();
    const reading = other.transaction().execute(async (transaction) => {
      await transaction.selectFrom('users').select('id').limit(1).execute();
      hold();
      await free;
    });
    await held;
    const migrating = migrate(newer, (step) => steps.push(step));
    await until(() => steps.length > 1);
    release();
    await reading;
    assert.deepEqual(await migrating, ['9001-expand-one']);
  });

  it('keep what was done when a later one fails, and go on there', async () => {
    const url = await createDatabase();
    let fails = true;
    const second: Migration['up'] = async (db) => {
      await addColumn('two')(db);
      if (fails) throw new Error('power cut');
    };
    await using newer = openNewer(url, { '9001-expand-one': addColumn('one'), '9002-expand-two': second });
    await assert.rejects(migrate(newer), /power cut/);
    assert.deepEqual(
      (await columns(newer)).filter((name) => name === 'one' || name === 'two'),
      ['one'],
    );
    fails = false;
    assert.deepEqual(await migrate(newer), ['9002-expand-two']);
  });

  it('are tried in a transaction that is taken back, which tells what they lock', async () => {
    const url = await createDatabase();
    await using newer = openNewer(url, { '9001-expand-one': addColumn('one') });
    const trials = await tryMigrations(newer);
    assert.deepEqual(
      trials.map(({ migration, locks }) => ({ migration, locks })),
      [{ migration: '9001-expand-one', locks: [{ table: 'users', mode: 'AccessExclusiveLock' }] }],
    );
    assert.ok(trials.every(({ ms }) => ms > 0));
    assert.deepEqual(await pendingMigrations(newer), ['9001-expand-one']);
    assert.ok(!(await columns(newer)).includes('one'));
    assert.equal(await othersConnected(newer), 0);
    await using other = openStore(url);
    await sql`select 1`.execute(other);
    assert.equal(await othersConnected(newer), 1);
  });
});
