import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';
import type { Hasher } from '../password/hasher.ts';
import { hashPasswords } from './hash-passwords.ts';

const hasher = (hash: Hasher['hash']): Hasher => ({ hash }) as Hasher;

test('many passwords are hashed in parallel, and no more at once than the threads can soon take', async () => {
  let running = 0;
  let most = 0;
  const counting = hasher(async (password) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    return `hash of ${password}`;
  });
  const passwords = Array.from({ length: 1000 }, (_, index) => (index % 10 === 0 ? undefined : `p${index}`));
  const hashes = await hashPasswords(counting, passwords);
  assert.equal(most, 2 * availableParallelism());
  assert.deepEqual(
    hashes,
    passwords.map((password) => password && `hash of ${password}`),
  );
});

test('no password needs no hash', async () => {
  const unused = hasher(() => assert.fail('hashed'));
  assert.deepEqual(await hashPasswords(unused, []), []);
  assert.deepEqual(await hashPasswords(unused, [undefined]), [undefined]);
});
