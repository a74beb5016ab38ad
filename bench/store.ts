import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { sql } from 'kysely';
import { openStore } from '../src/store/open.ts';
import { type Cluster, findPrograms, startCluster } from '../src/store/postgres/cluster.fixture.ts';
import { atEnd } from '../test/support/at-end.ts';
import { readCount } from '../test/support/count.ts';

// On what the servers keep what they know.

const storeKinds = ['sqlite', 'postgres'] as const;
export type StoreKind = (typeof storeKinds)[number];

/** @throws Error when it is the name of no store. */
export function readStoreKind(name: string): StoreKind {
  const kind = storeKinds.find((known) => known === name);
  if (kind === undefined) throw new Error(`--store is one of ${storeKinds.join(' and ')}.`);
  return kind;
}

/** @throws Error when it is no number of processes that can share such a store. */
export function readNodes(text: string, kind: StoreKind): number {
  const nodes = readCount('--nodes', text);
  if (nodes > 1 && kind === 'sqlite')
    throw new Error('Several nodes need a store that they share: add --store postgres.');
  return nodes;
}

/** Whether there is a PostgreSQL on the machine to measure with. */
export const hasPostgres = (): boolean => findPrograms() !== undefined;

/** As its programs say it. */
export function postgresVersion(): string {
  const said = spawnSync(join(findPrograms() ?? '', 'postgres'), ['--version'], { encoding: 'utf8' }).stdout ?? '';
  return /\d[\d.]*/.exec(said)?.[0] ?? 'unknown';
}

let cluster: Cluster | undefined;

/**
 * An empty database of a private PostgreSQL, which is started with the first one, and goes with this process.
 *
 * @throws Error when PostgreSQL is not installed.
 */
export async function createBenchDatabase(): Promise<string> {
  cluster ??= startPrivate();
  const name = `bench_${randomUUID()}`;
  const admin = openStore(cluster.url);
  await sql`create database ${sql.ref(name)}`.execute(admin);
  await admin.destroy();
  return cluster.url.replace('/postgres?', `/${name}?`);
}

/**
 * The database of a private PostgreSQL that stays in a folder for the next run, empty at first. It ends with this process.
 *
 * @throws Error when PostgreSQL is not installed.
 */
export const openKeptDatabase = (folder: string): string => startPrivate(folder).url;

/** With the settings of a fresh installation, which writes to the disk before a commit is answered (`fsync`). */
function startPrivate(kept?: string): Cluster {
  const programs = findPrograms();
  if (programs === undefined) throw new Error('PostgreSQL 15 or later is not installed on this machine.');
  const started = startCluster(programs, {}, kept);
  atEnd(() => started[Symbol.dispose]());
  return started;
}
