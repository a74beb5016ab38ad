import { workerData } from 'node:worker_threads';
import { hashSync } from '@node-rs/argon2';
import { verifyPassword } from '../../src/password/hash.ts';
import { answerTasks } from '../../src/password/hash-pool/tasks.ts';
import { normalizePassword } from '../../src/password/normalization.ts';
import type { SmallHashes } from './small-hashes.ts';

// A thread of the hash pool that makes Argon2id hashes of less than the product ever does.

const { memoryKiB, iterations, parallelism, pauseMs } = workerData as SmallHashes;
const options = { memoryCost: memoryKiB, timeCost: iterations, parallelism, outputLen: 32 };
const neverTrue = new Int32Array(new SharedArrayBuffer(4));

function slowly<Value>(value: Value): Value {
  Atomics.wait(neverTrue, 0, 0, pauseMs);
  return value;
}

answerTasks({
  hash: (password) => slowly(hashSync(normalizePassword(password), options)),
  verify: (storedHash, password) => slowly(verifyPassword(storedHash, password)),
});
