import { migrate } from '../migrate.ts';
import type { openStore } from '../open.ts';
import type { Journal, ServedStore } from '../served.ts';
import type { PoolLimits } from './servers.ts';
import { ServerWatch } from './watch.ts';

/**
 * A database of PostgreSQL, whose server is watched.
 *
 * @param opened where it is registered how all of it is closed.
 * @throws StartupError when the URL is wrong.
 */
export function serveDatabase(
  url: string,
  open: typeof openStore,
  limits: PoolLimits,
  log: Journal,
  opened: AsyncDisposableStack,
): ServedStore {
  const watch = new ServerWatch(() => db, log);
  const db = opened.adopt(open(url, { onFault: watch.onFault, limits, remembers: true }), (store) => store.destroy());
  opened.use(watch);
  return {
    db,
    migrate: (onStep) => migrate(db, onStep),
    begin: () => watch.begin(),
    ailment: () => watch.check(),
    maintain: async () => {},
  };
}
