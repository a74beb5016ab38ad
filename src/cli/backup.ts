import { existsSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { backupName, deleteOldBackups } from '../backup/collection.ts';
import { createBackup } from '../backup/create.ts';
import { requireEmbeddedToSave } from '../backup/database.ts';
import { readProtection } from '../backup/protection.ts';
import { verifyBackup } from '../backup/verify.ts';
import { breachedFilterOf } from '../config/breached.ts';
import { readConfig } from '../config/read.ts';
import type { Config } from '../config/settings.ts';
import { storeUrlOf } from '../config/store.ts';
import { StartupError } from '../errors.ts';
import { keyFileOf } from '../installation-sealer.ts';
import { openInstallationKey } from '../token/keys/installation-key.ts';
import type { Command } from './command.ts';
import { printLine } from './print-line.ts';
import { createProgress } from './progress.ts';
import { storeOptions } from './running-store.ts';
import { exitWhenStopped } from './stop-signal.ts';
import { unlockingOf, unlockingValues } from './unlocking.ts';

export const backup: Command = {
  name: 'backup',
  summary: 'Save the store in one file, beside a running server.',
  description: [
    'Saves the store as it is at this moment, while the server runs. TARGET is the file to make, or a folder, in which the new',
    'file has the time in its name. The file is what "tar --gzip" makes, encrypted by "age" when you name a recipient or a',
    'password: both programs open it without Gatehouse. It is checked before it gets its name.',
    '',
    'The installation key is in it only when it is encrypted, or with --with-key. Otherwise keep installation.key apart: a',
    'store without it has lost its signing keys, and anyone who has both has everything but the passwords.',
  ].join('\n'),
  examples: ['backup /var/backups/gatehouse --keep 7 --recipient age1…', 'backup gatehouse.tar.gz'],
  argument: { placeholder: 'TARGET' },
  values: {
    keep: { placeholder: 'N', doc: 'In a folder: delete all but the latest N backups when this one is made.' },
    recipient: {
      placeholder: 'AGE',
      doc: 'Encrypt it for the holder of the identity of this recipient (age1…); several with commas.',
    },
    'password-file': {
      placeholder: 'FILE',
      doc: 'Encrypt it with the password in the first and only line of this file.',
    },
  },
  switches: { 'with-key': 'Put the installation key into the backup although it is not encrypted.' },
  options: [...storeOptions, 'installation-key', 'breached-filter', 'config'],
  run: async (flags, target = '') => {
    process.umask(0o077);
    exitWhenStopped();
    const config = await readConfig({ flags, environment: process.env });
    requireEmbeddedToSave(storeUrlOf(config));
    const keep = readKeep(flags.keep);
    const folder = isFolder(target) ? resolve(target) : undefined;
    if (keep !== undefined && folder === undefined) throw new StartupError('--keep needs a folder as the target.');
    const protection = readProtection(flags.recipient, flags['password-file']);
    const file = folder === undefined ? resolve(target) : join(folder, backupName(new Date(), protection));
    if (existsSync(file)) throw new StartupError(`${file} exists already. A backup does not replace a file.`);
    const withKey = protection.kind !== 'none' || flags['with-key'] !== undefined;
    const progress = createProgress('Copying the store');
    const installationKey = keyOf(config);
    const what = { data: config.data, breachedFilter: breachedFilterOf(config), installationKey, withKey };
    const request = { ...what, file, protection, onProgress: progress.show };
    const { store } = await createBackup(request).finally(progress.end);
    const deleted =
      folder !== undefined && keep !== undefined ? await deleteOldBackups(folder, basename(file), keep) : 0;
    const older = deleted > 0 ? ` ${deleted} older deleted.` : '';
    printLine(`${file}: ${store.size} bytes of store, SHA-256 ${store.sha256}.${older}`);
    return 0;
  },
};

export const backupVerify: Command = {
  name: 'backup verify',
  summary: 'Check that a backup can be restored.',
  description: [
    'Unpacks the backup beside itself, as a restoration would, and checks it: every byte, the version, the installation key',
    'if it is known, and the store with its references. Nothing is left behind.',
  ].join('\n'),
  examples: ['backup verify gatehouse.tar.gz'],
  argument: { placeholder: 'FILE' },
  values: unlockingValues,
  options: [],
  run: async (flags, file = '') => {
    process.umask(0o077);
    const { createdAt, version } = await verifyBackup(resolve(file), unlockingOf(flags));
    printLine(`${file} is whole: made ${createdAt} by Gatehouse ${version}.`);
    return 0;
  },
};

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

function readKeep(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new StartupError(`--keep: "${text}" is not a whole number from 1 to 99999.`);
}

/** Undefined when it is neither configured nor in the data folder: the backup then says nothing about it. */
function keyOf(config: Config): Buffer | undefined {
  const { 'installation-key': configured } = config;
  const file = keyFileOf(config);
  if (!configured && !existsSync(file)) return undefined;
  return openInstallationKey({ configured, file, isFirstStart: false });
}
