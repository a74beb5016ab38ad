import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Disk } from '../support/disk.ts';

// With CRASH_POWER=1, a kill takes along what the disk had not confirmed, as the end of the power would.

export const losesPower = process.env.CRASH_POWER === '1';

/** A disk leaves one of very many states; so many are looked at after each kill. */
const draws = 20;

/**
 * After the end of the server: looks at what the disk may have now, again and again, and leaves one of it.
 *
 * @param look is told the file of a store.
 */
export async function losePower(
  { folder, disk, random }: { readonly folder: string; readonly disk: Disk; readonly random: () => number },
  look: (file: string) => Promise<void>,
): Promise<void> {
  const scratch = join(folder, 'drawn');
  for (let draw = 0; draw < draws; draw += 1) {
    mkdirSync(scratch);
    const [store, log] = disk.draw(random);
    const file = join(scratch, 'gatehouse.db');
    if (store) writeFileSync(file, store);
    if (log) writeFileSync(`${file}-wal`, log);
    await look(file);
    rmSync(scratch, { recursive: true });
  }
  disk.become(disk.draw(random));
}
