import { readConfig } from '../config/read.ts';
import { type Config, settings } from '../config/settings.ts';
import { type AuditEntry, operatorEntry } from '../directory/audit/entry.ts';
import { hostId } from '../directory/organization.ts';
import { StartupError } from '../errors.ts';
import { keyFileOf, openSealerAtStart } from '../installation-sealer.ts';
import type { Connection } from '../store/open.ts';
import { type Reseal, type ResealCounts, reseal, Unopened } from '../store/reseal.ts';
import { signingKeys } from '../store/signing-keys.ts';
import { newInstallationKey, readKeyFile, writeKeyFile } from '../token/keys/installation-key.ts';
import { isInstallationKeyOf, opensSigningKeys } from '../token/keys/opens-keys.ts';
import { createSealer } from '../token/keys/sealer.ts';
import type { Command } from './command.ts';
import { UsageError } from './options.ts';
import { keyOptions, storeOptions } from './running-store.ts';
import { withStoppedStore } from './stopped-store.ts';

const newKeyVariable = 'GATEHOUSE_NEW_INSTALLATION_KEY';

export const keysReseal: Command = {
  name: 'keys reseal',
  summary: 'Seal everything in the store under a new installation key.',
  description: [
    'Makes a new installation key, seals everything that is sealed in the store under the new key, signs the ends of the',
    'audit logs with it, and puts it into the key file. Stop the server first. It is safe to interrupt: at every moment the',
    'key file opens the store.',
    '',
    `If the key is in a variable or a file of its own, put the new one (openssl rand -base64 32) into ${newKeyVariable}`,
    'for this command, and in place of the old one for the server afterwards.',
    '',
    'Anyone who had the old key and a copy of the store may know the signing keys: "keys rotate --compromised" ends them.',
  ].join('\n'),
  examples: ['keys reseal --data /var/lib/gatehouse'],
  switches: {
    lost: 'The old key is lost: what it sealed is removed, and the audit logs are signed as they stand.',
  },
  options: [...storeOptions, ...keyOptions, 'config'],
  run: async (flags) => {
    process.umask(0o077);
    const config = await readConfig({ flags, environment: process.env });
    const isLost = flags.lost !== undefined;
    return await withStoppedStore(config, async (db) => {
      process.stdout.write(report(await changeKey(config, db, isLost)));
      return 0;
    });
  },
};

async function changeKey(config: Config, db: Connection, isLost: boolean): Promise<ResealCounts> {
  const keys = await signingKeys(db).all();
  if (keys.length === 0) throw new StartupError('Nothing is sealed yet. The first start of the server makes the key.');
  if (isLost) return await startWithoutOldKey(config, db, isInstallationKeyOf(keys));
  const sealer = await openSealerAtStart(config, db);
  if (!opensSigningKeys(sealer, await signingKeys(db).all())) throw new StartupError(wrongKey);
  const next = nextKey(config);
  const file = keyFileOf(config);
  const old = config['installation-key'] ? undefined : readKeyFile(file)?.[0];
  // At every moment the file has the key that opens the store.
  if (old) writeKeyFile(file, [old, next]);
  const counts = await sealUnder(db, next, { open: sealer.unseal, signedBy: sealer });
  if (old) writeKeyFile(file, [next]);
  return counts;
}

const wrongKey =
  'The installation key does not open the signing keys in the store. If the right one is lost, see --lost in "gatehouse keys reseal --help".';

/** With a key that opens nothing yet: the one in the variable, or else a new one in the file. */
async function startWithoutOldKey(
  config: Config,
  db: Connection,
  opens: (key: Buffer) => boolean,
): Promise<ResealCounts> {
  const file = keyFileOf(config);
  const { 'installation-key': configured } = config;
  const known = configured ? [configured] : (readKeyFile(file) ?? []);
  if (known.some(opens)) throw new StartupError('The key is not lost: it opens the store. Leave out --lost.');
  if (!configured && known.length > 0) {
    throw new StartupError(`${file} does not open this store. Move it away first: it may be the key of another store.`);
  }
  const next = configured ?? newInstallationKey();
  if (!configured) writeKeyFile(file, [next]);
  return await sealUnder(db, next, { open: () => undefined, signedBy: null });
}

async function sealUnder(db: Connection, key: Buffer, before: Omit<Reseal, 'to'>): Promise<ResealCounts> {
  const takesLoss = before.signedBy === null;
  try {
    return await reseal(db, { ...before, to: createSealer(key) }, { takesLoss, entry: resealEntry });
  } catch (error) {
    if (!(error instanceof Unopened)) throw error;
    throw new StartupError(`${error.message} Nothing was changed.`);
  }
}

function resealEntry(counts: ResealCounts): AuditEntry {
  const update = { category: 'InstallationKey', action: 'Update', targetId: null, details: { ...counts } } as const;
  return operatorEntry(Date.now(), { organizationId: hostId, ...update });
}

function nextKey(config: Config): Buffer {
  const text = process.env[newKeyVariable];
  if (text === undefined && config['installation-key']) {
    throw new UsageError(`The key is configured: put the new one into ${newKeyVariable}.`);
  }
  if (text === undefined) return newInstallationKey();
  const read = settings['installation-key'].read(text);
  if ('value' in read && read.value) return read.value;
  throw new StartupError(`${newKeyVariable} is not 32 bytes in base64.`);
}

function report({ signingKeys: keys, settings: passwords, mailLinks, lost, unsignedLogs }: ResealCounts): string {
  const parts = [`${keys} signing keys`, `${passwords} passwords of mail servers`, `${mailLinks} links of letters`];
  const lines = [`Sealed again: ${parts.join(', ')}.`];
  if (lost > 0) lines.push(`${lost} of them could not be opened and are gone.`);
  if (unsignedLogs > 0)
    lines.push(`${unsignedLogs} audit logs had no genuine end, and have none now: see "audit verify".`);
  return `${lines.join('\n')}\n`;
}
