import { readFileSync } from 'node:fs';
import { Decrypter, Encrypter } from 'age-encryption';
import { StartupError } from '../errors.ts';

/** For whom a backup is encrypted: the holder of the identity of a recipient, or anyone who knows a password. */
export type Protection =
  | { readonly kind: 'none' }
  | { readonly kind: 'recipients'; readonly recipients: readonly string[] }
  | { readonly kind: 'password'; readonly password: string };

/** With what a backup can be opened. */
export interface Unlocking {
  /** Files of the program `age`, each with lines `AGE-SECRET-KEY-…`. */
  readonly identityFile?: string | undefined;
  readonly passwordFile?: string | undefined;
}

/** @throws StartupError when a recipient is not valid, or a file cannot be read. */
export function readProtection(recipients: string | undefined, passwordFile: string | undefined): Protection {
  if (recipients !== undefined && passwordFile !== undefined) {
    throw new StartupError('A backup is encrypted either to a recipient or with a password: name one of the two.');
  }
  if (passwordFile !== undefined) return { kind: 'password', password: readPassword(passwordFile) };
  const named = (recipients ?? '').split(/[\s,]+/).filter(Boolean);
  return named.length === 0 ? { kind: 'none' } : { kind: 'recipients', recipients: named };
}

/** @throws StartupError when a recipient is not valid. */
export function encrypterOf(protection: Exclude<Protection, { readonly kind: 'none' }>): Encrypter {
  const encrypter = new Encrypter();
  if (protection.kind === 'password') encrypter.setPassphrase(protection.password);
  else {
    for (const recipient of protection.recipients) {
      try {
        encrypter.addRecipient(recipient);
      } catch {
        throw new StartupError(`"${recipient}" is not a recipient of age, such as age1… (made by: age-keygen).`);
      }
    }
  }
  return encrypter;
}

/** @throws StartupError when neither is named, or a file cannot be read. */
export function decrypterOf({ identityFile, passwordFile }: Unlocking, backupFile: string): Decrypter {
  const decrypter = new Decrypter();
  if (passwordFile !== undefined) decrypter.addPassphrase(readPassword(passwordFile));
  if (identityFile !== undefined) {
    const identities = readText(identityFile)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#'));
    for (const identity of identities) decrypter.addIdentity(identity);
  }
  if (passwordFile === undefined && identityFile === undefined) {
    throw new StartupError(`${backupFile} is encrypted. Name what opens it with --identity-file or --password-file.`);
  }
  return decrypter;
}

function readPassword(file: string): string {
  const password = readText(file).replace(/\r?\n$/, '');
  if (password.length < 12) throw new StartupError(`The password in ${file} has fewer than 12 characters.`);
  return password;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new StartupError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}
