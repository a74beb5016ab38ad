import { StartupError } from '../errors.ts';

/** Where something stands in a seed file, so that every error can lead the operator there. */
export interface SeedPosition {
  readonly file: SeedFile;
  /** Member names and list positions, from the top of the file. */
  readonly path: Path;
}

export type Path = readonly (string | number)[];

interface SeedFile {
  readonly name: string;
  lineOf(path: Path): number;
}

export function within(position: SeedPosition, ...steps: Path): SeedPosition {
  return { file: position.file, path: [...position.path, ...steps] };
}

/** The path as people write it: `organizations[0].users[2].userName`. */
export function spellPath({ path }: SeedPosition): string {
  return path.map(spellStep).join('').replace(/^\./, '') || 'the file';
}

function spellStep(step: string | number): string {
  if (typeof step === 'number') return `[${step}]`;
  return /^\w+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
}

/**
 * What stops the program when something in the file is wrong.
 *
 * @param problem continues the sentence that begins with the place, such as `must not be empty`. It may quote names,
 *   never a password, hash or secret.
 */
export function refusal(position: SeedPosition, problem: string): StartupError {
  const { name, lineOf } = position.file;
  return new StartupError(`${name}, line ${lineOf(position.path)}: ${spellPath(position)} ${problem}.`);
}
