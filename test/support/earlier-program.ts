import { spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { temporaryFolder } from './folder.ts';

const root = resolve(import.meta.dirname, '../..');
const migrations = 'src/store/postgres/migrations';

/** What a program says; undefined when it fails, or is not there. */
function said(command: string, args: readonly string[], cwd = root): string | undefined {
  const { status, stdout } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/**
 * The version beside which this one has to serve, as a commit: the release before it (a tag such as `v1.2.0`), or, until
 * there is one that knows PostgreSQL, the first commit with the migrations as they are now. Before that the baseline was edited,
 * which after a release is not done any more.
 */
function earlierCommit(): string | undefined {
  const release = said('git', ['describe', '--tags', '--abbrev=0', '--match', 'v[0-9]*', 'HEAD^']);
  const knowsPostgres = release && said('git', ['cat-file', '-e', `${release}:${migrations}/index.ts`]) !== undefined;
  if (knowsPostgres) return release;
  return said('git', ['log', '-1', '--first-parent', '--format=%H', 'HEAD', '--', migrations]) || undefined;
}

const commit = earlierCommit();
const isEdited = said('git', ['status', '--porcelain', '--', migrations]) !== '';

/** Why there is no earlier version to run; false when there is one. */
export const noEarlierProgram: string | false =
  (commit === undefined && 'This is no clone with the history of the project.') ||
  (isEdited && 'The migrations have changes that are not committed.');

/** The program of that version, in a folder of its own. */
export async function earlierProgram() {
  const folder = await temporaryFolder();
  const archive = join(folder.path, 'program.tar');
  run('git', ['archive', '--output', archive, commit ?? '', 'src', 'examples', 'package.json', 'package-lock.json']);
  run('tar', ['-xf', archive], folder.path);
  const dependenciesIn = (place: string) =>
    JSON.stringify(JSON.parse(readFileSync(join(place, 'package.json'), 'utf8')).dependencies);
  if (dependenciesIn(folder.path) === dependenciesIn(root)) {
    symlinkSync(join(root, 'node_modules'), join(folder.path, 'node_modules'));
  } else {
    run('npm', ['ci', '--omit=dev', '--ignore-scripts'], folder.path);
  }
  return folder;
}

function run(command: string, args: readonly string[], cwd = root): void {
  if (said(command, args, cwd) === undefined) throw new Error(`${command} ${args.join(' ')} failed.`);
}
