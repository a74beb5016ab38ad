import { basename, resolve } from 'node:path';
import { pepperSettings } from '../config/pepper.ts';
import { readConfig } from '../config/read.ts';
import { listText } from '../csv/list.ts';
import { onTheMachine } from '../directory/audit/entry.ts';
import { auditEntryOf } from '../directory/command.ts';
import { permitOperator } from '../directory/permission.ts';
import {
  type ExportLine,
  type ExportRequest,
  exportedGroups,
  exportedPeople,
  firstLine,
  lastLine,
} from '../export/people.ts';
import { csvLines } from '../http/csv.ts';
import { lastRowColumn } from '../import/readers/csv.ts';
import { openSealer } from '../installation-sealer.ts';
import { openPepper } from '../server/pepper.ts';
import { people } from '../store/people.ts';
import { createStore } from '../store/store.ts';
import type { Command } from './command.ts';
import { requireNewFile, writeNewFile } from './new-file.ts';
import { UsageError } from './options.ts';
import { requireOrganization } from './organizations-of.ts';
import { complain, printLine } from './print-line.ts';
import { createProgress } from './progress.ts';
import { storeOptions, withRunningStore } from './running-store.ts';

const formats = ['json', 'csv'] as const;
type Format = (typeof formats)[number];

export const exportCommand: Command = {
  name: 'export',
  summary: 'Write the people of an organization into a file, with their passwords.',
  description: [
    'Writes everybody in the organization with groups, attributes, standing, accounts elsewhere and hashes of passwords, by',
    'user name, and the groups, by name. What "gatehouse import --format gatehouse" makes of a JSON file in an empty',
    'organization is exported as the same file. CSV is for people and for other products: it has a row for each person, without',
    'kinds of accounts, accounts elsewhere and earlier passwords, and what a spreadsheet would take for a formula is made text.',
    '',
    'Not in it: second factors, sessions, tokens, locks, sign-ins, what people have allowed applications to do, applications,',
    'robot accounts and settings. Anybody who has the file can try passwords on the hashes: keep it as you keep the store. Only',
    'you can read it, and no file is overwritten. The audit log of the organization says that there was an export. Works beside a',
    'running server; a person who is changed meanwhile is in it as before or after the change.',
  ].join('\n'),
  examples: ['export people.jsonl --organization Hogwarts', 'export people.csv --organization Hogwarts --no-hashes'],
  argument: { placeholder: 'FILE' },
  values: {
    organization: { placeholder: 'NAME', doc: 'The organization, by name or id.' },
    format: {
      placeholder: 'FORMAT',
      doc: 'json, an object in each line, or csv. Default: what FILE ends with, or json.',
    },
  },
  switches: { 'no-hashes': 'Leave passwords out.' },
  options: [...storeOptions, 'installation-key', ...Object.keys(pepperSettings), 'config'],
  run: async (flags, argument = '') => {
    process.umask(0o077);
    const { organization: named } = flags;
    if (named === undefined) throw new UsageError('Say whose people: --organization NAME.');
    const format = formatOf(flags.format, argument);
    const file = resolve(argument);
    requireNewFile(file, 'Name another one.');
    const config = await readConfig({ flags, environment: process.env });
    return await withRunningStore(config, async (db) => {
      const pepper = await openPepper(config, db);
      const store = createStore(db, await openSealer(config, db), undefined, pepper);
      const organization = await requireOrganization(store, named);
      const hasHashes = flags['no-hashes'] === undefined;
      const request = { permitted: permitOperator('user.read', organization.id), hasHashes };
      const source = { groups: store.groups, people: people(db, pepper) };
      const { totalCount } = await store.users.page(organization.id, firstPage);
      const command = { permitted: request.permitted, at: Date.now(), ...onTheMachine };
      // Before there is a file that could be taken away.
      await store.transaction(async ({ audit }) => {
        const details = { hasHashes };
        await audit.append(auditEntryOf(command, { category: 'User', action: 'Export', targetId: null, details }));
      });
      const count = await write(file, format, source, request, totalCount);
      printLine(`${count} people of ${organization.name} are in ${file}.`);
      complain(warningOf(file, hasHashes));
      return 0;
    });
  },
};

/** For how many there are. */
const firstPage = { searchTerm: undefined, orderBy: 'userName', descending: false, skip: 0, limit: 1 } as const;

function formatOf(named: string | undefined, file: string): Format {
  const wanted = named ?? (file.toLowerCase().endsWith('.csv') ? 'csv' : 'json');
  const format = formats.find((one) => one === wanted);
  if (format) return format;
  throw new UsageError(`There is no format "${wanted}". There are: ${formats.join(', ')}.`);
}

async function write(
  file: string,
  format: Format,
  source: Parameters<typeof exportedPeople>[0],
  request: ExportRequest,
  total: number,
): Promise<number> {
  const progress = createProgress('Exporting', 'people');
  let count = 0;
  const everybody = async function* () {
    for await (const line of exportedPeople(source, request)) {
      count += 1;
      progress.show(count, Math.max(total, count));
      yield line;
    }
  };
  const text = format === 'csv' ? csvLines(columns, rowsOf(everybody())) : jsonLines(source, request, everybody());
  await writeNewFile(file, text).finally(progress.end);
  return count;
}

async function* jsonLines(
  source: Parameters<typeof exportedGroups>[0],
  request: ExportRequest,
  everybody: AsyncIterable<ExportLine>,
): AsyncGenerator<string> {
  const line = (one: ExportLine) => `${JSON.stringify(one)}\n`;
  let count = 0;
  yield line(firstLine);
  for await (const group of exportedGroups(source, request)) {
    count += 1;
    yield line(group);
  }
  for await (const person of everybody) {
    count += 1;
    yield line(person);
  }
  yield line(lastLine(count));
}

/** As `gatehouse import --format csv` knows them. */
const columns = [
  ...['userName', 'id', 'legacyId', 'email', 'emailConfirmed', 'name', 'surname', 'displayName', 'isActive'],
  ...['bypassBasicAuthRestriction', 'invitationAccepted', 'createdAt', 'lastLoginAt', 'groups', 'attributes'],
  ...['passwordHash', 'passwordChangedAt', 'mustChangePassword', 'isTemporaryPassword', lastRowColumn],
];

/** The last one says that it is, so that one sees of a file that it was not cut. */
async function* rowsOf(everybody: AsyncIterable<ExportLine>): AsyncGenerator<readonly (string | null)[]> {
  let waiting: ExportLine | undefined;
  for await (const person of everybody) {
    if (waiting) yield rowOf(waiting);
    waiting = person;
  }
  if (waiting) yield rowOf({ ...waiting, [lastRowColumn]: true });
}

const rowOf = (person: ExportLine) => columns.map((column) => cellOf(column, person[column]));

function cellOf(column: string, value: unknown): string | null {
  if (value === undefined) return null;
  if (typeof value === 'number' && column !== 'legacyId') return new Date(value).toISOString();
  if (Array.isArray(value)) return listText(value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const warningOf = (file: string, hasHashes: boolean): string =>
  `${basename(file)} holds names and addresses${
    hasHashes ? ' and hashes of passwords: anyone who has it can try passwords on them' : ''
  }. Keep it where nobody else can read it, and delete it when it is no longer needed.`;
