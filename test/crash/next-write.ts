import { watch } from 'node:fs/promises';

/** Waits until something is written to the file, or to one in the folder. */
export async function nextWrite(path: string): Promise<void> {
  for await (const _ of watch(path, { persistent: false })) return;
}
