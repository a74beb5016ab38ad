import { availableParallelism } from 'node:os';
import { integer } from './kinds.ts';

/** What a password hash costs, and how many requests may wait for one. */
export const hashingSettings = {
  'hash-threads': {
    ...integer(1, 256, availableParallelism(), 'Password hashes computed at the same time.'),
    fallbackText: 'one per core',
  },
  'hash-memory': integer(19_456, 262_144, 19_456, 'Memory of one Argon2id hash in KiB. Never below the OWASP minimum.'),
  'hash-iterations': integer(2, 10, 2, 'Passes of one Argon2id hash over its memory.'),
  'hash-parallelism': integer(1, 16, 1, 'Lanes of one Argon2id hash.'),
  'hash-wait': integer(
    1,
    300,
    10,
    'Seconds that a request may wait for a hash; if it would be longer, the answer is 503.',
  ),
  'hash-queue-per-account': integer(
    1,
    10_000,
    8,
    'Requests for one account that may wait for a hash at the same time; the next one gets 429.',
  ),
} as const;
