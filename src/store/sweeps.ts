import type { Kysely, QueryResult, RawBuilder } from 'kysely';
import type { Database } from './database.ts';
import { dialectOf } from './dialect.ts';
import { groupCommit } from './group-commit.ts';
import { lives } from './lives.ts';
import type { Retention } from './sweep.ts';
import { inBulkTransaction } from './transaction.ts';

type Statements = readonly RawBuilder<unknown>[];

/** Everything that ends rows in the background, step by step. Each returns how many rows it has ended. */
export function sweeps(
  db: Kysely<Database>,
  retention: Retention,
): readonly ((now: number, limit: number) => Promise<number>)[] {
  const together = groupCommit(db);
  const few = (all: Statements) => Promise.all(all.map((statement) => together((one) => statement.execute(one))));
  const inOrder = (all: Statements) => inBulkTransaction(db, (one) => executeAll(one, all));
  const { isShared } = dialectOf(db);
  return Object.values(lives)
    .flatMap((life) => life.sweeps ?? [])
    .map((sweep) => {
      // Where there were as many as could be, there are more, and at the start nobody knows: the embedded store ends them on a thread.
      let areMany = true;
      return async (now, limit) => {
        const statements = await sweep(db, { now, limit, retention });
        if (statements.length === 0) return 0;
        const ended = await (areMany && !isShared ? inOrder : few)(statements);
        const rows = ended.reduce((count, { numAffectedRows = 0n }) => count + Number(numAffectedRows), 0);
        areMany = rows >= limit;
        return rows;
      };
    });
}

async function executeAll(db: Kysely<Database>, statements: Statements): Promise<readonly QueryResult<unknown>[]> {
  const results: QueryResult<unknown>[] = [];
  for (const statement of statements) results.push(await statement.execute(db));
  return results;
}
