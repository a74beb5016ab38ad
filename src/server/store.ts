import type { Gate } from '../admission/gate.ts';
import type { LargeWrites } from '../admission/large-writes.ts';
import { requireEmbeddedToSave, withoutBackupDir } from '../backup/database.ts';
import { sharedSettingsOf } from '../config/shared.ts';
import { storeUrlOf } from '../config/store.ts';
import type { Pepper } from '../directory/pepper.ts';
import type { Sealer } from '../directory/sealer.ts';
import type { Store } from '../directory/store.ts';
import type { Readiness } from '../http/health.ts';
import { openSealerAtStart } from '../installation-sealer.ts';
import { readSmtpConfig } from '../mail/smtp-config.ts';
import { isSmtpUsable } from '../mail/smtp-settings.ts';
import { type DataFolder, takeDataFolder } from '../store/data-folder.ts';
import { dialectOf } from '../store/dialect.ts';
import { firstStart } from '../store/first-start.ts';
import { leaseHolder, leases } from '../store/leases.ts';
import type { Connection, openStore as openDatabase } from '../store/open.ts';
import { nodeClocks, settingsOfNodes } from '../store/postgres/node-clocks.ts';
import { serveDatabase } from '../store/postgres/served.ts';
import type { ServedStore } from '../store/served.ts';
import { serveFile } from '../store/sqlite/served.ts';
import { createStore } from '../store/store.ts';
import type { Background } from './background.ts';
import { createLargeWrites, createWritingGate } from './capacity.ts';
import { ClockSkew } from './clock-skew.ts';
import { Lease, type LeaseName } from './lease.ts';
import type { Network } from './network.ts';
import { openPepper } from './pepper.ts';
import { everyMinute, repeat } from './repeat.ts';
import { SettingsWatch } from './settings-watch.ts';
import type { Startup } from './startup.ts';
import { upgrade } from './upgrade.ts';
import { waitForStore } from './wait-for-store.ts';

export type OpenDatabase = typeof openDatabase;

/** The store, in the schema of this version, and what opens the secrets in it. */
export interface OpenStore {
  readonly db: Connection;
  readonly sealer: Sealer;
  /** What seals the hashes of passwords. */
  readonly pepper: Pepper;
  readonly directory: Store;
  /** Where callers wait for their turn to write. */
  readonly writing: Gate;
  /** Where those of an organization who write much wait before that. */
  readonly largeWrites: LargeWrites;
  /** The right to do what one process at a time does. */
  readonly lease: (name: LeaseName) => Lease;
  /** Had by the one process of several that makes an installation in an empty store, and its key; the others wait. */
  readonly installing: Lease;
  readonly served: ServedStore;
  /** How the clock stands to those of other nodes. */
  readonly clockSkew: Pick<ClockSkew, 'isWrong'>;
}

/** @throws StartupError when the folder cannot be written or another process holds it. */
export function openDataFolder({ config, opened }: Startup): DataFolder {
  const expectsFile = config['expect-data'] && storeUrlOf(config) === undefined;
  return opened.adopt(takeDataFolder(config.data, expectsFile), (folder) => folder.release());
}

/** @throws StartupError when the store is damaged, cannot be brought to the schema, or a key is not the right one. */
export async function openStore(
  startup: Startup,
  folder: DataFolder,
  { listener, externalUrl }: Network,
  open: OpenDatabase,
): Promise<OpenStore> {
  const { config, log, opened } = startup;
  const served = await serveStore(startup, folder, open);
  const { db } = served;
  opened.use(repeat('checkpoint', everyMinute, () => served.maintain(), log));
  if (dialectOf(db).isShared) await waitForStore({ db, listener, log, stopping: startup.stopping });
  await upgrade({ store: served, listener, log });
  const clockSkew = await watchNodes(startup, db, externalUrl);
  const lease = leaseMaker(db, opened);
  const installing = lease('first start');
  await installing.waitUnless(firstStart(db).was);
  const sealer = await openSealerAtStart(config, db);
  const pepper = await openPepper(config, db);
  const smtp = readSmtpConfig(config);
  const directory = createStore(db, sealer, (levels) => isSmtpUsable(levels, smtp), pepper);
  await directory.attempts.endPending();
  const [writing, largeWrites] = [createWritingGate(config), createLargeWrites(config)];
  return { db, sealer, pepper, directory, writing, largeWrites, lease, installing, served, clockSkew };
}

/** A store in a folder has no clock of its own, and no other node. */
async function watchNodes({ config, log, opened }: Startup, db: Connection, externalUrl: string) {
  if (!dialectOf(db).isShared) return { isWrong: false };
  const own = sharedSettingsOf(config, externalUrl);
  const skew = opened.use(new ClockSkew({ clocks: nodeClocks(db, Date.now, own), wall: Date.now, log }));
  const settings = new SettingsWatch({ own, ofNodes: () => settingsOfNodes(db), log });
  await skew.compare();
  await settings.compare();
  opened.use(repeat('clock', everyMinute, skew.compare, log));
  opened.use(repeat('settings of nodes', everyMinute, settings.compare, log));
  return skew;
}

/** Each is given up when the server stops, before the store is closed. */
function leaseMaker(db: Connection, opened: AsyncDisposableStack): OpenStore['lease'] {
  const parts = { leases: leases(db), holder: leaseHolder(db), wall: Date.now, elapsed: () => performance.now() };
  return (name) => opened.use(new Lease(name, parts));
}

async function serveStore({ config, log, opened }: Startup, folder: DataFolder, open: OpenDatabase) {
  const url = storeUrlOf(config);
  if (url === undefined) return await serveFile(folder.databaseFile, open, log, opened);
  if (config['backup-dir'] !== undefined) requireEmbeddedToSave(url, withoutBackupDir);
  const limits = {
    connections: config['store-connections'],
    statementMs: config['store-statement-seconds'] * 1000,
    lockMs: config['store-lock-seconds'] * 1000,
  };
  return serveDatabase(url, open, limits, log, opened);
}

/** From now on it is watched that the store is there. A check that goes on runs beside the server. */
export function watchStore({ served }: OpenStore, background: Background): void {
  served.begin(background.run);
}

/** On a full disk, requests that only read are served as before. */
export async function readiness({ served, clockSkew }: OpenStore): Promise<Readiness> {
  const reason = await served.ailment();
  if (reason === undefined) return clockSkew.isWrong ? { status: 'unavailable', reason: 'clock' } : { status: 'ready' };
  return { status: reason === 'full' ? 'degraded' : 'unavailable', reason };
}
