import { readConfig } from '../config/read.ts';
import type { Command } from './command.ts';
import { audit } from './doctor/audit.ts';
import { breachedFilter } from './doctor/breached.ts';
import { examine, report } from './doctor/finding.ts';
import { consistency, integrityOf, schema } from './doctor/store.ts';
import { keyOptions, storeOptions, withStoreAsItIs } from './running-store.ts';

export const check: Command = {
  name: 'check',
  summary: 'Check that the store is whole.',
  description: [
    'Reads all of the store: whether its pages and indexes are whole, whether rows refer to rows that exist, whether what',
    'is kept twice (counters, ranges of users, the search index, ids) agrees, and whether every audit log is whole; and all of the',
    'filter of breached passwords, if there is one. Changes nothing; the server may be running. The exit code is 1 when something',
    'is wrong: then restore a backup. Of PostgreSQL, pages and indexes are looked at by pg_amcheck; all else is checked here.',
  ].join('\n'),
  examples: ['check --config /etc/gatehouse.yaml'],
  switches: { json: 'Print the findings as a JSON array.' },
  options: [...storeOptions, ...keyOptions, 'breached-filter', 'config'],
  run: async (flags) => {
    const config = await readConfig({ flags, environment: process.env });
    return await withStoreAsItIs(config, async (db, storeFile) => {
      const first = [integrityOf('full'), schema, breachedFilter];
      return report(await examine({ config, db, storeFile }, first, [consistency, audit]), flags.json);
    });
  },
};
