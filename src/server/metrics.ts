import { storeUrlOf } from '../config/store.ts';
import type { DataFolder } from '../store/data-folder.ts';
import { countExpiring } from '../store/examination.ts';
import { mailOffice } from '../store/mail-queue.ts';
import { pepperKeys } from '../store/pepper-keys.ts';
import { productVersion } from '../version.ts';
import type { Network } from './network.ts';
import type { Passwords } from './passwords.ts';
import { isLoopback } from './plain-http.ts';
import { readMetricsToken } from './secrets.ts';
import type { Startup } from './startup.ts';
import { statistics } from './statistics.ts';
import { type OpenStore, readiness } from './store.ts';

interface Needs {
  readonly folder: DataFolder;
  readonly network: Network;
  readonly store: OpenStore;
  readonly passwords: Passwords;
}

export interface Metrics {
  /** The URL for Prometheus; undefined when metrics are off. */
  readonly url: string | undefined;
  /** Whether other machines can read them without a token. */
  readonly isExposed: boolean;
}

const dayMs = 24 * 60 * 60_000;

/** What the operator is told then. */
export const exposesMetricsText =
  'Anyone who can reach the port of the metrics can read them: set metrics-token, or let the firewall admit Prometheus alone.';

/**
 * Offers metrics, if the operator wants them. Otherwise the library is not loaded.
 *
 * @throws StartupError when their address cannot be had.
 */
export async function openMetrics({ config, opened }: Startup, needs: Needs): Promise<Metrics> {
  const { 'metrics-port': port, 'metrics-host': host } = config;
  if (port === undefined) return { url: undefined, isExposed: false };
  const token = readMetricsToken(config);
  const { folder, network, store, passwords } = needs;
  const { offerMetrics } = await import('../observe/metrics.ts');
  const office = mailOffice(store.db);
  const keys = pepperKeys(store.db);
  const sources = {
    version: productVersion,
    file: storeUrlOf(config) === undefined ? folder.databaseFile : undefined,
    statistics: () => statistics(needs),
    readiness: () => readiness(store),
    outbox: () => office.depth(),
    expiring: (withinDays: number) => countExpiring(store.db, Date.now(), Date.now() + withinDays * dayMs),
    pepper: () => keys.all(),
    connections: () => network.listener.connections(),
    background: () => passwords.background.running,
  };
  const { url } = opened.use(await offerMetrics({ host, port, token }, sources));
  return { url, isExposed: token === undefined && !isLoopback(host) };
}
