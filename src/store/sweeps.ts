import type { Kysely } from 'kysely';
import type { Database } from './database.ts';
import { lives } from './lives.ts';
import type { Retention } from './sweep.ts';

/** Every statement that ends rows in the background. Each answers how many it has ended. */
export function sweeps(
  db: Kysely<Database>,
  retention: Retention,
): readonly ((now: number, limit: number) => Promise<number>)[] {
  return Object.values(lives)
    .flatMap((life) => life.sweeps ?? [])
    .map((sweep) => async (now, limit) => {
      const { numAffectedRows = 0n } = await sweep({ now, limit, retention }).execute(db);
      return Number(numAffectedRows);
    });
}
