import { availableParallelism } from 'node:os';
import type { Hasher } from '../password/hasher.ts';

/** Enough to keep every thread of the hash pool busy without filling its queue. */
const atOnce = 2 * availableParallelism();

/** Hashes a list of passwords in parallel. The hashes stand in the order of the passwords; undefined stays undefined. */
export async function hashPasswords(
  hasher: Hasher,
  passwords: readonly (string | undefined)[],
): Promise<readonly (string | undefined)[]> {
  const hashes: (string | undefined)[] = passwords.map(() => undefined);
  const waiting = passwords.entries();
  const lane = async (): Promise<void> => {
    for (const [index, password] of waiting) {
      if (password !== undefined) hashes[index] = await hasher.hash(password, {});
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return hashes;
}
