import type { Log } from '../observe/log.ts';

/**
 * What a stop has for all that comes after the running requests: letters under way, writes of the last moments, the store. With
 * nobody to be answered, a stop takes no longer than that; Docker, which has the least patience, kills after ten seconds.
 */
const closingMs = 8000;

const late =
  'the process ends before everything is finished: the database, or another server, has not answered. What was acknowledged is kept, but for links to forgotten passwords';

/**
 * Ends the process that is not done by itself by then. A database that hangs is waited for at every step that needs it, which together
 * would be longer than any supervisor waits; and whoever is killed cannot say what was left.
 *
 * @param left what goes on at that moment.
 * @returns what takes it back.
 */
export function endInTime(log: Log, left: () => object): () => void {
  const deadline = setTimeout(() => {
    try {
      log.error(left(), late);
    } finally {
      process.exit(1);
    }
  }, closingMs).unref();
  return () => clearTimeout(deadline);
}
