import { join } from 'node:path';
import { readConfig } from '../config.ts';
import { audit } from './doctor/audit.ts';
import { files } from './doctor/files.ts';
import type { Check, Finding, Patient } from './doctor/finding.ts';
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
      const findings = await examine({ config, db, storeFile: join(config.data, 'gatehouse.db') });
      process.stdout.write(flags.json === undefined ? findings.map(line).join('') : `${JSON.stringify(findings)}\n`);
      return findings.some(({ level }) => level === 'error') ? 1 : 0;
    });
  },
};

/** The others ask what only the schema of this version can answer. */
const always: readonly Check[] = [files, integrity, schema];
const further: readonly Check[] = [key, ids, audit];

async function examine(patient: Patient): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const check of always) findings.push(...(await check(patient)));
  if (findings.some(({ check, level }) => check !== 'files' && level === 'error')) return findings;
  for (const check of further) findings.push(...(await check(patient)));
  return findings;
}

const line = ({ check, level, text }: Finding): string => `${level.padEnd(8)} ${check.padEnd(10)} ${text}\n`;
