import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { sql } from 'kysely';
import { migrate } from '../migrate.ts';
import { openStore } from '../open.ts';
import { readPostgresUrl } from './location.ts';

// A PostgreSQL of its own for the tests of a run: made from the programs of the machine, removed at the end.

/** Where the cluster of the run listens, for the processes of the run. */
export const clusterVariable = 'GATEHOUSE_TEST_POSTGRES';

/** Disposed of, it is gone. */
interface Cluster extends Disposable {
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
 * Makes and starts a cluster, which sorts texts as no key is sorted.
 *
 * @param settings by default none besides, so that it writes to the disk as in earnest.
 */
export function startCluster(programs: string, settings = ''): Cluster {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-pg-'));
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
  run('initdb', '-D', data, '-U', 'gatehouse', '-A', 'trust', '--no-sync', ...locale);
  run('pg_ctl', '-D', data, '-w', ...startArguments(folder, settings));
  return {
    folder,
    url: `postgres://gatehouse@/postgres?host=${encodeURIComponent(folder)}`,
    [Symbol.dispose]() {
      run('pg_ctl', '-D', data, '-m', 'immediate', 'stop');
      // A hundred thousand files, for which nobody waits.
      spawn('rm', ['-r', folder], { cwd: '/', detached: true, stdio: 'ignore' }).unref();
    },
  };
}

/** How `pg_ctl` starts the server of a folder. */
export function startArguments(folder: string, settings = ''): readonly string[] {
  const all = `-c listen_addresses= -c unix_socket_directories=${folder} -c max_connections=200 ${settings}`;
  return ['-l', join(folder, 'log'), '-o', all, 'start'];
}

/**
 * Makes and starts a cluster whose commits do not wait for the disk, and makes the database whose copies tests work on: of
 * these nothing has to outlast the machine. A process that is killed loses nothing all the same.
 */
export async function startTestCluster(programs: string): Promise<Cluster> {
  const cluster = startCluster(programs, '-c fsync=off');
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

async function makeTemplate(cluster: Pick<Cluster, 'url'>): Promise<void> {
  await using admin = openAdmin(cluster.url);
  await sql`create database ${sql.ref(template)}`.execute(admin.db);
  await using made = openAdmin(urlOf(cluster.url, template));
  await migrate(made.db);
}

const urlOf = (url: string, database: string): string => url.replace('/postgres?', `/${database}?`);

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
  await using admin = openAdmin(cluster);
  await sql`create database ${sql.ref(name)} template ${sql.ref(source)}`.execute(admin.db);
  return urlOf(cluster, name);
}

function openAdmin(url: string) {
  const db = openStore(url);
  return { db, [Symbol.asyncDispose]: () => db.destroy() };
}
