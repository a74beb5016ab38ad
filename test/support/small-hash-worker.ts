import { workerData } from 'node:worker_threads';
import { hashSync } from '@node-rs/argon2';
import type { Argon2Parameters } from '../../src/password/hash/scheme.ts';
import { answerTasks } from '../../src/password/hash-pool/tasks.ts';
import { normalizePassword } from '../../src/password/normalization.ts';

// A thread of the hash pool that makes Argon2id hashes of less than the product ever does.

const { memoryKiB, iterations, parallelism } = workerData as Argon2Parameters;

answerTasks((password) =>
  hashSync(normalizePassword(password), { memoryCost: memoryKiB, timeCost: iterations, parallelism, outputLen: 32 }),
);
