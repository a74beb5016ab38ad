import { join } from 'node:path';
import { readConfig } from '../config.ts';
import { audit } from './doctor/audit.ts';
import { files } from './doctor/files.ts';
import { type Check, examine, report } from './doctor/finding.ts';
import { ids } from './doctor/ids.ts';
import { key } from './doctor/key.ts';
import { integrity, schema } from './doctor/store.ts';
import type { Command } from './run.ts';
import { withRunningStore } from './running-store.ts';

export const doctor: Command = {
  name: 'doctor',
  summary: 'Look whether the installation is in order.',
  description: [
    'Looks at permissions of files, the store and its schema, the installation key, ids that two accounts have, and the',
    'audit logs, and says of each whether it is in order or what to do. Reads the whole store, and changes nothing. The',
    'server may run meanwhile. The exit code is 1 when something is wrong; a warning alone leaves it 0.',
  ].join('\n'),
  switches: { json: 'Print the findings as a JSON array.' },
  options: ['data', 'installation-key', 'config'],
  run: async (flags) => {
    const config = await readConfig({ flags, environment: process.env });
    return await withRunningStore(config, async (db) => {
      const storeFile = join(config.data, 'gatehouse.db');
      return report(await examine({ config, db, storeFile }, first, further), flags.json);
    });
  },
};

const first: readonly Check[] = [files, integrity, schema];
const further: readonly Check[] = [key, ids, audit];
