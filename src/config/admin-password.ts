import { StartupError } from '../errors.ts';
import { readSecretFile } from './secret-file.ts';

interface Source {
  readonly 'admin-password': string | undefined;
  readonly 'admin-password-hash': string | undefined;
  readonly 'admin-password-file': string | undefined;
}

/** What the administrators of a first start sign in with. */
export type AdminPassword = { readonly password: string } | { readonly hash: string };

/**
 * The password of the first administrators, or its hash, from wherever it is; undefined where nobody has chosen one.
 *
 * @throws StartupError when several places are named, or the file cannot be read or is empty. What it holds is not shown.
 */
export function adminPasswordOf(source: Source): AdminPassword | undefined {
  const { 'admin-password': password, 'admin-password-hash': hash, 'admin-password-file': file } = source;
  if ([password, hash, file].filter((one) => one !== undefined).length > 1) {
    throw new StartupError('Name one of admin-password, admin-password-hash and admin-password-file, and not several.');
  }
  if (password !== undefined) return { password };
  if (hash !== undefined) return { hash: hash.trim() };
  if (file === undefined) return undefined;
  const text = readSecretFile('admin-password-file', file).replace(/\r?\n$/, '');
  if (text === '') throw new StartupError(`admin-password-file: ${file} is empty.`);
  return text.startsWith('$argon2id$') ? { hash: text.trim() } : { password: text };
}
