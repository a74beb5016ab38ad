import { readFileSync } from 'node:fs';
import { breachedSettings } from '../config/breached.ts';
import { pepperSettings } from '../config/pepper.ts';
import { readConfig } from '../config/read.ts';
import type { Config } from '../config/settings.ts';
import { permitOperator } from '../directory/permission.ts';
import { GatehouseError, StartupError } from '../errors.ts';
import { importPeople } from '../import/import-people.ts';
import { noMapping, readMapping } from '../import/mapping.ts';
import { type FileFormat, type InputFile, UnreadableFile } from '../import/reader.ts';
import { formats } from '../import/readers/formats.ts';
import type { ImportReport } from '../import/report.ts';
import { openSealer } from '../installation-sealer.ts';
import { openBreached } from '../server/breached.ts';
import { createHashPool } from '../server/capacity.ts';
import { openPepper } from '../server/pepper.ts';
import { boundHeap } from '../server/start-memory.ts';
import type { Connection } from '../store/open.ts';
import { createStore } from '../store/store.ts';
import { flush } from '../store/unflushed.ts';
import type { Command } from './command.ts';
import { stoppedInPart } from './exit-code.ts';
import { FirstFindings, reportLines } from './import-report.ts';
import { type Input, inputFiles, unreadable } from './input-files.ts';
import { complaints } from './operator-tools.ts';
import { UsageError } from './options.ts';
import { requireOrganization } from './organizations-of.ts';
import { printJson, printLine } from './print-line.ts';
import { createProgress } from './progress.ts';
import { keyOptions, storeOptions, withRunningStore } from './running-store.ts';
import { stopRequest } from './stop-signal.ts';

export const importCommand: Command = {
  name: 'import',
  summary: 'Bring people of another product into an organization, with their passwords.',
  description: [
    'Creates the people of the files in the organization: names, addresses, groups, standing, and passwords by their hashes,',
    'so that nobody has to choose a new one. Begin with --dry-run: it tells, row by row and field by field, what would come over',
    'and what would not, and writes nothing. docs/moving-in.md says how to get the file from each product.',
    '',
    'People who are there already stay as they are. After an interruption, give the command again: it goes on where it was. Nobody',
    'gets mail. The audit log has an entry for each person. Works beside a running server.',
    '',
    'Formats:',
    ...formats.map(({ name, title }) => `- ${name}: ${title}`),
    '',
    'Exit code 1 when a row was left out, because it is no person or another has one of its names.',
  ].join('\n'),
  examples: [
    'import people.csv --organization Hogwarts --dry-run',
    'import realm.json --format keycloak --organization Hogwarts',
  ],
  argument: { placeholder: 'FILE', isRepeated: true },
  values: {
    organization: { placeholder: 'NAME', doc: 'The organization, by name or id. It must be there.' },
    format: {
      placeholder: 'FORMAT',
      doc: 'What the files are, where they do not show it themselves. Always for an export of Gatehouse.',
    },
    mapping: { placeholder: 'FILE', doc: 'YAML file that says what columns, groups and roles are called here.' },
    'hash-parameters': {
      placeholder: 'FILE',
      doc: 'For firebase: the hash_config that the console of Firebase shows.',
    },
  },
  switches: {
    'dry-run': 'Write nothing, and tell what would be written.',
    json: 'Print JSON: an object in one line for each row, and the report in the last.',
  },
  options: [
    ...storeOptions,
    ...[...keyOptions, 'hash-memory', 'hash-iterations', 'hash-parallelism', 'hash-threads'],
    ...[...Object.keys(pepperSettings), ...Object.keys(breachedSettings), 'outgoing-private-addresses'],
    'config',
  ],
  run: async (flags, _first, { FILE: paths = [] } = {}) => {
    const { organization: named } = flags;
    if (named === undefined) throw new UsageError('Say where to: --organization NAME.');
    const mapping = flags.mapping === undefined ? noMapping : readMapping(flags.mapping);
    const input = inputFiles(paths);
    const format = await formatOf(input.files, flags.format);
    const hashParameters = flags['hash-parameters'] && readText(flags['hash-parameters']);
    const { columns, separator, encoding } = mapping;
    const options = Object.fromEntries(
      Object.entries({ columns, separator, encoding, hashParameters }).filter(([, value]) => value !== undefined),
    );
    const config = await readConfig({ flags, environment: process.env });
    const isDryRun = flags['dry-run'] !== undefined;
    boundHeap();
    const work = async (db: Connection) => {
      const job = { config, db, named, input, isDryRun, isJson: flags.json !== undefined };
      const rows = format.read(input.files, options);
      return await carryOut(job, rows, { mapping, isOurs: format.name === 'gatehouse' });
    };
    return await withRunningStore(config, work, { bulkCacheKiB });
  },
};

/** What a batch changes, and some of what others did: names that many have are found all over their indexes. */
const bulkCacheKiB = 98_304;

interface Job {
  readonly config: Config;
  readonly db: Connection;
  readonly named: string;
  readonly input: Input;
  readonly isDryRun: boolean;
  readonly isJson: boolean;
}

type Request = Parameters<typeof importPeople>[2];

async function carryOut(
  { config, db, named, input, isDryRun, isJson }: Job,
  rows: Parameters<typeof importPeople>[1],
  about: Pick<Request, 'mapping' | 'isOurs'>,
): Promise<number> {
  const store = createStore(
    db,
    await openSealer(config, db),
    undefined,
    isDryRun ? undefined : await openPepper(config, db),
  );
  const organization = await requireOrganization(store, named);
  await using opened = new AsyncDisposableStack();
  const hasher = isDryRun ? undefined : opened.use(createHashPool(config));
  const breached = await openBreached({ config, opened, log: complaints });
  const progress = createProgress(isDryRun ? 'Reading' : 'Importing', 'rows');
  using stop = stopRequest();
  const findings = new FirstFindings();
  const since = performance.now();
  let done = 0;
  const request: Request = {
    ...about,
    permitted: permitOperator('user.write', organization.id),
    signal: stop.signal,
    onFinding: (finding) => (isJson ? printJson(finding) : findings.add(finding)),
    onProgress: (count, read) => {
      done = count;
      progress.show((input.done() * count) / Math.max(1, read), input.size, count);
    },
  };
  try {
    const report = await importPeople({ store, hasher, breached, now: Date.now }, rows, request).finally(async () => {
      progress.end();
      await flush(db);
    });
    const seconds = (performance.now() - since) / 1000;
    if (isJson) printJson({ organization: organization.name, ...report, seconds });
    else for (const line of linesOf(report, findings, seconds)) printLine(line);
    return report.outcomes.bad + report.outcomes.duplicate > 0 ? 1 : 0;
  } catch (error) {
    throw readable(error, stop.signal, done);
  }
}

function* linesOf(report: ImportReport, findings: FirstFindings, seconds: number): Generator<string> {
  yield* reportLines(report, findings);
  if (report.isDryRun) return;
  yield '';
  yield `${report.outcomes.created} people created in ${Math.ceil(seconds)} s: ${Math.round(report.rows / seconds)} rows/s.`;
}

function readable(error: unknown, { aborted }: AbortSignal, done: number): unknown {
  const far = `${done} rows were done. Give the command again to go on.`;
  if (aborted) return new StartupError(`Stopped: ${far}`);
  if (error instanceof GatehouseError && error.failure.code === 'NotFound') {
    return new StartupError(`The organization was deleted meanwhile: ${done} rows were done.`);
  }
  if (!(error instanceof UnreadableFile)) return done > 0 ? stoppedInPart(error, far) : error;
  return new StartupError(done > 0 ? `${error.message} ${far}` : error.message);
}

/** The one that was named, or the only one that the files can be. A table may be of any product; our own exports are not guessed. */
async function formatOf(files: readonly InputFile[], named: string | undefined): Promise<FileFormat> {
  const names = formats.map(({ name }) => name).join(', ');
  if (named !== undefined) {
    const format = formats.find(({ name }) => name === named);
    if (format) return format;
    throw new UsageError(`There is no format "${named}". There are: ${names}.`);
  }
  const beginnings = await Promise.all(files.map(beginningOf));
  const found = formats.filter(({ recognises }) =>
    files.some(({ name }, index) => recognises(name, beginnings[index] ?? '')),
  );
  const [format, other] = found.length > 1 ? found.filter(({ name }) => name !== 'csv') : found;
  if (format?.name === 'gatehouse' && !other) throw new UsageError(decidesMuch);
  if (format && !other) return format;
  throw new UsageError(`Say what the file is, with --format: ${names}.`);
}

/** So that a file that somebody slips in among those of another product makes nobody an administrator. */
const decidesMuch =
  'This is an export of Gatehouse, which brings people into built-in groups, Administrators among them. If you trust it, say --format gatehouse.';

/** The first characters, or what stands for them in another encoding. */
async function beginningOf({ read }: InputFile): Promise<string> {
  for await (const bytes of read()) return new TextDecoder().decode(bytes);
  return '';
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(file, error);
  }
}
