import { createHash, createHmac } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { FilterFacts } from '../breached/filter-file.ts';
import { StartupError } from '../errors.ts';

/** What a backup says about itself: `manifest.json`, the first file in it. */
export interface Manifest {
  /** Of the backup file. This version reads and writes 1. */
  readonly format: 1;
  /** Which Gatehouse made it. */
  readonly version: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Names of the migrations that the store has had. */
  readonly migrations: readonly string[];
  readonly store: FileFacts;
  /** Which installation key opens what is sealed in the store. Null when the key was not known when the backup was made. */
  readonly keyFingerprint: string | null;
  /** The filter of breached passwords that was in use, which is not in the backup. Absent when there was none. */
  readonly breachedFilter?: FilterFacts | undefined;
}

export interface FileFacts {
  /** In bytes. */
  readonly size: number;
  /** SHA-256, hexadecimal. */
  readonly sha256: string;
}

export const manifestName = 'manifest.json';
export const storeName = 'gatehouse.db';
export const keyName = 'installation.key';

/** Tells whether two installation keys are the same, and nothing else about them. */
export const keyFingerprint = (installationKey: Buffer): string =>
  createHmac('sha256', installationKey)
    .update('Gatehouse: fingerprint of the installation key')
    .digest('hex')
    .slice(0, 32);

/** Reads all of the file, piece by piece. */
export async function fileFacts(file: string): Promise<FileFacts> {
  const hash = createHash('sha256');
  let size = 0;
  await pipeline(createReadStream(file), async (pieces: AsyncIterable<Buffer>) => {
    for await (const piece of pieces) {
      size += piece.length;
      hash.update(piece);
    }
  });
  return { size, sha256: hash.digest('hex') };
}

/** @throws StartupError when this version cannot read the manifest. */
export function readManifest(text: string, backupFile: string): Manifest {
  let manifest: Partial<Manifest>;
  try {
    manifest = Object(JSON.parse(text)) as Partial<Manifest>;
  } catch {
    throw new StartupError(`${backupFile} is damaged: what it says about itself cannot be read.`);
  }
  if (manifest.format !== 1) {
    throw new StartupError(
      `${backupFile} was made by a newer Gatehouse (${manifest.version}). Use that one, or newer.`,
    );
  }
  const { store, migrations } = manifest;
  if (typeof store?.sha256 === 'string' && typeof store.size === 'number' && Array.isArray(migrations)) {
    return manifest as Manifest;
  }
  throw new StartupError(`${backupFile} is damaged: what it says about itself is incomplete.`);
}
