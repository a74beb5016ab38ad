import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { StartupError } from '../../errors.ts';
import { isForbidden, ownersAdvice } from '../../file-rights.ts';
import { syncFolder } from '../../sync-folder.ts';

const keyBytes = 32;

export interface InstallationKeySource {
  /** The configured key, if there is one: 32 bytes. */
  readonly configured: Buffer | undefined;
  /** The key file, used otherwise. */
  readonly file: string;
  /** Whether nothing was sealed yet, so that a new key can be made. */
  readonly isFirstStart: boolean;
}

/**
 * Reads the key with which the secrets in the store are sealed: from the configuration, or else from the key file, which
 * the first start makes.
 *
 * @param opens whether a key is the one of the store. The file has two while everything is sealed with a new key.
 * @throws StartupError when the key is missing, malformed, or in a file that other users of the machine can read.
 */
export function openInstallationKey(
  { configured, file, isFirstStart }: InstallationKeySource,
  opens?: (key: Buffer) => boolean,
): Buffer {
  if (configured) return requireKey(configured, 'The installation key is not 32 bytes long.');
  const found = readKeyFile(file);
  if (found) return opens ? (found.find(opens) ?? (found[0] as Buffer)) : requireOnlyKey(found, file);
  if (isFirstStart) return createKeyFile(file);
  throw new StartupError(
    `The key file ${file} is missing. It opens the signing keys in the store: restore it from a backup, or configure the installation key.`,
  );
}

function requireOnlyKey([key, ...others]: readonly Buffer[], file: string): Buffer {
  if (key && others.length === 0) return key;
  throw new StartupError(
    `${file} holds two keys, because a change of the key was interrupted. Start the server, or run "keys reseal", to end it.`,
  );
}

export const newInstallationKey = (): Buffer => randomBytes(keyBytes);

/**
 * The keys in the file: one, or two while everything is sealed with a new key, the old one first. Undefined when there is no
 * file. Permissions and content are read through one descriptor, so that nobody can replace the file in between.
 *
 * @throws StartupError when it is malformed, or can be read by other users of the machine.
 */
export function readKeyFile(file: string): readonly Buffer[] | undefined {
  const descriptor = openIfPresent(file);
  if (descriptor === undefined) return undefined;
  try {
    requirePrivate(file, fstatSync(descriptor).mode);
    const lines = readFileSync(descriptor, 'utf8').trim().split(/\r?\n/);
    const complaint = `The key file ${file} does not hold 32 bytes in base64. Restore it from a backup.`;
    if (lines.length > 2) throw new StartupError(complaint);
    return lines.map((line) => requireKey(readKey(line.trim()), complaint));
  } finally {
    closeSync(descriptor);
  }
}

const readKey = (text: string): Buffer => Buffer.from(/^[A-Za-z0-9+/]{43}=$/.test(text) ? text : '', 'base64');

function openIfPresent(file: string): number | undefined {
  try {
    return openSync(file, 'r');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    const advice = isForbidden(error) ? ` ${ownersAdvice}.` : '';
    throw new StartupError(`The key file ${file} cannot be read (${code}).${advice}`);
  }
}

function requirePrivate(file: string, mode: number): void {
  // Windows keeps permissions elsewhere; its mode bits say nothing.
  if (process.platform === 'win32' || (mode & 0o077) === 0) return;
  throw new StartupError(`The key file ${file} can be read by other users. Take that away with: chmod 600 ${file}`);
}

function requireKey(key: Buffer, complaint: string): Buffer {
  if (key.length !== keyBytes) throw new StartupError(complaint);
  return key;
}

function createKeyFile(file: string): Buffer {
  const key = newInstallationKey();
  writeKeyFile(file, [key]);
  return key;
}

/**
 * Writes the file, complete and flushed to the disk, or leaves it as it was, wherever the process is interrupted.
 *
 * @throws StartupError when it cannot be written.
 */
export function writeKeyFile(file: string, keys: readonly Buffer[]): void {
  const draft = `${file}.${randomBytes(8).toString('hex')}`;
  try {
    const descriptor = openSync(draft, 'wx', 0o600);
    try {
      writeFileSync(descriptor, keys.map((key) => `${key.toString('base64')}\n`).join(''));
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(draft, file);
    forgetDrafts(file);
    syncFolder(dirname(file));
  } catch (error) {
    throw new StartupError(`The key file ${file} cannot be made (${(error as NodeJS.ErrnoException).code}).`);
  }
}

/** Deletes drafts that an interruption has left: they contain keys. */
function forgetDrafts(file: string): void {
  const isDraft = (name: string) => name.startsWith(`${basename(file)}.`) && /\.[0-9a-f]{16}$/.test(name);
  for (const name of readdirSync(dirname(file)).filter(isDraft)) rmSync(join(dirname(file), name));
}
