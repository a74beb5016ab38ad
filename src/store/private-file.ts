import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { StartupError } from '../errors.ts';

/**
 * Makes an empty file that only this user has access to, unless there is one. SQLite would make it as the umask says, and
 * gives its own files beside it the rights of this one.
 *
 * @throws StartupError when it cannot be made.
 */
export function makePrivateFile(path: string): void {
  if (existsSync(path)) return;
  try {
    closeSync(openSync(path, 'a', 0o600));
  } catch (error) {
    throw new StartupError(`The file ${path} cannot be written (${(error as Error).message}).`);
  }
}

/** Whether other users of the machine can read or write the file. Windows keeps rights elsewhere; its mode bits say nothing. */
export const isOpenToOthers = (path: string): boolean =>
  process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0;
