import { StartupError } from '../errors.ts';
import { readPostgresUrl } from '../store/postgres/location.ts';

// Backups of a database are made and restored by its own programs, which save a moment, or everything up to one.

const page = 'docs/operations.md tells more, and how to come back to a moment.';

const key =
  'Keep the installation key apart, from installation.key in the data folder, or from where it is configured: without it nothing that is sealed can be opened.';

function argumentsOf(url: string): string {
  const { servers, user, database } = readPostgresUrl(url);
  const [hosts, ports] = [servers.map(({ host }) => host).join(), servers.map(({ port }) => port).join()];
  return `--host=${hosts} --port=${ports} --username=${user} --dbname=${database}`;
}

/** Said where a server that makes backups itself has a database as its store. */
export const withoutBackupDir = 'Take backup-dir out of the configuration. ';

/**
 * @param url of the store, if it is a database.
 * @param first what the operator does before giving that command.
 * @throws StartupError with the command to give instead, then.
 */
export function requireEmbeddedToSave(url: string | undefined, first = ''): void {
  if (url === undefined) return;
  const command = `pg_dump ${argumentsOf(url)} --format=custom --no-owner --file=gatehouse.dump`;
  throw new StartupError(
    `${first}The store is a database of PostgreSQL, which its own program saves: ${command}\n${key} ${page}`,
  );
}

/**
 * @param url of the store, if it is a database.
 * @throws StartupError with the command to give instead, then.
 */
export function requireEmbeddedToRestore(url: string | undefined): void {
  if (url === undefined) return;
  const command = `pg_restore ${argumentsOf(url)} --no-owner --exit-on-error --single-transaction gatehouse.dump`;
  throw new StartupError(
    `The store is a database of PostgreSQL, which its own program restores, into an empty database: ${command}\nPut the installation key of that time into the data folder. ${page}`,
  );
}
