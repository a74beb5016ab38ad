import assert from 'node:assert/strict';
import { it } from 'node:test';
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import { until } from '../../../test/support/until.ts';
import { GatehouseError } from '../../errors.ts';
import type { Database } from '../database.ts';
import { ServerWatch } from './watch.ts';

/** A database that is there or not. */
function server() {
  const state = { isThere: true, asked: 0 };
  class Driver extends DummyDriver {
    override async acquireConnection() {
      const executeQuery = async <R>() => {
        state.asked += 1;
        if (!state.isThere) throw new GatehouseError({ code: 'Unavailable', reason: 'away' });
        return { rows: [{ state: 'off' }] as R[] };
      };
      return { executeQuery, streamQuery: () => assert.fail() };
    }
  }
  const db = new Kysely<Database>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new Driver(),
      createIntrospector: (own) => new PostgresIntrospector(own),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
  return { state, db };
}

it('is told when the database is there again, and when it is away once more, though nobody asks whether it is', async () => {
  const { state, db } = server();
  const lines: string[] = [];
  const note = (_: object, message: string) => void lines.push(message);
  const watch = new ServerWatch(() => db, { info: note, warn: note, error: note }, { probeMs: 1, quietMs: 1 });
  watch.begin();
  const [away, again] = ['the database is not available', 'the database is available again'];
  for (const round of [1, 2]) {
    state.isThere = false;
    for (let refused = 0; refused < 3; refused += 1) watch.onFault('away', new Error('connect ECONNREFUSED'));
    const { asked } = state;
    await until(() => state.asked > asked + 1);
    assert.deepEqual(lines, [...Array.from({ length: round - 1 }, () => [away, again]).flat(), away]);
    state.isThere = true;
    await until(() => lines.at(-1) === again);
  }
  await watch[Symbol.asyncDispose]();
  const { asked } = state;
  await new Promise((resume) => setTimeout(resume, 20));
  assert.equal(state.asked, asked);
});

it('takes a disk for full until nothing has found it so for a while: whoever only reads does not see that', async () => {
  const { state, db } = server();
  const lines: string[] = [];
  const note = (_: object, message: string) => void lines.push(message);
  await using watch = new ServerWatch(() => db, { info: note, warn: note, error: note }, { probeMs: 1, quietMs: 500 });
  watch.begin();
  for (let refused = 0; refused < 5; refused += 1) {
    const { asked } = state;
    watch.onFault('full', new Error('No space left on device'));
    assert.equal(await watch.check(), 'full');
    await until(() => state.asked > asked + 1);
  }
  assert.deepEqual(lines, ['the database is not available']);
  await until(() => lines.length > 1);
  assert.deepEqual(lines.slice(1), ['the database is available again']);
  assert.equal(await watch.check(), undefined);
});
