import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Check, orElse } from './finding.ts';

const check = 'files';
const names = [
  '.',
  'gatehouse.db',
  'gatehouse.db-wal',
  'gatehouse.db-shm',
  'gatehouse.lock',
  'installation.key',
  'breached.filter',
];

/** Whether other users of the machine can read or write the data folder or what is in it. */
export const files: Check = async ({ config }) => {
  // Windows keeps permissions elsewhere; its mode bits say nothing.
  if (process.platform === 'win32') return [];
  const open = names
    .map((name) => join(config.data, name))
    .filter((path) => existsSync(path) && (statSync(path).mode & 0o077) !== 0);
  const found = open.map((path) => ({
    ...{ check, level: 'error' as const },
    text: `Other users of the machine can read or write ${path}. Take that away with: chmod go= ${path}`,
  }));
  return orElse(found, check, `Only their owner reads and writes the files in ${config.data}.`);
};
