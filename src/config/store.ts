import { StartupError } from '../errors.ts';
import { integer, optionalPath } from './kinds.ts';
import { readSecretFile } from './secret-file.ts';
import type { Setting } from './setting.ts';

/** The database, where it is not the embedded one. */
export const storeSettings = {
  'store-url': storeUrl(),
  'store-url-file': optionalPath('FILE', 'File that holds store-url and nothing else, such as a mounted secret.'),
  'store-connections': integer(2, 1000, 10, 'Connections to PostgreSQL that this process opens at the most.'),
  'store-statement-seconds': integer(1, 3600, 30, 'Seconds after which PostgreSQL ends a statement.'),
  'store-lock-seconds': integer(
    1,
    3600,
    5,
    'Seconds after which PostgreSQL ends the wait for what another transaction has locked.',
  ),
} as const;

const expected = 'a URL of PostgreSQL, such as postgres://user:password@host:5432/database';

const isUrl = (text: string): boolean => /^postgres(?:ql)?:\/\//i.test(text);

function storeUrl(): Setting<string | undefined> {
  return {
    doc: 'PostgreSQL database instead of the embedded store: postgres://user:password@host:port/database, several hosts separated by commas.',
    placeholder: 'URL',
    fallback: undefined,
    fallbackText: 'the embedded store in the data folder',
    isSecret: true,
    read: (value) => (isUrl(value.trim()) ? { value: value.trim() } : { expected }),
  };
}

interface Source {
  readonly 'store-url': string | undefined;
  readonly 'store-url-file': string | undefined;
}

/**
 * The URL of the database, from the setting or its file; undefined for the embedded store.
 *
 * @throws StartupError when both are given, or the file cannot be read or holds something else. What it holds is not shown.
 */
export function storeUrlOf({ 'store-url': url, 'store-url-file': file }: Source): string | undefined {
  if (file === undefined) return url;
  if (url !== undefined) throw new StartupError('There is a store-url and a store-url-file. Leave one of them out.');
  const text = readSecretFile('store-url-file', file).trim();
  if (isUrl(text)) return text;
  throw new StartupError(`store-url-file: what ${file} holds is not ${expected}.`);
}
