import type { Config } from '../config/settings.ts';
import { reportClashes } from '../directory/report-clashes.ts';
import type { Log } from '../observe/log.ts';
import type { HashPoolOptions } from '../password/hash-pool/options.ts';
import { openFiles } from '../store/data-folder.ts';
import { openStore as openDatabase } from '../store/open.ts';
import { startBackups } from './backups.ts';
import { openDoors } from './doors.ts';
import { openMail } from './mail.ts';
import { exposesMetricsText, openMetrics } from './metrics.ts';
import { closeNetworkFirst, drain, openNetwork } from './network.ts';
import { openPasswords } from './passwords.ts';
import { exposesPasswordsText } from './plain-http.ts';
import { startPricing } from './pricing.ts';
import { type Announce, provision, readSeedFile } from './provision.ts';
import { startSealing } from './sealing.ts';
import { readSecrets } from './secrets.ts';
import type { Startup } from './startup.ts';
import { type ServerStatistics, statistics } from './statistics.ts';
import { type OpenDatabase, openDataFolder, openStore, watchStore } from './store.ts';
import { openTokens } from './tokens.ts';
import { openTraces } from './traces.ts';
import { startUpkeep } from './upkeep.ts';

export interface RunningServer {
  /** Where it listens, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Where it offers metrics, if it does. */
  readonly metricsUrl: string | undefined;
  /** What the operator should put right, a sentence each. */
  readonly warnings: readonly string[];
  statistics(): ServerStatistics;
  /** Takes no more connections, and lets running requests finish. */
  drain(): Promise<void>;
  /** Does that, then closes the store. */
  stop(): Promise<void>;
  /** What is still to be done, for the log of a stop that takes too long. */
  unfinished(): object;
}

/** What a program that starts a server in its own process may have in place of usual parts; no setting names any of it. */
export interface OtherParts {
  /** Opens the store file, or the database. */
  readonly open?: OpenDatabase;
  readonly startHashWorker?: HashPoolOptions['startWorker'];
}

/**
 * Starts the server: the list of its parts, in the order in which they are opened. Each is a file of this folder, takes what
 * it needs of the parts before it, and registers how it is closed; they are closed in reverse order.
 *
 * @param stopping ends a start that waits for the database, which then rejects.
 * @throws StartupError when the operator has to put something right first; everything opened so far is closed.
 */
export async function startServer(
  config: Config,
  log: Log,
  announce: Announce,
  { open = openDatabase, startHashWorker }: OtherParts = {},
  stopping?: AbortSignal,
): Promise<RunningServer> {
  await using opened = new AsyncDisposableStack();
  const startup: Startup = { config, log, opened, stopping };
  await openTraces(startup, process.env);
  const seed = await readSeedFile(config);
  readSecrets(config);
  const folder = openDataFolder(startup);
  const network = await openNetwork(startup);
  const store = await openStore(startup, folder, network, open);
  startSealing(startup, store);
  startPricing(startup, store);
  const passwords = await openPasswords(startup, store, startHashWorker);
  const tokens = await openTokens(startup, { network, store, passwords });
  const upkeep = await startUpkeep(startup, { store, tokens });
  const postman = openMail(startup, { network, store });
  const metrics = await openMetrics(startup, { folder, network, store, passwords });

  await provision(startup, { network, store, passwords, seed, announce });
  passwords.background.run(upkeep.writeAnchors);
  passwords.background.run(() => reportClashes(store.directory, log));
  watchStore(store, passwords.background);
  const doors = await openDoors(startup, { network, store, passwords, tokens, postman });
  postman.start();
  tokens.logoutDelivery.start();
  await startBackups(startup, store);
  opened.defer(() => doors.close());
  closeNetworkFirst(startup, network);

  const running = opened.move();
  return {
    url: network.listener.url,
    metricsUrl: metrics.url,
    warnings: [
      ...(network.isSignInRefused ? [exposesPasswordsText] : []),
      ...(metrics.isExposed ? [exposesMetricsText] : []),
      ...openFiles(folder),
    ],
    statistics: () => statistics({ network, store, passwords }),
    drain: () => drain(network),
    stop: () => running.disposeAsync(),
    unfinished: () => ({ background: passwords.background.running, links: passwords.resetRequests.waiting }),
  };
}
