import { join } from 'node:path';
import { type CopyEnd, readEnd, withSource, withTarget } from '../store/copy/end.ts';
import { copyStore } from '../store/copy/store-copy.ts';
import type { Command } from './command.ts';
import { stoppedInPart } from './exit-code.ts';
import { UsageError } from './options.ts';
import { createProgress } from './progress.ts';

const place = 'a data folder, a postgres:// URL, or a file that holds such a URL';

export const storeCopy: Command = {
  name: 'store copy',
  summary: 'Copy everything into another store: to PostgreSQL, back, or like to like.',
  description: [
    'Copies every table from one store to another and then compares both, row by row. Stop every server first: the source is',
    'only read, and what was written to it later would be missing in the target. The target must be empty. When the command was',
    'interrupted, give it again: it goes on where it was, and until it is done no server starts on the target.',
    '',
    'Both must be of this version: "gatehouse migrate" brings the source to it. The installation key is in neither store: in the',
    'end the command says what to take along, and what to change in the configuration. Keep passwords off the command line: put',
    'the URL into a file that only you can read, or the password into PGPASSWORD.',
  ].join('\n'),
  examples: ['store copy --from /var/lib/gatehouse --to /run/secrets/store-url'],
  values: {
    from: { placeholder: 'SOURCE', doc: `What is copied: ${place}.` },
    to: { placeholder: 'TARGET', doc: `Where to: ${place}. A folder is made when it is missing.` },
  },
  options: [],
  run: async ({ from, to }) => {
    process.umask(0o077);
    if (from === undefined || to === undefined) {
      throw new UsageError('Name both stores with --from and --to. Try "gatehouse store copy --help".');
    }
    const [source, target] = [readEnd(from), readEnd(to)];
    const since = performance.now();
    const progress = { copying: createProgress('Copying', 'rows'), comparing: createProgress('Comparing', 'rows') };
    const copying = withSource(source, (read) =>
      withTarget(target, (write) =>
        copyStore(read, write, { onProgress: (step, done, total) => progress[step].show(done, total) }),
      ),
    ).finally(progress.comparing.end);
    const { tables, rows, isResumed } = await copying.catch((error: unknown) => {
      throw stoppedInPart(error, 'Give the command again to go on.');
    });
    const seconds = (performance.now() - since) / 1000;
    const rate = isResumed ? '' : `, ${Math.round(rows / seconds)} rows/s`;
    process.stdout.write(
      `Copied and compared ${rows} rows of ${tables} tables from ${source.name} to ${target.name}: ${Math.ceil(seconds)} s${rate}.\n`,
    );
    process.stdout.write(
      `\nWhat is left to do:\n${nextSteps(source, target)
        .map((step) => `- ${step}\n`)
        .join('')}`,
    );
    return 0;
  },
};

function nextSteps(source: CopyEnd, target: CopyEnd): readonly string[] {
  const configure =
    target.kind === 'database'
      ? `Have every server use ${target.name}: put the URL into a file and name that as store-url-file, or into GATEHOUSE_STORE_URL.`
      : `Start the server with --data ${target.path}, and without store-url and store-url-file.`;
  const key =
    source.kind === 'folder'
      ? `Take ${join(source.path, 'installation.key')} along${target.kind === 'folder' ? ` into ${target.path}` : ' into the data folder of each server'}, unless the key is configured. Without it nothing that is sealed can be opened.`
      : 'Take installation.key along from the data folder of the servers, unless the key is configured. Without it nothing that is sealed can be opened.';
  const backups =
    target.kind === 'database'
      ? ['Take backup-dir out of the configuration: the database is saved with pg_dump (docs/operations.md).']
      : [];
  const old = `When all is well, put ${source.kind === 'folder' ? join(source.path, 'gatehouse.db') : source.name} away, so that nobody starts a server on it.`;
  return [configure, key, ...backups, old];
}
