import { StartupError } from '../errors.ts';

/** Where something stands in a seed file, so that every error can lead the operator there. */
export interface Place {
  readonly file: SeedFile;
  /** Member names and list positions, from the top of the file. */
  readonly path: Path;
}

export type Path = readonly (string | number)[];

interface SeedFile {
  readonly name: string;
  lineOf(path: Path): number;
}

export function inside(place: Place, ...steps: Path): Place {
  return { file: place.file, path: [...place.path, ...steps] };
}

/** The path as people write it: `organizations[0].users[2].userName`. */
export function spell({ path }: Place): string {
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
export function refusal(place: Place, problem: string): StartupError {
  const { name, lineOf } = place.file;
  return new StartupError(`${name}, line ${lineOf(place.path)}: ${spell(place)} ${problem}.`);
}
