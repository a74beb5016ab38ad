import { after, before, beforeEach } from 'node:test';
import { hashSync } from '@node-rs/argon2';
import type { Kysely } from 'kysely';
import { smallHashes, startSmallHashWorker } from '../../test/support/small-hashes.ts';
import { permitOperator } from '../directory/permission.ts';
import type { Store } from '../directory/store.ts';
import { newUser } from '../directory/user.fixture.ts';
import { provisionOrganization, provisionUser } from '../provisioning/provision.ts';
import type { Database } from '../store/database.ts';
import { openEmptyStore, renewStore } from '../store/store.fixture.ts';
import { createStore } from '../store/store.ts';
import { createSealer } from '../token/keys/sealer.ts';
import { type BreachedPasswords, nothingBreached } from './breached.ts';
import type { Argon2Parameters } from './hash/scheme.ts';
import { HashPool } from './hash-pool.ts';
import { RefusedSignIns } from './refused-sign-ins.ts';

const provisioning = permitOperator('installation.provision');

/** A real store in memory with one organization and one user, and threads that hash, for the use cases of passwords. */
export interface PasswordWorld {
  readonly db: Kysely<Database>;
  readonly store: Store;
  readonly hasher: HashPool;
  /** Nothing is breached, unless a test says otherwise. */
  breached: BreachedPasswords;
  readonly refusedSignIns: RefusedSignIns;
  readonly now: () => number;
  readonly pause: (ms: number) => Promise<void>;
  readonly inBackground: (work: () => Promise<void>) => void;
  /** Moves the clock on, in milliseconds. */
  readonly pass: (ms: number) => void;
  /** Waits for what was left to be done after the answer. */
  readonly settled: () => Promise<void>;
}

export const school = { id: '6f53dc9a-9b9d-463e-8ad0-0bff6aeee25b', name: 'Hogwarts' };
export const harry = { organizationId: school.id, id: 'har-3107' };
export const password = 'al0h0m0ra-account';

const sealer = createSealer(Buffer.alloc(32, 7));

/** A hash as a world makes it of a password. */
export const hashOf = (typed: string, { memoryKiB, iterations, parallelism } = smallHashes): string =>
  hashSync(typed, { memoryCost: memoryKiB, timeCost: iterations, parallelism });

const person = newUser({
  ...harry,
  userName: 'harry',
  email: 'harry@hogwarts.example',
  emailConfirmed: true,
  createdAt: 0,
});

/**
 * A new world for every test of a file; the threads that hash are shared.
 *
 * @param parameters what a hash costs: next to nothing, where a suite is not about that.
 * @param startWorker starts a thread that hashes.
 */
export function usePasswordWorld(
  parameters: Argon2Parameters = smallHashes,
  startWorker = parameters === smallHashes ? startSmallHashWorker : undefined,
): PasswordWorld {
  const world = {} as { -readonly [K in keyof PasswordWorld]: PasswordWorld[K] };
  const passwordHash = hashOf(password, parameters);
  let time = 0;
  let background: Promise<unknown> = Promise.resolve();
  before(() => {
    world.hasher = new HashPool({ parameters, startWorker, threads: 2, maxQueued: 1000, deadlineMs: 60_000 });
  });
  beforeEach(async () => {
    await background.catch(() => {}); // The test that did not wait for it is over.
    background = Promise.resolve();
    time = 1_000_000;
    world.db = world.db ? await renewStore(world.db) : await openEmptyStore();
    world.store = createStore(world.db, sealer);
    world.breached = nothingBreached;
    world.refusedSignIns = new RefusedSignIns(world.store);
    await world.store.transaction(async (tables) => {
      await provisionOrganization(tables, provisioning, { ...school, createdAt: 0 });
      await provisionUser(tables, provisioning, { user: person, passwordHash, mustChange: false, groupIds: [] });
    });
  });
  after(async () => {
    await world.hasher.close();
    await world.db?.destroy();
  });
  world.now = () => time;
  world.pass = (ms) => {
    time += ms;
  };
  world.pause = async () => {};
  world.inBackground = (work) => {
    background = Promise.all([background, work()]);
  };
  world.settled = async () => {
    await background;
  };
  return world;
}

/** Puts values into the row of the user that no use case writes. */
export async function arrangeUser({ db }: PasswordWorld, values: object): Promise<void> {
  await db.updateTable('users').set(values).where('id', '=', harry.id).execute();
}

export async function arrangeCredential({ db }: PasswordWorld, values: object): Promise<void> {
  await db.updateTable('credentials').set(values).where('user_id', '=', harry.id).execute();
}

/** Has the account locked for every stranger of a network, for a minute. */
export async function arrangeLock({ db, now }: PasswordWorld, network = '192.0.2.0/24'): Promise<void> {
  const day = Math.floor(now() / 86_400_000);
  const counts = { pending: 0, pending_until: 0, failed: 10, refused: 0, day, failed_today: 10, failed_yesterday: 0 };
  const until = now() + 60_000;
  await db
    .insertInto('password_attempts')
    .values({
      ...{ organization_id: harry.organizationId, user_id: harry.id, kind: 'network', source: network, network },
      ...{ ...counts, locked_until: until, expires_at: until },
    })
    .execute();
}

/** What stands in the links that were sent, the first one first. */
export async function sentTokens({ db }: PasswordWorld): Promise<readonly string[]> {
  const rows = await db.selectFrom('outbox').selectAll().orderBy('created_at').execute();
  return rows.flatMap(({ organization_id, id, payload }) => {
    const { link } = JSON.parse(payload) as { link?: string };
    const path = link === undefined ? undefined : sealer.unseal(link, `outbox ${organization_id}/${id}`);
    return path === undefined ? [] : (new URLSearchParams(path.split('?')[1]).get('token') ?? []);
  });
}
