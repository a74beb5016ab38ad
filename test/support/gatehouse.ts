import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after } from 'node:test';
import type { Kysely } from 'kysely';
import { readConfig } from '../../src/config/read.ts';
import type { Config } from '../../src/config/settings.ts';
import type { Store } from '../../src/directory/store.ts';
import type { Log } from '../../src/observe/log.ts';
import type { Installation } from '../../src/provisioning/installation.ts';
import { type RunningServer, startServer } from '../../src/server/start.ts';
import type { ServerStatistics } from '../../src/server/statistics.ts';
import type { Database } from '../../src/store/database.ts';
import { createStore } from '../../src/store/store.ts';
import { openInstallationKey } from '../../src/token/keys/installation-key.ts';
import { createSealer } from '../../src/token/keys/sealer.ts';
import { noteDescribed } from './described.ts';
import { beforeInOrder } from './in-order.ts';
import { mayHashLittle, smallHashing, smallHashWorkerOf } from './small-hashes.ts';
import { requireBoundStatements } from './statements.ts';
import { copyExampleData, openBeside, openServerStore, storeFlags } from './store.ts';
import { world } from './world.ts';

/** A real server on a real port with a real store in a temporary folder, holding the example world. */
export interface Gatehouse {
  readonly url: string;
  /** Where it offers metrics, if it does. */
  readonly metricsUrl: string | undefined;
  /** What the operator should put right. */
  readonly warnings: readonly string[];
  /** What a first start has made, with the secrets that it shows once; undefined after any other. */
  readonly announced: Installation | undefined;
  readonly config: Config;
  /** Log lines, parsed, in the order in which they were written. */
  readonly logLines: Record<string, unknown>[];
  /** A second connection to the store, to look at what the server did and to arrange what no API can. */
  readonly db: Kysely<Database>;
  readonly store: Store;
  statistics(): ServerStatistics;
  stop(): Promise<void>;
}

/** For suites that ask more than any network may. */
export const noBudgets = {
  ...{ 'network-sign-ins': '0', 'network-secrets': '0', 'network-authorizations': '0', 'network-requests': '0' },
  'hash-queue-per-account': '10000',
} as const;

/** Settings of a server, by their names. An undefined one is left out, though it is set otherwise. */
type Flags = Readonly<Record<string, string | undefined>>;

/**
 * Starts a server with the flags, on a copy of the example data unless they name other data. Unless they say what a hash costs,
 * it costs next to nothing.
 */
export async function startGatehouse(flags: Flags = {}): Promise<Gatehouse> {
  const hashing = mayHashLittle(flags) ? smallHashing : undefined;
  const copy = flags.data === undefined ? await copyExampleData(undefined, hashing) : undefined;
  const data = copy === undefined ? { seed: world.seedFile } : { data: copy };
  const store = flags['store-url'] === undefined ? await storeFlags(flags.data ?? copy ?? '') : {};
  const all = Object.entries({ ...data, ...store, port: '0', ...flags });
  const named = Object.fromEntries(all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  const configured = await readConfig({ flags: named, environment: {} });
  const config = { ...configured, ...hashing?.settings };
  const logLines: Record<string, unknown>[] = [];
  const parts = { ...(hashing && { startHashWorker: smallHashWorkerOf(flags) }), open: openServerStore };
  let announced: Installation | undefined;
  const announce = (installation: Installation) => {
    announced = installation;
  };
  const server: RunningServer = await startServer(config, recorder(logLines), announce, parts);
  noteDescribed(server.url, config);
  const db = openBeside(config);
  const keyFile = join(config.data, 'installation.key');
  const installationKey = openInstallationKey({ configured: undefined, file: keyFile, isFirstStart: false });
  return {
    url: server.url,
    metricsUrl: server.metricsUrl,
    warnings: server.warnings,
    announced,
    statistics: () => server.statistics(),
    config,
    logLines,
    db,
    store: createStore(db, createSealer(installationKey)),
    async stop() {
      await db.destroy();
      await server.stop();
      if (copy !== undefined) await rm(copy, { recursive: true });
    },
  };
}

/**
 * One server for all tests of a suite, with whatever `arrange` puts in place before the first of them.
 *
 * @param flags or what gives them, once something else is there that they name.
 */
export function useGatehouse(
  arrange: (gatehouse: Gatehouse) => Promise<void> = async () => {},
  flags: Flags | (() => Promise<Flags>) = {},
): Gatehouse {
  const proxy = {} as { -readonly [K in keyof Gatehouse]: Gatehouse[K] };
  beforeInOrder(async () => {
    Object.assign(proxy, await startGatehouse(typeof flags === 'function' ? await flags() : flags));
    await arrange(proxy);
  });
  after(async () => {
    if ('stop' in proxy) await proxy.stop(); // It may not have started.
    requireBoundStatements();
    for (const part of Object.keys(proxy)) Reflect.deleteProperty(proxy, part); // The suite goes on being known.
  });
  return proxy;
}

function recorder(lines: Record<string, unknown>[]): Log {
  const write = (level: string) => (fields: object, message: string) => lines.push({ level, ...fields, message });
  return { info: write('info'), warn: write('warn'), error: write('error'), close: async () => {} };
}
