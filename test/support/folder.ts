import { mkdtempSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

const prefix = () => join(tmpdir(), 'gatehouse-test-');

/** A temporary folder that goes away at the end of the block. */
export async function temporaryFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(prefix());
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** A temporary folder for all tests of a suite. */
export function useFolder(): string {
  const path = mkdtempSync(prefix());
  after(() => rm(path, { recursive: true, force: true }));
  return path;
}
