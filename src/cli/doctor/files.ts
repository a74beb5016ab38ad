import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isOpenToOthers } from '../../store/private-file.ts';
import { type Check, type Finding, orElse } from './finding.ts';

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

const openToOthers = (path: string): string =>
  `Other users of the machine can read or write ${path}. Take that away with: chmod go= ${path}`;

/** Whether other users of the machine can read or write the data folder or what is in it. */
export const files: Check = async ({ config }) => {
  const open = names.map((name) => join(config.data, name)).filter((path) => existsSync(path) && isOpenToOthers(path));
  const found = open.map((path) => ({
    ...{ check, level: 'error' as const },
    text: openToOthers(path),
  }));
  return orElse(found, check, `Only their owner reads and writes the files in ${config.data}.`);
};

/** Whether other users can read a file that a setting names: whoever mounts a secret may not be able to help it. */
export const openFile = (subject: Finding['check'], file: string | undefined): readonly Finding[] =>
  file === undefined || !isOpenToOthers(file) ? [] : [{ check: subject, level: 'warning', text: openToOthers(file) }];
