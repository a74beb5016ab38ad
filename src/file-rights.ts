import { accessSync, constants } from 'node:fs';
import { StartupError } from './errors.ts';

/** What helps who may not do something with a file or folder. */
export const ownersAdvice = 'Run this as the user of the server, to whom it has to belong';

/** Whether this user lacks the rights, rather than there being no such file. */
export const isForbidden = (error: unknown): boolean =>
  /^(EACCES|EPERM)$/.test((error as NodeJS.ErrnoException).code ?? '');

/**
 * Whether there is a file under the name.
 *
 * @throws StartupError when this user may not know: `existsSync` would say that there is none.
 */
export function isThere(path: string): boolean {
  try {
    accessSync(path);
    return true;
  } catch (error) {
    if (!isForbidden(error)) return false;
    throw new StartupError(`${path} cannot be read (${(error as NodeJS.ErrnoException).code}). ${ownersAdvice}.`);
  }
}

/** Whether this user may read and write the file, if it is there. */
export function mayUse(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch (error) {
    return !isForbidden(error);
  }
}
