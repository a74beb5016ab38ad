import { readConfig } from '../config/read.ts';
import { settings } from '../config/settings.ts';
import type { Command } from './command.ts';
import { audit } from './doctor/audit.ts';
import { breachedFilter, breachedSource } from './doctor/breached.ts';
import { configuration } from './doctor/configuration.ts';
import { expiry } from './doctor/expiry.ts';
import { files } from './doctor/files.ts';
import { type Check, examine, report } from './doctor/finding.ts';
import { ids } from './doctor/ids.ts';
import { key } from './doctor/key.ts';
import { clock, room } from './doctor/machine.ts';
import { mail } from './doctor/mail.ts';
import { names } from './doctor/names.ts';
import { nodes } from './doctor/nodes.ts';
import { passwords } from './doctor/passwords.ts';
import { pepper } from './doctor/pepper.ts';
import { integrityOf, schema } from './doctor/store.ts';
import { withStoreAsItIs } from './running-store.ts';

export const doctor: Command = {
  name: 'doctor',
  summary: 'Check whether the installation is in order.',
  description: [
    'Checks the settings, permissions of files, room on the disk, the store and its schema, the installation key, the pepper, how',
    'passwords are hashed, the clock, whether other nodes have other settings, mail and letters that were given up, certificates',
    'and client secrets that expire, ids and names that two accounts have, the filter of breached passwords, and the audit logs',
    'with their ends. Prints a line for each: that it is in order, or what to do. Reads the whole store, and changes nothing. The',
    'server may be running: give this command the same settings. The exit code is 1 when something is wrong; a warning alone',
    'leaves it 0.',
  ].join('\n'),
  examples: ['doctor --data /var/lib/gatehouse', 'doctor --json'],
  switches: { json: 'Print the findings as a JSON array.' },
  options: [...Object.keys(settings), 'config'],
  run: async (flags) => {
    const config = await readConfig({ flags, environment: process.env });
    return await withStoreAsItIs(config, async (db, storeFile) => {
      return report(await examine({ config, db, storeFile }, first, further), flags.json);
    });
  },
};

const first: readonly Check[] = [configuration, files, breachedFilter, room, integrityOf('quick'), schema];
const further: readonly Check[] = [
  key,
  pepper,
  passwords,
  clock,
  nodes,
  mail,
  expiry,
  ids,
  names,
  breachedSource,
  audit,
];
