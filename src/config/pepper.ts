import { spawn } from 'node:child_process';
import { text as contentOf } from 'node:stream/consumers';
import { StartupError } from '../errors.ts';
import { optionalPath, optionalText } from './kinds.ts';
import { readSecretFile } from './secret-file.ts';
import type { Setting } from './setting.ts';

/** What `pepper` says: keys of 32 bytes. */
interface PepperKeySet {
  /** Undefined when hashes are to be stored as they are. */
  readonly first: Buffer | undefined;
  readonly all: readonly Buffer[];
}

const noKeys: PepperKeySet = { first: undefined, all: [] };

const expected = 'keys of 32 bytes in base64, each another one, separated by commas or blanks; the first may be "none"';

const keyBytes = 32;

/** The keys of the pepper: at most one of the three is given. */
export const pepperSettings = {
  pepper: pepperSetting(),
  'pepper-file': optionalPath('FILE', 'File that holds pepper and nothing else, such as a mounted secret.'),
  'pepper-command': optionalText(
    'COMMAND',
    'Command for the shell that prints pepper, such as one of your secret store. It is run at each start.',
  ),
} as const;

function pepperSetting(): Setting<PepperKeySet> {
  return {
    doc: 'Keys that hashes of passwords are sealed with in the store: 32 random bytes in base64 each, separated by commas. The first seals, the others only open what they sealed before; "none" as the first takes the seals off.',
    placeholder: 'KEYS',
    fallback: noKeys,
    fallbackText: 'none',
    isSecret: true,
    read: (value) => {
      const keys = keysIn(value);
      return keys ? { value: keys } : { expected };
    },
  };
}

/** Undefined for what is not understood. */
function keysIn(value: string): PepperKeySet | undefined {
  const words = value.split(/[\s,]+/).filter(Boolean);
  const isOff = words[0] === 'none';
  const all = (isOff ? words.slice(1) : words).map((word) => Buffer.from(word, 'base64'));
  const areDifferent = new Set(all.map((key) => key.toString('base64'))).size === all.length;
  if (words.length === 0 || !areDifferent || all.some(({ length }) => length !== keyBytes)) return undefined;
  return { first: isOff ? undefined : all[0], all };
}

export interface PepperSource {
  readonly pepper: PepperKeySet;
  readonly 'pepper-file': string | undefined;
  readonly 'pepper-command': string | undefined;
}

/**
 * The keys of the pepper, from wherever they are.
 *
 * @throws StartupError when more than one place is named, or the file or the command does not give keys. What they gave is not
 *   shown.
 */
export async function pepperKeySetOf(source: PepperSource): Promise<PepperKeySet> {
  const { pepper, 'pepper-file': file, 'pepper-command': command } = source;
  const given = [pepper !== noKeys, file !== undefined, command !== undefined].filter(Boolean);
  if (given.length > 1) throw new StartupError('Name one of pepper, pepper-file and pepper-command, and not several.');
  if (file !== undefined) return keysOrRefuse(readSecretFile('pepper-file', file), `pepper-file: what ${file} holds`);
  if (command !== undefined) return keysOrRefuse(await outputOf(command), 'pepper-command: what the command prints');
  return pepper;
}

function keysOrRefuse(value: string, what: string): PepperKeySet {
  const keys = keysIn(value);
  if (keys) return keys;
  throw new StartupError(`${what} is not ${expected}.`);
}

/** A secret store that does not answer must not hold up a start for ever. */
const patienceMs = 30_000;

/** What the command prints; what it says on standard error goes to ours. */
async function outputOf(command: string): Promise<string> {
  const child = spawn(command, { shell: true, stdio: ['ignore', 'pipe', 'inherit'], timeout: patienceMs });
  const ended = new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => resolve(`could not be run (${error.message})`));
    child.once('close', (code, signal) => {
      if (code === 0) resolve(undefined);
      else resolve(signal ? `was ended after ${patienceMs / 1000} seconds` : `ended with exit code ${code}`);
    });
  });
  const [output, problem] = await Promise.all([contentOf(child.stdout), ended]);
  if (problem === undefined) return output;
  throw new StartupError(`pepper-command: the command ${problem}.`);
}
