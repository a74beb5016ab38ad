import type { openStore } from '../open.ts';
import type { Journal, ServedStore } from '../served.ts';
import { Checkpoints } from './checkpoints.ts';
import { migrateOnThread } from './migration-thread.ts';
import { settle } from './settle.ts';
import { checkAtStart } from './start-check.ts';
import { StoreWatch } from './watch.ts';

/**
 * The embedded store in a file: looked after when it was not closed, its log copied by a thread, its disk watched.
 *
 * @param opened where it is registered how all of it is closed.
 * @throws StartupError when it cannot be opened or is damaged.
 */
export async function serveFile(
  file: string,
  open: typeof openStore,
  log: Journal,
  opened: AsyncDisposableStack,
): Promise<ServedStore> {
  const check = opened.use(await checkAtStart(file)); // Ended also where the start fails; its process would keep this one alive.
  const watch = opened.use(new StoreWatch(file, log));
  const checkpoints = opened.use(new Checkpoints(file, log));
  await settle(file, checkpoints);
  const db = opened.adopt(open(file, { onFault: watch.onFault, checkpoints }), (store) => store.destroy());
  return {
    db,
    migrate: (onStep) => migrateOnThread(file, onStep),
    begin(inBackground) {
      watch.begin();
      if (!check) return;
      opened.use(check); // Once more, so that it ends before the background work that waits for it.
      inBackground(() => watch.await(check));
    },
    ailment: () => watch.check(),
    maintain: () => checkpoints.maintain(),
  };
}
