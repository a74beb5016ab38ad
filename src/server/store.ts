import type { Gate } from '../admission/gate.ts';
import type { Sealer } from '../directory/sealer.ts';
import type { Store } from '../directory/store.ts';
import type { Readiness } from '../http/health.ts';
import { openSealerAtStart } from '../installation-sealer.ts';
import { readSmtpConfig } from '../mail/smtp-config.ts';
import { isSmtpUsable } from '../mail/smtp-settings.ts';
import { type DataFolder, takeDataFolder } from '../store/data-folder.ts';
import { leaseHolder, leases } from '../store/leases.ts';
import type { Connection, openStore as openDatabase } from '../store/open.ts';
import { Checkpoints } from '../store/sqlite/checkpoints.ts';
import { checkAtStart, type LongCheck } from '../store/sqlite/start-check.ts';
import { StoreWatch } from '../store/sqlite/watch.ts';
import { createStore } from '../store/store.ts';
import type { Background } from './background.ts';
import { createWritingGate } from './capacity.ts';
import { Lease, type LeaseName } from './lease.ts';
import type { Network } from './network.ts';
import { everyMinute, repeat } from './repeat.ts';
import type { Startup } from './startup.ts';
import { upgrade } from './upgrade.ts';

export type OpenDatabase = typeof openDatabase;

/** The store, in the schema of this version, and what opens the secrets in it. */
export interface OpenStore {
  readonly db: Connection;
  readonly sealer: Sealer;
  readonly directory: Store;
  /** Where callers wait for their turn to write. */
  readonly writing: Gate;
  readonly watch: StoreWatch;
  /** The right to do what one process at a time does. */
  readonly lease: (name: LeaseName) => Lease;
  /** The check after an end that was not clean, when it takes longer than the start waits for it. */
  readonly check: LongCheck | undefined;
}

/** @throws StartupError when the folder cannot be written or another process holds it. */
export const openDataFolder = ({ config, opened }: Startup): DataFolder =>
  opened.adopt(takeDataFolder(config.data, config['expect-data']), (folder) => folder.release());

/** @throws StartupError when the store is damaged, cannot be brought to the schema, or its key is not the right one. */
export async function openStore(
  { config, log, opened }: Startup,
  { databaseFile: file }: DataFolder,
  { listener }: Network,
  openDatabase: OpenDatabase,
): Promise<OpenStore> {
  const check = opened.use(await checkAtStart(file)); // Ended also where the start fails; its process would keep this one alive.
  const watch = opened.use(new StoreWatch(file, log));
  const checkpoints = opened.use(new Checkpoints(file, log));
  const db = opened.adopt(openDatabase(file, { onFault: watch.onFault, checkpoints }), (open) => open.destroy());
  opened.use(repeat('checkpoint', everyMinute, () => checkpoints.maintain(), log));
  await upgrade({ db, file, listener, log });
  const sealer = await openSealerAtStart(config, db);
  const smtp = readSmtpConfig(config);
  const directory = createStore(db, sealer, (levels) => isSmtpUsable(levels, smtp));
  await directory.attempts.endPending();
  return { db, sealer, directory, writing: createWritingGate(config), watch, lease: leaseMaker(db, opened), check };
}

/** Each is given up when the server stops, before the store is closed. */
function leaseMaker(db: Connection, opened: AsyncDisposableStack): OpenStore['lease'] {
  const parts = { leases: leases(db), holder: leaseHolder(db), wall: Date.now, elapsed: () => performance.now() };
  return (name) => opened.use(new Lease(name, parts));
}

/** From now on it is watched that the store is there. A check that goes on runs beside the server. */
export function watchStore({ opened }: Startup, { watch, check }: OpenStore, background: Background): void {
  watch.begin();
  if (!check) return;
  opened.use(check); // Once more, so that it ends before the background work that waits for it.
  background.run(() => watch.await(check));
}

/** On a full disk, requests that only read are served as before. */
export async function readiness({ watch }: OpenStore): Promise<Readiness> {
  const reason = await watch.check();
  if (reason === undefined) return { status: 'ready' };
  return { status: reason === 'full' ? 'degraded' : 'unavailable', reason };
}
