import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CompiledQuery } from 'kysely';
import { newId } from '../../directory/identifier.ts';
import { permitOperator } from '../../directory/permission.ts';
import { newUser } from '../../directory/user.fixture.ts';
import { provisionOrganization } from '../../provisioning/provision.ts';
import { withAsked } from '../asked.fixture.ts';
import { openStore } from '../open.ts';
import { createStore } from '../store.ts';
import { createDatabase, findPrograms } from './cluster.fixture.ts';

const organizationId = '6f53dc9a-9b9d-463e-8ad0-0bff6aeee25b';

/** So many that the planner has a reason to use an index. */
const people = Array.from({ length: 3000 }, (_, number) =>
  newUser({ organizationId, id: newId(), userName: `user${number}`, email: `user${number}@hogwarts.example` }),
);

describe('a list of users on PostgreSQL', { skip: findPrograms() ? false : 'PostgreSQL is not installed' }, () => {
  it('is read off an index in every order that has one, and in both directions', async () => {
    await using db = openStore(await createDatabase());
    const store = createStore(db);
    await store.transaction(async (tables) => {
      const provisioning = permitOperator('installation.provision');
      await provisionOrganization(tables, provisioning, { id: organizationId, name: 'Hogwarts', createdAt: 0 });
      await tables.users.insertMany(organizationId, people);
    });
    await db.executeQuery(CompiledQuery.raw('analyze users'));
    const plan = async (statement: string) => {
      const places = new Set(statement.match(/\$\d+/g)).size;
      return await db.connection().execute(async (connection) => {
        const ask = (sql: string) => connection.executeQuery<Record<string, string>>(CompiledQuery.raw(sql));
        await ask('set plan_cache_mode = force_generic_plan');
        await ask(`prepare asked as ${statement}`);
        const { rows } = await ask(`explain (costs off) execute asked(${Array(places).fill('null').join(', ')})`);
        await ask('deallocate asked');
        return rows.map((row) => row['QUERY PLAN']).join('\n');
      });
    };
    const orders = ['userName', 'email', 'name', 'surname', 'displayName', 'creationTime', 'lastLoginTime'] as const;
    for (const orderBy of orders) {
      for (const descending of [false, true]) {
        const query = { searchTerm: undefined, orderBy, descending, skip: 0, limit: 10 };
        const { asked } = await withAsked(() => store.users.page(organizationId, query));
        const found = await plan(asked.find((sql) => /from "users".*order by/s.test(sql)) ?? '');
        assert.match(found, /Index Scan.* using users_/, `${orderBy}\n${found}`);
        assert.doesNotMatch(found, /^ *(-> +)?Sort$/m, `${orderBy}\n${found}`);
      }
    }
  });
});
