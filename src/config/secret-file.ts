import { readFileSync } from 'node:fs';
import { StartupError } from '../errors.ts';

/**
 * What a file holds that a setting names, such as a mounted secret.
 *
 * @throws StartupError when it cannot be read.
 */
export function readSecretFile(setting: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new StartupError(`${setting}: ${file} cannot be read (${(error as Error).message}).`);
  }
}
