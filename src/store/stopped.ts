import type { Kysely } from 'kysely';
import { StartupError } from '../errors.ts';
import type { Database } from './database.ts';
import { dialectOf } from './dialect.ts';
import { nodePrefix } from './postgres/node-clocks.ts';

/**
 * For what must not go on beside a server. The process that has the folder of the embedded store is alone with it; of a database, the
 * leases tell who works on it.
 *
 * @throws StartupError when a server has worked on it within the last minute.
 */
export async function requireStopped(db: Kysely<Database>): Promise<void> {
  if (!dialectOf(db).isShared) return;
  const ofWork = db.selectFrom('leases').select('name').where('name', 'not like', `${nodePrefix}%`);
  const held = await ofWork.where('until', '>', Date.now()).executeTakeFirst();
  if (held === undefined) return;
  throw new StartupError(
    'A server has worked on the database within the last minute. Stop every one of them; after one was killed, wait a minute.',
  );
}
