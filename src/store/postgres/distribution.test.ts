import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { type Kysely, sql } from 'kysely';
import { openBound } from '../../../test/support/bound-store.ts';
import type { Database } from '../database.ts';
import { kinds } from '../kinds.ts';
import { migrate } from '../migrate.ts';
import { openStore } from '../open.ts';
import { SerializationFailure } from '../transaction.ts';
import { createDatabase, createEmptyDatabase, isOnCitus } from './cluster.fixture.ts';
import { distribute, undistributedTables } from './distribution.ts';

const skip = isOnCitus() ? false : 'Citus is tested by "npm run test:citus".';

const opened = new AsyncDisposableStack();
after(() => opened.disposeAsync());

const open = (url: string) => opened.adopt(openStore(url), (db) => db.destroy());

const ask = async <Row>(db: Kysely<Database>, statement: string): Promise<readonly Row[]> =>
  (await sql.raw<Row>(statement).execute(db)).rows;

const ids = Array.from({ length: 200 }, (_, index) => `organization ${index}`);

/** As servers without Citus have left it. */
async function openFilled(): Promise<string> {
  const url = await createEmptyDatabase();
  const db = open(url);
  await migrate(db);
  const organizations = ids.map((id, index) => ({ id, name: id, name_key: id, created_at: 1, number: index + 2 }));
  await db.insertInto('organizations').values(organizations).execute();
  const templates = ids.map((id) => ({ organization_id: id, id: 1, value: '{}', modified_at: 1 }));
  await db.insertInto('message_templates').values(templates).execute();
  return url;
}

const foreignKey = `select conrelid::regclass || ' ' || pg_get_constraintdef(oid) as said from pg_constraint
  where contype = 'f'`;

describe('the tables in a database with Citus', { skip }, () => {
  it('are divided by their organization, by what a signpost is asked by, or not at all', async () => {
    const db = open(await createDatabase());
    const rows = await ask<{ name: string; column: string | null }>(
      db,
      'select table_name::text as name, nullif(distribution_column, $$<none>$$) as column from citus_tables',
    );
    const found = new Map(rows.map(({ name, column }) => [name, column]));
    for (const [table, kind] of Object.entries(kinds)) {
      if (kind === 'index') continue;
      assert.ok(found.has(table), table);
      if (kind !== 'signpost') assert.equal(found.get(table), kind === 'owned' ? 'organization_id' : null, table);
    }
    assert.equal(found.get('user_codes'), 'user_code');
    const groups = await ask(
      db,
      `select distinct colocation_id from citus_tables where distribution_column = 'organization_id'`,
    );
    assert.equal(groups.length, 1);
  });

  it('keep their rows and their rules, whichever of several processes divides them', async () => {
    const url = await openFilled();
    const [db, other] = [open(url), open(url)];
    const rules = await ask(db, `${foreignKey} order by 1`);
    const divided = (await Promise.all([distribute(db), distribute(other)])).flat();
    assert.equal(divided.length, Object.values(kinds).filter((kind) => kind !== 'index').length);
    assert.deepEqual(await undistributedTables(db), []);
    assert.deepEqual(await distribute(db), []);
    assert.deepEqual(await ask(db, `${foreignKey} order by 1`), rules);
    const owners = await ask<{ organization_id: string }>(db, 'select organization_id from message_templates');
    assert.deepEqual(owners.map((row) => row.organization_id).sort(), ids.toSorted());
    const places = await ask(
      db,
      `select shardid from citus_shards where table_name = 'message_templates'::regclass and shard_size > 8192`,
    );
    assert.ok(places.length > 1);
    // Nothing is left in the table of the server that is asked.
    assert.deepEqual(await ask(db, `select pg_relation_size('message_templates') as size`), [{ size: 0 }]);
  });

  it('are divided as well when they come later', async () => {
    const db = open(await createDatabase());
    for (const table of ['consents', 'session_applications']) {
      const [made] = await ask<{ said: string }>(db, `${foreignKey} and conrelid = '${table}'::regclass`);
      await ask(db, `create table later (like ${table} including all)`);
      await ask(db, `drop table ${table}`);
      await ask(db, `alter table later rename to ${table}`);
      await ask(db, `alter table ${table} add ${made?.said.replace(`${table} `, '')}`);
    }
    assert.deepEqual(await distribute(db), ['consents', 'session_applications']);
  });

  it('stay as they are when somebody has divided one in another way, and it is said how to take that back', async () => {
    const db = open(await createDatabase());
    await ask(db, 'select undistribute_table($$revocations$$)');
    await ask(db, 'alter table revocations drop constraint revocations_key');
    await ask(db, 'select create_distributed_table($$revocations$$, $$id$$, colocate_with => $$none$$)');
    await assert.rejects(
      distribute(db),
      /revocations by id, and not by organization_id.*undistribute_table\('revocations'/s,
    );
  });

  it('stay as they are when Citus cannot divide them, and it is said why', async () => {
    const db = open(await openFilled());
    await ask(db, 'create unique index everywhere on message_templates (value, id, organization_id)');
    await ask(db, 'create unique index nowhere on revocations (id)');
    await assert.rejects(
      distribute(db),
      /cannot be divided among the servers of Citus \(.*revocations.*nothing was changed/s,
    );
    assert.ok((await undistributedTables(db)).includes('organizations'));
  });

  it('refuse what is asked of all organizations at once, where that is forbidden', async () => {
    const url = await createDatabase();
    const db = opened.adopt(openBound(url, undefined), (one) => one.destroy());
    const all = db.selectFrom('users').select('id');
    await assert.rejects(all.execute(), /multi-task query/);
    assert.deepEqual(await all.where('organization_id', '=', 'one').execute(), []);
  });

  it("have one of two transactions begin anew that are in each other's way, also if that shows at the commit", async () => {
    const db = open(await createDatabase());
    const values = { organization_id: 'one', expires_at: 1 };
    const read = (on: Kysely<Database>) =>
      on.selectFrom('revocations').select('id').where('organization_id', '=', 'one').execute();
    const { promise: bothRead, resolve: goOn } = Promise.withResolvers<void>();
    let readers = 0;
    const transaction = (id: string) =>
      db
        .transaction()
        .setIsolationLevel('serializable')
        .execute(async (on) => {
          await read(on);
          readers += 1;
          if (readers === 2) goOn();
          await bothRead;
          await on
            .insertInto('revocations')
            .values({ ...values, id })
            .execute();
        });
    const [one, other] = await Promise.allSettled([transaction('a'), transaction('b')]);
    const failed = [one, other].filter((result) => result.status === 'rejected');
    assert.equal(failed.length, 1);
    assert.ok(failed[0]?.reason instanceof SerializationFailure, String(failed[0]?.reason));
  });

  it('tell of a key that is taken as those of one server do', async () => {
    const db = open(await createDatabase());
    const values = { organization_id: 'one', id: 'taken', expires_at: 1 };
    await db.insertInto('revocations').values(values).execute();
    await assert.rejects(db.insertInto('revocations').values(values).execute(), SerializationFailure);
  });
});

describe('a database without Citus', { skip: isOnCitus() && 'This one has it.' }, () => {
  it('has nothing to divide', async () => {
    const db = open(await createDatabase());
    assert.deepEqual(await distribute(db), []);
  });
});
