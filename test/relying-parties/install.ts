import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';

// Relying parties that other people wrote are no dependencies of this project. The tests of each install it where the
// machine has what that takes, once, and say so where it has not.

const run = promisify(execFile);

/** `npm ci` empties it, and every version has a folder of its own. */
const cache = resolve(import.meta.dirname, '../../node_modules/.cache/relying-parties');

export interface Package {
  /** With its version. */
  readonly name: string;
  /** The command that installs it. Without it the tests are left out even where the package is there: what it is run with is missing as well, as a rule. */
  readonly tool: string;
  readonly args: (folder: string) => readonly string[];
  readonly env?: (folder: string) => Readonly<Record<string, string>>;
}

/** The folder with the package, or why there is none. */
export type Installed = { readonly folder: string; readonly skip: false } | { readonly skip: string };

/** Longer than it takes to compile the largest of them on two slow cores, or to fetch one where nothing is compiled. */
const patienceMs = (tool: string): number => (tool === 'go' ? 8 : 2) * 60_000;

export async function install({ name, tool, args, env = () => ({}) }: Package): Promise<Installed> {
  const folder = join(cache, name);
  if (!isOnPath(tool)) return { skip: `${name} is left out: this machine has no ${tool} to install it with` };
  if (existsSync(folder)) return { folder, skip: false };
  await mkdir(cache, { recursive: true });
  const made = await mkdtemp(`${folder}-`);
  try {
    await run(tool, args(made), { env: { ...process.env, ...env(made) }, timeout: patienceMs(tool) });
    await rename(made, folder);
    return { folder, skip: false };
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim().split('\n').at(-1) || String(error);
    return existsSync(folder) ? { folder, skip: false } : { skip: `${name} is left out: ${said}` };
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

const isOnPath = (command: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, command)));
