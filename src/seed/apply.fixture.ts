import assert from 'node:assert/strict';
import { after, before, beforeEach } from 'node:test';
import { type Kysely, sql } from 'kysely';
import { permitOperator } from '../directory/permission.ts';
import type { Store } from '../directory/store.ts';
import { nothingBreached } from '../password/breached.ts';
import { floor } from '../password/hash/argon2id.ts';
import { HashPool } from '../password/hash-pool.ts';
import type { Hasher } from '../password/hasher.ts';
import type { Database } from '../store/database.ts';
import { openEmptyStore } from '../store/store.fixture.ts';
import { createStore } from '../store/store.ts';
import { createSealer } from '../token/keys/sealer.ts';
import { applySeed, type SeedResult } from './apply.ts';
import { parseSeed } from './read.ts';

export const operator = permitOperator('installation.provision');
export const schoolId = '6f53dc9a-9b9d-463e-8ad0-0bff6aeee25b';
export const secret = 'secret-of-sixteen';
export const sealer = createSealer(Buffer.alloc(32, 5));

export const nothing: SeedResult = {
  organizations: 0,
  tenants: 0,
  settings: 0,
  groups: 0,
  users: 0,
  memberships: 0,
  apiResources: 0,
  applications: 0,
  changed: [],
};

export const school = `
organizations:
  - id: ${schoolId}
    name: School
    tenants: [North]
    settings: { Auth.Password.PreviousUseLimit: 3 }
    groups: [{ name: Prefects }]
    users:
      - { id: har-3107, userName: harry, email: harry@school.example, password: f1rst-password, groups: [Prefects] }
      - { userName: ron, displayName: Ron, isActive: false, mustChangePassword: true, password: s3cond-password }
    applications:
      - { id: owl, name: Owl, secret: ${secret}, scopes: [PM.User] }
`;

/** A hasher for where none may be needed. */
export const untouched: Hasher = {
  enter: () => assert.fail('asked for a turn'),
  verify: () => assert.fail('verified a password'),
  verifyAndHash: () => assert.fail('verified a password'),
  verifyNothing: () => assert.fail('verified a password'),
  refusalMs: () => assert.fail('verified a password'),
  hash: () => assert.fail('hashed a password'),
  isOutdated: () => false,
  hasIdleThread: () => false,
};

/** An empty store for every test of a file, to which seeds are applied. */
export interface SeedWorld {
  readonly db: Kysely<Database>;
  readonly store: Store;
  readonly pool: HashPool;
}

export function useSeedWorld(): SeedWorld {
  const world = {} as { -readonly [K in keyof SeedWorld]: SeedWorld[K] };
  before(() => {
    // A queue as short as this refuses every hash that is not admitted.
    world.pool = new HashPool({ parameters: floor, threads: 2, maxQueued: 1, deadlineMs: 1 });
  });
  beforeEach(async () => {
    await world.db?.destroy();
    world.db = await openEmptyStore();
    world.store = createStore(world.db, sealer);
  });
  after(async () => {
    await world.db?.destroy();
    await world.pool.close();
  });
  return world;
}

export const applyTo = (world: SeedWorld, text: string, hasher: Hasher = world.pool, into: Store = world.store) =>
  applySeed(into, operator, { hasher, breached: nothingBreached }, parseSeed(text, 'seed.yaml'), 1000);

/** Every row of every table. */
export async function contentOf({ db }: SeedWorld): Promise<unknown> {
  const tables = await db.introspection.getTables();
  assert.ok(tables.length > 10);
  const rows = await Promise.all(
    tables.map(async ({ name }) => [name, (await sql`select * from ${sql.table(name)}`.execute(db)).rows]),
  );
  return Object.fromEntries(rows);
}
