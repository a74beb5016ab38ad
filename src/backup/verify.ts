import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StartupError } from '../errors.ts';
import { integrityProblems } from '../store/sqlite/integrity.ts';
import { knowsMigrations } from '../store/sqlite/stored-migrations.ts';
import { readArchive } from './archive.ts';
import { temporaryFolder } from './folder.ts';
import {
  fileFacts,
  keyFingerprint,
  keyName,
  type Manifest,
  manifestName,
  readManifest,
  storeName,
} from './manifest.ts';
import type { Unlocking } from './protection.ts';
import { needingRoom } from './room.ts';

/** A backup that was found whole, unpacked in a folder. */
export interface UnpackedBackup {
  readonly manifest: Manifest;
  readonly storeFile: string;
  /** The installation key, when it is in the backup. */
  readonly installationKey: Buffer | undefined;
}

/**
 * Checks a backup beside itself, and leaves nothing behind.
 *
 * @throws StartupError saying what is wrong.
 */
export async function verifyBackup(file: string, unlocking: Unlocking): Promise<Manifest> {
  await using folder = await temporaryFolder(dirname(file));
  const storeSize = () => statSync(join(folder.path, storeName)).size;
  const purpose = { folder: dirname(file), what: file, storeSize };
  const { manifest } = await needingRoom(purpose, () => unpackBackup(file, folder.path, unlocking));
  return manifest;
}

/**
 * Unpacks a backup into an empty folder and checks it: that every byte is as it was written, that this version can read
 * it, and that the store in it is whole, references included.
 *
 * @throws StartupError saying what is wrong; otherwise as `readArchive` and `integrityProblems` do.
 */
export async function unpackBackup(file: string, folder: string, unlocking: Unlocking): Promise<UnpackedBackup> {
  await readArchive(file, folder, [manifestName, storeName, keyName], unlocking);
  const storeFile = join(folder, storeName);
  if (!existsSync(storeFile)) throw new StartupError(`${file} is not a backup of Gatehouse: it holds no store.`);
  const manifest = readManifest(textIn(folder, manifestName) ?? '', file);
  const { size, sha256 } = await fileFacts(storeFile);
  if (size !== manifest.store.size || sha256 !== manifest.store.sha256) {
    throw new StartupError(`${file} is damaged: the store in it is not the one that was saved.`);
  }
  if (!knowsMigrations(manifest.migrations)) {
    throw new StartupError(`${file} was made by a newer Gatehouse (${manifest.version}). Use that one, or newer.`);
  }
  const [problem] = integrityProblems(storeFile, 'full');
  if (problem !== undefined) throw new StartupError(`The store in ${file} is damaged: ${problem}.`);
  const key = textIn(folder, keyName);
  const installationKey = key === undefined ? undefined : Buffer.from(key, 'base64');
  requireSameKey(manifest, installationKey, file);
  return { manifest, storeFile, installationKey };
}

/** @throws StartupError when the key cannot be the one that the backup was made with. */
export function requireSameKey({ keyFingerprint: expected }: Manifest, key: Buffer | undefined, file: string): void {
  if (!key || expected === null || keyFingerprint(key) === expected) return;
  throw new StartupError(`The installation key is not the one that ${file} was made with.`);
}

const textIn = (folder: string, name: string): string | undefined =>
  existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8').trim() : undefined;
