import { StartupError } from '../../errors.ts';
import type { Checkpoints } from './checkpoints.ts';
import { remedy } from './faults.ts';
import { endedUncleanly } from './start-check.ts';
import { unconfirmedMark } from './unconfirmed-mark.ts';

/**
 * For who is alone with the store, before anything is written: what an unclean end has left in the log goes into the store file, and
 * nobody is kept from writing any more.
 *
 * @throws StartupError when the disk does not confirm it.
 */
export async function settle(file: string, checkpoints: Checkpoints): Promise<void> {
  const mark = unconfirmedMark(file);
  try {
    if (endedUncleanly(file)) await checkpoints.settle(mark.isLeft());
  } catch (error) {
    throw new StartupError(remedy('unconfirmed', file, (error as Error).message));
  }
  mark.remove();
}
