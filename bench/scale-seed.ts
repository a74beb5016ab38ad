import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { passwords, seedFile } from './world.ts';

/** Who may open the console. */
export const administrator = { id: 'administrator', userName: 'administrator', password: passwords[0] } as const;

/** The seed file of both sizes: the organization, its application, an administrator, and a few users with passwords. */
export async function writeSeed(folder: string): Promise<string> {
  const { organizations } = JSON.parse(seedFile()) as { organizations: { users: object[] }[] };
  organizations[0]?.users.push({ ...administrator, groups: ['Administrators'] });
  const seed = join(folder, 'seed.yaml');
  await writeFile(seed, JSON.stringify({ organizations }));
  return seed;
}
