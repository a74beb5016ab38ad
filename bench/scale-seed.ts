import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seedFile } from './world.ts';

/** The seed file of both sizes: the organization, its application, and a few users with passwords. */
export async function writeSeed(folder: string): Promise<string> {
  const seed = join(folder, 'seed.yaml');
  await writeFile(seed, seedFile());
  return seed;
}
