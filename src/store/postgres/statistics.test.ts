import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CompiledQuery, sql } from 'kysely';
import { newIdsTogether } from '../../directory/identifier.ts';
import { permitOperator } from '../../directory/permission.ts';
import { newUser } from '../../directory/user.fixture.ts';
import { provisionOrganization } from '../../provisioning/provision.ts';
import { withAsked } from '../asked.fixture.ts';
import { openStore } from '../open.ts';
import { createStore } from '../store.ts';
import { createDatabase, findPrograms, isOnCitus } from './cluster.fixture.ts';

const organizationId = '6f53dc9a-9b9d-463e-8ad0-0bff6aeee25b';
const makeId = newIdsTogether();
const people = Array.from({ length: 3000 }, (_, number) =>
  newUser({ organizationId, id: makeId(), userName: `user${number}`, email: `user${number}@hogwarts.example` }),
);

describe('after very many rows were written', { skip: findPrograms() ? false : 'PostgreSQL is not installed' }, () => {
  const skip = isOnCitus() && 'Each server of Citus counts its own tables in its own time.';
  it('PostgreSQL knows of them at once, and looks names up where it has not walked through everybody', {
    skip,
  }, async () => {
    await using db = openStore(await createDatabase());
    const store = createStore(db);
    await store.bulk(async (tables) => {
      const provisioning = permitOperator('installation.provision');
      await provisionOrganization(tables, provisioning, { id: organizationId, name: 'Hogwarts', createdAt: 0 });
      await tables.users.insertMany(organizationId, people);
    });
    const { asked } = await withAsked(() => store.users.taken(organizationId, ['user7']));
    assert.equal(asked.length, 2);
    for (const [index, statement] of asked.entries()) {
      const values = [organizationId, '["user7"]'].slice(0, new Set(statement.match(/\$\d+/g)).size);
      const { rows } = await db.executeQuery<Record<string, string>>(
        CompiledQuery.raw(`explain (costs off) ${statement}`, values),
      );
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      assert.match(plan, index === 0 ? /using users_user_name_key/ : /using users_email_key/);
      assert.match(plan, /Index Cond: .*_key = ANY/);
    }
  });

  it('PostgreSQL counts a table anew when it has become several times as large, and not before', async () => {
    await using db = openStore(await createDatabase());
    const store = createStore(db);
    await sql`create table letters as select n from generate_series(1, 1000) as n`.execute(db);
    await store.bulk(async () => {});
    assert.equal(await counted(), -1);
    await sql`insert into letters select n from generate_series(1, 100000) as n`.execute(db);
    await store.bulk(async () => {});
    assert.equal(await counted(), 101_000);
    await sql`insert into letters select n from generate_series(1, 100000) as n`.execute(db);
    await store.bulk(async () => {});
    assert.equal(await counted(), 101_000);

    async function counted(): Promise<number | undefined> {
      const { rows } = await sql<{ n: number }>`select reltuples as n from pg_class where relname = 'letters'`.execute(
        db,
      );
      return rows[0]?.n;
    }
  });
});
