import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { sql } from 'kysely';
import type { Client } from 'pg';
import { migrate } from '../migrate.ts';
import { openStore } from '../open.ts';
import { distribute } from './distribution.ts';
import { pg } from './library.ts';
import { readPostgresUrl } from './location.ts';

// A PostgreSQL of its own for the tests of a run: made from the programs of the machine, removed at the end.

/** Where the cluster of the run listens, for the processes of the run. */
export const clusterVariable = 'GATEHOUSE_TEST_POSTGRES';

/** Where the other servers of Citus listen, if the cluster of the run is one of Citus. */
export const workersVariable = 'GATEHOUSE_TEST_CITUS_WORKERS';

type Settings = Readonly<Record<string, string>>;

/** Disposed of, it is gone, or has ended where its folder is kept. */
export interface Cluster extends Disposable {
  /** Of the database that only makes others. */
  readonly url: string;
  /** Of the Unix socket, with the files in `data`. */
  readonly folder: string;
}

/** The folder of the programs; undefined where PostgreSQL 15 or later is not installed. */
export function findPrograms(): string | undefined {
  const installed = '/usr/lib/postgresql';
  const versions = existsSync(installed) ? readdirSync(installed).filter((name) => Number(name) >= 15) : [];
  const folders = versions.sort((a, b) => Number(b) - Number(a)).map((name) => join(installed, name, 'bin'));
  return [...folders, ...(process.env.PATH ?? '').split(delimiter)].find(
    (folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'pg_ctl')),
  );
}

/**
 * Makes and starts a cluster, which writes to the disk as in earnest, and sorts texts as no key is sorted.
 *
 * @param settings by name, besides or instead of the usual ones.
 * @param kept a folder that stays, with all that is in it, and may have one already.
 */
export function startCluster(programs: string, settings: Settings = {}, kept?: string): Cluster {
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'gatehouse-pg-'));
  mkdirSync(folder, { recursive: true });
  const user = unprivileged();
  if (user) chownSync(folder, user.uid, user.gid);
  chmodSync(folder, 0o700);
  const data = join(folder, 'data');
  const run = (program: string, ...args: readonly string[]) => {
    const { status, stderr, stdout } = spawnSync(join(programs, program), args, {
      ...{ ...user, cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
    });
    if (status !== 0) throw new Error(`${program} failed: ${stderr}${stdout}`);
  };
  const locale = ['--encoding=UTF8', '--locale=C.UTF-8', '--locale-provider=icu', '--icu-locale=en-US'];
  if (!existsSync(data)) run('initdb', '-D', data, '-U', 'gatehouse', '-A', 'trust', '--no-sync', ...locale);
  run('pg_ctl', '-D', data, '-w', ...startArguments(folder, settings));
  return {
    folder,
    url: `postgres://gatehouse@/postgres?host=${encodeURIComponent(folder)}`,
    [Symbol.dispose]() {
      run('pg_ctl', '-D', data, '-m', kept === undefined ? 'immediate' : 'fast', 'stop');
      if (kept !== undefined) return;
      // A hundred thousand files, for which nobody waits.
      spawn('rm', ['-r', folder], { cwd: '/', detached: true, stdio: 'ignore' }).unref();
    },
  };
}

/** How `pg_ctl` starts the server of a folder. */
export function startArguments(folder: string, settings: Settings = {}): readonly string[] {
  const usual = { listen_addresses: '', unix_socket_directories: folder, max_connections: '200' };
  const options = Object.entries({ ...usual, ...settings }).map(([name, value]) => `-c ${name}=${value}`);
  return ['-l', join(folder, 'log'), '-o', options.join(' '), 'start'];
}

/** Nobody starts it again after a failure of the machine. */
const ofShortLife: Settings = {
  ...{ fsync: 'off', full_page_writes: 'off' },
  // It would start a process for each of hundreds of databases again and again, also when nobody is interested in them any more.
  autovacuum: 'off',
  // Otherwise it leaves files beside its folder when it is stopped at once.
  dynamic_shared_memory_type: 'mmap',
};

/** Makes and starts a cluster, and makes the database whose copies tests work on. */
export async function startTestCluster(programs: string): Promise<Cluster> {
  const cluster = startCluster(programs, ofShortLife);
  await makeTemplate(cluster);
  return cluster;
}

/** PostgreSQL does not run as root. */
export function unprivileged(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = users.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error('There is no user "postgres" or "nobody" as whom PostgreSQL could run.');
}

const template = 'gatehouse_template';

/** Makes the database whose copies tests work on. */
export async function makeTemplate(cluster: Pick<Cluster, 'url'>): Promise<void> {
  await createEmpty(cluster.url, template);
  {
    await using made = openAdmin(urlOf(cluster.url, template));
    await migrate(made.db);
    await distribute(made.db);
  }
  // Who looks after it there would come back again and again while it is copied.
  if (isOnCitus())
    for (const url of [...workers(), cluster.url]) await ask(url, `alter database ${template} allow_connections false`);
}

/** One without a schema. On Citus it is on each of the servers, and the first one has to know the others. */
async function createEmpty(cluster: string, name: string): Promise<void> {
  const urls = [cluster, ...workers()];
  for (const url of urls) {
    await using admin = openAdmin(url);
    await sql`create database ${sql.ref(name)}`.execute(admin.db);
    if (urls.length === 1) return;
    await using made = openAdmin(urlOf(url, name));
    await sql`create extension citus`.execute(made.db);
  }
  await using first = openAdmin(urlOf(cluster, name));
  for (const [index, url] of urls.entries()) {
    const { host, port } = readPostgresUrl(url).servers[0] ?? {};
    const add = index === 0 ? sql`citus_set_coordinator_host` : sql`citus_add_node`;
    await sql`select ${add}(${host}, ${port}::int)`.execute(first.db);
  }
}

const workers = (): readonly string[] => (process.env[workersVariable] ?? '').split(' ').filter((url) => url !== '');

const urlOf = (url: string, database: string): string => url.replace(/\/postgres(?=\?|$)/, `/${database}`);

let own: Promise<string> | undefined;

/** The cluster of the run, or else one of this process. */
async function clusterUrl(): Promise<string> {
  const ofRun = process.env[clusterVariable];
  if (ofRun !== undefined) return ofRun;
  own ??= startOwn();
  return await own;
}

async function startOwn(): Promise<string> {
  const programs = findPrograms();
  if (programs === undefined) throw new Error('PostgreSQL 15 or later is not installed.');
  const cluster = await startTestCluster(programs);
  process.once('exit', () => cluster[Symbol.dispose]());
  return cluster.url;
}

/**
 * The URL of a database of its own, which goes with the cluster: to drop one takes longer than to make it.
 *
 * @param from the URL of the database that it is a copy of, which nobody is connected to; by default one with the schema of
 *   this version, and nothing else in it.
 */
export async function createDatabase(from?: string): Promise<string> {
  const cluster = await clusterUrl();
  const source = from === undefined ? template : readPostgresUrl(from).database;
  const name = `test_${randomUUID()}`;
  for (const url of [...workers(), cluster]) await copyDatabase(url, source, name);
  return urlOf(cluster, name);
}

/** On Citus, a copy on each of the servers is a copy of the whole: nothing in it says what it is called. */
async function copyDatabase(url: string, source: string, name: string): Promise<void> {
  for (let triesLeft = isOnCitus() ? 10 : 1; ; triesLeft -= 1) {
    // Citus has somebody in every database who looks after it, and comes back after some seconds.
    if (isOnCitus())
      await ask(url, `select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = '${source}'`);
    try {
      // By default it would write all of the copy to its log as well.
      return await ask(url, `create database "${name}" template "${source}" strategy file_copy`);
    } catch (error) {
      if (triesLeft <= 1) throw error;
    }
  }
}

interface Kept {
  readonly client: Client;
  readonly socket: Socket;
  /** How many statements have not been answered. */
  asked: number;
}

/** Connections that stay: to begin one takes a third as long as a copy. They keep no process from ending. */
const kept = new Map<string, Promise<Kept>>();

async function ask(url: string, statement: string): Promise<void> {
  const connecting = kept.get(url) ?? connect(url);
  kept.set(url, connecting);
  const connection = await connecting;
  connection.asked += 1;
  connection.socket.ref();
  try {
    await connection.client.query(statement);
  } finally {
    connection.asked -= 1;
    if (connection.asked === 0) connection.socket.unref();
  }
}

async function connect(url: string): Promise<Kept> {
  const { user, database, servers } = readPostgresUrl(url);
  const socket = new Socket();
  const client = new (pg().Client)({ user, database, ...servers[0], stream: () => socket });
  client.on('error', () => kept.delete(url)); // Its cluster has ended.
  await client.connect();
  return { client, socket, asked: 0 };
}

/** The URL of a database without a schema; on Citus, in which the maker of the schema divides it. */
export async function createEmptyDatabase(): Promise<string> {
  const cluster = await clusterUrl();
  const name = `test_${randomUUID()}`;
  await createEmpty(cluster, name);
  return urlOf(cluster, name);
}

/** Whether the tests of the run are on Citus. */
export const isOnCitus = (): boolean => workers().length > 0;

function openAdmin(url: string) {
  const db = openStore(url);
  return { db, [Symbol.asyncDispose]: () => db.destroy() };
}
