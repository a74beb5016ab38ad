import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { constants, cp, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Kysely, sql } from 'kysely';
import { readConfig } from '../../src/config/read.ts';
import type { Config } from '../../src/config/settings.ts';
import type { OpenDatabase } from '../../src/server/store.ts';
import type { Database } from '../../src/store/database.ts';
import { openStore } from '../../src/store/open.ts';
import { createDatabase } from '../../src/store/postgres/cluster.fixture.ts';
import { isPostgresUrl } from '../../src/store/postgres/location.ts';
import { openInterleaving } from '../../src/store/sqlite/interleaving.fixture.ts';
import { testedStore } from '../../src/store/store.fixture.ts';
import { openBound, openTelling } from './bound-store.ts';
import { hearWrites } from './heard-writes.ts';
import { smallHashing } from './small-hashes.ts';
import { noteStatement } from './statements.ts';
import { world } from './world.ts';

// The one place that knows which store the servers of the tests have, and how it comes to hold the example world.

const isPostgres = testedStore === 'postgres';

/**
 * Opens the store of a server in the process of the tests. Suites that run on both stores write beside the server as well, of
 * which it hears before they go on. Those of several nodes are about hearing of it a moment later.
 */
export const openServerStore: OpenDatabase = (location, options) =>
  isPostgresUrl(location)
    ? openBound(location, isPostgres ? { ...options, remembers: hearWrites() } : options)
    : openInterleaving(location, options, noteStatement);

/** Where a data folder names its database, if that is one of PostgreSQL. */
const urlFileOf = (data: string) => join(data, 'store-url');

/** The flags with which a server finds the store that belongs to a data folder; an empty one gets an empty store. */
export async function storeFlags(data: string): Promise<Record<string, string>> {
  if (!isPostgres) return {};
  if (!existsSync(urlFileOf(data))) {
    await mkdir(data, { recursive: true, mode: 0o700 });
    await writeFile(urlFileOf(data), await createDatabase());
  }
  return { 'store-url-file': urlFileOf(data) };
}

/** The arguments with which a process finds that store. */
export const placeOf = async (data: string): Promise<readonly string[]> =>
  Object.entries({ data, ...(await storeFlags(data)) }).flatMap(([name, value]) => [`--${name}`, value]);

/** The location of that store. */
export async function locationIn(data: string): Promise<string> {
  await storeFlags(data);
  return isPostgres ? readFileSync(urlFileOf(data), 'utf8') : join(data, 'gatehouse.db');
}

/** Opens the store of a server a second time, beside it. */
export const openBeside = ({ data, 'store-url': url }: Place): Kysely<Database> =>
  isPostgres ? openTelling(url ?? readFileSync(urlFileOf(data), 'utf8')) : openStore(url ?? join(data, 'gatehouse.db'));

type Place = Pick<Config, 'data'> & Partial<Pick<Config, 'store-url'>>;

type Hashing = typeof smallHashing;

/** Of the data folders that are copied: with real hashes, which any server can have, and with small ones. */
const examples = new Map<Hashing | undefined, Promise<string>>();

/**
 * A data folder as a first start with the example world leaves it, in `folder` or else in a temporary one. Such a start is
 * made once, by whoever needs it first or by `test/run.ts` for everybody; everything after that is a copy.
 */
export async function copyExampleData(folder?: string, hashing?: Hashing): Promise<string> {
  const ofRun = process.env.GATEHOUSE_EXAMPLE_DATA;
  if (ofRun === undefined && !examples.has(hashing)) examples.set(hashing, makeExample(hashing));
  const data = folder ?? (await mkdtemp(join(tmpdir(), 'gatehouse-test-')));
  const example = ofRun === undefined ? await examples.get(hashing) : join(ofRun, nameOf(hashing));
  await copyData(example as string, data);
  return data;
}

/** Copies a data folder and its store, which nobody has opened. */
export async function copyData(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true, mode: constants.COPYFILE_FICLONE });
  if (isPostgres) await writeFile(urlFileOf(to), await createDatabase(await readFile(urlFileOf(from), 'utf8')));
}

/** Both of them, in a folder that goes away with the process. */
export async function makeExampleData(): Promise<string> {
  const folder = temporary();
  for (const hashing of [undefined, smallHashing]) await makeExample(hashing, join(folder, nameOf(hashing)));
  return folder;
}

const nameOf = (hashing: Hashing | undefined) => (hashing ? 'small-hashes' : 'real-hashes');

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-example-'));
  process.once('exit', () => rmSync(folder, { recursive: true }));
  return folder;
}

async function makeExample(hashing: Hashing | undefined, data = temporary()): Promise<string> {
  const flags = { data, port: '0', seed: world.seedFile, ...(await storeFlags(data)) };
  const config = { ...(await readConfig({ flags, environment: {} })), ...hashing?.settings };
  const { startServer } = await import('../../src/server/start.ts'); // Who only copies need not load it.
  const log = { info: () => {}, warn: () => {}, error: () => {}, close: async () => {} };
  const server = await startServer(config, log, () => {}, hashing?.parts);
  await server.stop();
  if (isPostgres) await analyze(await locationIn(data));
  return data;
}

/** As the autovacuum does after a minute: the plans of its copies are those for whole organizations. */
async function analyze(url: string): Promise<void> {
  const db = openStore(url);
  await sql`analyze`.execute(db);
  await db.destroy();
}
