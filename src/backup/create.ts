import { statSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { BreachedFilter } from '../breached/filter.ts';
import type { FilterFacts } from '../breached/filter-file.ts';
import { StartupError } from '../errors.ts';
import { integrityProblems } from '../store/sqlite/integrity.ts';
import { type SnapshotProgress, snapshot } from '../store/sqlite/snapshot.ts';
import { storedMigrations } from '../store/sqlite/stored-migrations.ts';
import { syncFolder } from '../sync-folder.ts';
import { productVersion } from '../version.ts';
import { writeArchive } from './archive.ts';
import { temporaryFolder } from './folder.ts';
import { fileFacts, keyFingerprint, keyName, type Manifest, manifestName, storeName } from './manifest.ts';
import type { Protection } from './protection.ts';
import { needingRoom } from './room.ts';

export interface BackupRequest {
  /** The data folder. A server may be using it. */
  readonly data: string;
  /** The backup file to make. */
  readonly file: string;
  readonly protection: Protection;
  /** Where the filter of breached passwords is, or would be. */
  readonly breachedFilter: string;
  /** What opens the sealed parts of the store, if it is known. */
  readonly installationKey: Buffer | undefined;
  /** Whether the installation key goes into the backup. */
  readonly withKey: boolean;
  readonly onProgress: SnapshotProgress;
}

/**
 * Makes a backup file: complete and on the disk under its name, or not there at all. The copy is checked before it is packed,
 * so that a store that is damaged does not replace good backups.
 *
 * @throws StartupError when there is no store, no room, or the copy is not whole.
 */
export async function createBackup(request: BackupRequest): Promise<Manifest> {
  const { data, file } = request;
  const storeSize = () => statSync(join(data, storeName)).size;
  try {
    await using folder = await temporaryFolder(dirname(file));
    const what = `The backup ${file}`;
    return await needingRoom({ folder: dirname(file), what, storeSize }, () => make(request, folder.path));
  } catch (error) {
    if (error instanceof StartupError) throw error;
    throw new StartupError(`The backup ${file} cannot be written (${(error as Error).message}).`);
  }
}

/** @param folder where it is put together. */
async function make(request: BackupRequest, folder: string): Promise<Manifest> {
  const { file, protection, installationKey, withKey, onProgress } = request;
  const copy = join(folder, storeName);
  await snapshot(join(request.data, storeName), copy, onProgress);
  const [problem] = integrityProblems(copy, 'quick');
  if (problem !== undefined) throw new StartupError(`The store is damaged: ${problem}. No backup was made.`);
  const manifest = await describeCopy(copy, request);
  await writeFile(join(folder, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
  if (withKey && installationKey) await writeFile(join(folder, keyName), `${installationKey.toString('base64')}\n`);
  const names = [manifestName, storeName, ...(withKey && installationKey ? [keyName] : [])];
  const draft = join(folder, basename(file));
  await writeArchive(draft, folder, names, protection);
  await rename(draft, file);
  syncFolder(dirname(file));
  return manifest;
}

async function describeCopy(copy: string, { installationKey, breachedFilter }: BackupRequest): Promise<Manifest> {
  return {
    format: 1,
    version: productVersion,
    createdAt: new Date().toISOString(),
    migrations: storedMigrations(copy),
    store: await fileFacts(copy),
    keyFingerprint: installationKey ? keyFingerprint(installationKey) : null,
    breachedFilter: await factsOf(breachedFilter),
  };
}

/** A backup does not fail for want of it. */
async function factsOf(breachedFilter: string): Promise<FilterFacts | undefined> {
  const filter = await BreachedFilter.open(breachedFilter).catch(() => undefined);
  await filter?.[Symbol.asyncDispose]();
  return filter?.facts;
}
