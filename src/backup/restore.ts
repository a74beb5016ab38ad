import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { open, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartupError } from '../errors.ts';
import { syncFolder } from '../sync-folder.ts';
import { temporaryFolder } from './folder.ts';
import { keyName, type Manifest, storeName } from './manifest.ts';
import type { Unlocking } from './protection.ts';
import { needingRoom } from './room.ts';
import { requireSameKey, type UnpackedBackup, unpackBackup } from './verify.ts';

export interface RestoreRequest {
  readonly file: string;
  /** The data folder to fill: missing or empty. */
  readonly data: string;
  readonly unlocking: Unlocking;
  /** The installation key, when it is configured rather than in the backup. */
  readonly installationKey: Buffer | undefined;
  /** What is done with the unpacked store before it is put in place: the last checks, and the record of the restoration. */
  readonly complete: (backup: UnpackedBackup) => Promise<void>;
}

/**
 * Fills an empty data folder from a backup. Nothing is put in place before everything was checked, so an interruption at
 * any moment leaves an empty folder or a complete one.
 *
 * @throws StartupError when the folder holds something, the backup is not whole, or the key is missing.
 */
export async function restoreBackup(request: RestoreRequest): Promise<Manifest> {
  const { file, data } = request;
  requireEmpty(data);
  mkdirSync(data, { recursive: true, mode: 0o700 });
  await using folder = await temporaryFolder(data);
  const storeSize = () => statSync(join(folder.path, storeName)).size;
  return await needingRoom({ folder: data, what: file, storeSize }, () => fill(request, folder.path));
}

/** @param folder where it is unpacked and checked. */
async function fill(
  { file, data, unlocking, complete, ...request }: RestoreRequest,
  folder: string,
): Promise<Manifest> {
  const backup = await unpackBackup(file, folder, unlocking);
  const { manifest } = backup;
  requireSameKey(manifest, request.installationKey, file);
  const installationKey = request.installationKey ?? backup.installationKey;
  if (!installationKey && manifest.keyFingerprint !== null) {
    throw new StartupError(
      `The installation key is not in ${file}. Put it into GATEHOUSE_INSTALLATION_KEY, or name its file with --installation-key-file.`,
    );
  }
  await complete({ ...backup, installationKey });
  await putInPlace(backup.storeFile, data, installationKey);
  return manifest;
}

/** @throws StartupError when the disk does not take it. */
async function putInPlace(storeFile: string, data: string, installationKey: Buffer | undefined): Promise<void> {
  try {
    await sync(storeFile);
    if (installationKey) {
      const text = `${installationKey.toString('base64')}\n`;
      await writeFile(join(data, keyName), text, { mode: 0o600, flag: 'wx', flush: true });
    }
    // The store comes last: without it, nobody takes the folder for a complete one.
    await rename(storeFile, join(data, storeName));
    syncFolder(data);
  } catch (error) {
    const { message } = error as Error;
    throw new StartupError(`The disk does not take what belongs into ${data} (${message}). Empty it, and try again.`, {
      cause: error,
    });
  }
}

/**
 * What an interrupted start or restoration may have left, and what a backup does not have. None of it is the only copy of
 * anything.
 */
const harmless = /^(gatehouse\.lock(-journal)?|breached\.filter|lost\+found|\.gatehouse-.*)$/;

function requireEmpty(data: string): void {
  if (!existsSync(data)) return;
  const [found] = readdirSync(data).filter((name) => !harmless.test(name));
  if (found === undefined) return;
  throw new StartupError(
    `${data} holds ${found}. A backup is restored into an empty folder only: move what is there out of the way, or name another folder with --data.`,
  );
}

async function sync(file: string): Promise<void> {
  await using handle = await open(file, 'r+');
  await handle.sync();
}
