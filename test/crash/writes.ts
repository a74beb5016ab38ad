import { watch } from 'node:fs/promises';

/** Waits until something has been written so many times to the file, or to the files in the folder. */
export async function writes(path: string, count: number): Promise<void> {
  let left = count;
  for await (const _ of watch(path, { persistent: false })) {
    left -= 1;
    if (left <= 0) return;
  }
}
