import type { Kysely } from 'kysely';
import type { Database } from './database.ts';
import { groupCommit } from './group-commit.ts';
import { lives } from './lives.ts';
import type { Retention } from './sweep.ts';

/** Everything that ends rows in the background, step by step. Each answers how many rows it has ended. */
export function sweeps(
  db: Kysely<Database>,
  retention: Retention,
): readonly ((now: number, limit: number) => Promise<number>)[] {
  const together = groupCommit(db);
  return Object.values(lives)
    .flatMap((life) => life.sweeps ?? [])
    .map((sweep) => async (now, limit) => {
      const statements = await sweep(db, { now, limit, retention });
      const ended = await Promise.all(statements.map((statement) => together((one) => statement.execute(one))));
      return ended.reduce((count, { numAffectedRows = 0n }) => count + Number(numAffectedRows), 0);
    });
}
