import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { requireEmbeddedToRestore } from '../backup/database.ts';
import { restoreBackup } from '../backup/restore.ts';
import type { UnpackedBackup } from '../backup/verify.ts';
import { breachedFilterOf } from '../config/breached.ts';
import { readConfig } from '../config/read.ts';
import { storeUrlOf } from '../config/store.ts';
import { operatorEntry } from '../directory/audit/entry.ts';
import { verifyLog } from '../directory/audit/verify.ts';
import { hostId } from '../directory/organization.ts';
import { permitOperator } from '../directory/permission.ts';
import type { Store } from '../directory/store.ts';
import { StartupError } from '../errors.ts';
import { upgradeSeals } from '../installation-sealer.ts';
import { takeDataFolder } from '../store/data-folder.ts';
import { migrate } from '../store/migrate.ts';
import { openStore } from '../store/open.ts';
import { createStore } from '../store/store.ts';
import { describeFilter } from './breached.ts';
import type { Command } from './command.ts';
import { printLine } from './print-line.ts';
import { keyOptions, storeOptions } from './running-store.ts';
import { unlockingOf, unlockingValues } from './unlocking.ts';

export const restore: Command = {
  name: 'restore',
  summary: 'Fill an empty data folder from a backup.',
  description: [
    'Checks the backup (every byte, version, installation key, store, references, audit chains) and then fills the data folder,',
    'which must be empty: nothing is ever overwritten. If the installation key is known, the audit log of the host records the',
    'restoration. Passwords, sessions and tokens are those of the time of the backup.',
  ].join('\n'),
  examples: ['restore gatehouse.tar.gz --data /var/lib/gatehouse --installation-key-file installation.key'],
  argument: { placeholder: 'FILE' },
  values: unlockingValues,
  options: [...storeOptions, ...keyOptions, 'breached-filter', 'config'],
  run: async (flags, file = '') => {
    process.umask(0o077);
    // The key of the backup may be another one than that of the server in whose environment this runs.
    const { GATEHOUSE_INSTALLATION_KEY: _, ...others } = process.env;
    const environment = flags['installation-key-file'] === undefined ? process.env : others;
    const config = await readConfig({ flags, environment });
    requireEmbeddedToRestore(storeUrlOf(config));
    const folder = takeDataFolder(config.data);
    try {
      const manifest = await restoreBackup({
        file: resolve(file),
        data: config.data,
        unlocking: unlockingOf(flags),
        installationKey: config['installation-key'],
        complete,
      });
      printLine(`${config.data} is restored to ${manifest.createdAt}. Start the server as usual.`);
      const { breachedFilter } = manifest;
      if (breachedFilter && !existsSync(breachedFilterOf(config))) {
        printLine(`A backup has no filter of breached passwords. There was one: ${describeFilter(breachedFilter)}.`);
        printLine('Import it, or the corpus, with "gatehouse breached import".');
      }
      return 0;
    } finally {
      folder.release();
    }
  },
};

/** Brings the store to this version's schema, checks the audit logs, and records the restoration. */
async function complete({ storeFile, manifest, installationKey }: UnpackedBackup): Promise<void> {
  const db = openStore(storeFile);
  try {
    await migrate(db);
    const store = createStore(db, installationKey && (await upgradeSeals(installationKey, db)));
    const broken = await brokenChains(store, installationKey !== undefined);
    if (broken.length > 0) throw new StartupError(`The audit log in the backup is broken: ${broken.join('; ')}.`);
    // Without the key nobody can sign what the log says.
    if (!installationKey) return;
    const { createdAt, version } = manifest;
    const restored = {
      category: 'Backup',
      action: 'Restore',
      targetId: null,
      details: { createdAt, version },
    } as const;
    const entry = operatorEntry(Date.now(), { organizationId: hostId, ...restored });
    await store.transaction(({ audit }) => audit.append(entry));
  } finally {
    await db.destroy();
  }
}

async function brokenChains(store: Store, checksSignatures: boolean): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const organizationId of await store.audit.organizationIds()) {
    const { fault } = await verifyLog(store, permitOperator('audit.read', organizationId), checksSignatures);
    if (fault) broken.push(`entry ${fault.sequence} of ${organizationId} is ${fault.reason}`);
  }
  return broken;
}
