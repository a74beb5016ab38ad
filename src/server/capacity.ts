import { Gate } from '../admission/gate.ts';
import { LargeWrites } from '../admission/large-writes.ts';
import type { NetworkLimits } from '../admission/throttle.ts';
import type { Config } from '../config/settings.ts';
import { Bodies } from '../http/body/bodies.ts';
import type { Argon2Parameters } from '../password/hash/scheme.ts';
import type { HashPoolOptions } from '../password/hash-pool/options.ts';
import { HashPool } from '../password/hash-pool.ts';

// How much may happen, and wait, at the same time.

/** Bounds the memory that waiting requests take, however long they may wait. */
const maxQueued = 10_000;

/** What the bodies of all requests may take together, and what each may take besides. */
const bodyRoom = { most: 64 * 1024 * 1024, free: 16 * 1024, patienceMs: 2000 };

/** Writes that run at the same time: enough for commits to be shared, and few enough to wait for. */
const writesAtOnce = 32;

/** A write takes a thousandth of the time of a hash, so one account may have as many waiting as all together. */
export const createWritingGate = (config: Config): Gate =>
  new Gate({
    name: 'write',
    places: writesAtOnce,
    maxWaiting: maxQueued,
    maxWaitingForAccount: maxQueued,
    maxWaitMs: config['hash-wait'] * 1000,
  });

/** Of an organization at the same time: one that is written, and one that is looked at meanwhile. */
const largeWritesAtOnce = 2;

/** Each has a large body in memory. */
const maxLargeWaiting = 100;

export const createLargeWrites = (config: Config): LargeWrites =>
  new LargeWrites({
    name: 'largeWrite',
    places: largeWritesAtOnce,
    maxWaiting: maxLargeWaiting,
    maxWaitingForAccount: maxLargeWaiting / 2, // Nobody alone keeps the others of the organization out.
    maxWaitMs: config['hash-wait'] * 1000,
  });

/** What each network may ask, by the configuration. */
export const networkLimits = (config: Config): NetworkLimits => ({
  signIn: config['network-sign-ins'],
  secret: config['network-secrets'],
  authorization: config['network-authorizations'],
  request: config['network-requests'],
});

type ParameterSetting = 'hash-memory' | 'hash-iterations' | 'hash-parallelism';

/** What a new hash costs. */
export const parametersOf = (config: Pick<Config, ParameterSetting>): Argon2Parameters => ({
  memoryKiB: config['hash-memory'],
  iterations: config['hash-iterations'],
  parallelism: config['hash-parallelism'],
});

/** The threads that hash, as the configuration has them. */
export function createHashPool(
  config: Pick<Config, ParameterSetting | 'hash-threads' | 'hash-queue-per-account' | 'hash-wait'>,
  startWorker?: HashPoolOptions['startWorker'],
): HashPool {
  return new HashPool({
    threads: config['hash-threads'],
    parameters: parametersOf(config),
    maxQueued,
    maxQueuedForAccount: config['hash-queue-per-account'],
    deadlineMs: config['hash-wait'] * 1000,
    startWorker,
  });
}

/** Room for the request bodies that are being received. */
export const createBodies = (config: Config): Bodies => new Bodies({ largest: config['body-limit'], ...bodyRoom });
