import { existsSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import type { ConnectionOptions } from 'node:tls';
import { StartupError } from '../../errors.ts';

/** Where one of the servers of a cluster listens. A host that begins with a slash is the folder of a Unix socket. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

/** What a connection URI of PostgreSQL says (its manual, 34.1.1.2). */
export interface PostgresLocation {
  /** Tried one after the other. */
  readonly servers: readonly ServerAddress[];
  readonly user: string;
  /** Undefined where the variable PGPASSWORD or the file ~/.pgpass has it. */
  readonly password: string | undefined;
  readonly database: string;
  readonly applicationName: string;
  readonly connectTimeoutMs: number;
  readonly sessions: Sessions;
  readonly tls: (host: string) => ConnectionOptions | false;
}

/**
 * Which servers are passed over (`target_session_attrs` of libpq): all that take no writes; those that follow another one and
 * may not yet know what it has acknowledged; none.
 */
export type Sessions = 'read-write' | 'primary' | 'any';

/** Whether the text names a PostgreSQL database and no file. */
export const isPostgresUrl = (location: string): boolean => /^postgres(?:ql)?:\/\//i.test(location);

/** The servers and the database, without a password. */
export const shownLocation = ({ servers, user, database }: PostgresLocation): string =>
  `postgres://${user}@${servers.map(({ host, port }) => `${host}:${port}`).join(',')}/${database}`;

const form =
  /^postgres(?:ql)?:\/\/(?:(?<login>[^@/?]*)@)?(?<hosts>[^/?]*)(?:\/(?<database>[^?]*))?(?:\?(?<options>.*))?$/i;

/**
 * Reads a URL as the programs of PostgreSQL do, with several hosts if there are.
 *
 * @throws StartupError when it is none, or asks for what is not known. It never shows the URL, which may hold a password.
 */
export function readPostgresUrl(url: string): PostgresLocation {
  const parts = form.exec(url)?.groups;
  if (!parts) throw wrong('must look like postgres://user:password@host:5432/database');
  const [login, hosts, database, options] = ['login', 'hosts', 'database', 'options'].map((name) => parts[name] ?? '');
  // Else the rest of a password with such a letter would be taken for a host, a database or an option, and shown.
  if (/@/.test(`${hosts}${database}${options}`))
    throw wrong('has an @ that has to be written as %40, / as %2F, ? as %3F');
  const given = new URLSearchParams(options);
  for (const name of given.keys()) {
    if (!known.has(name))
      throw wrong(
        /^[a-z_]+$/.test(name) ? `has an option "${name}", which is not known` : 'has an option that is none',
      );
  }
  const [user = '', password] = (login ?? '').split(/:(.*)/s).map(decoded);
  const name = given.get('user') ?? (user || userInfo().username);
  const servers = serversOf(given.get('host') ?? hosts ?? '', given.get('port') ?? '');
  return {
    servers,
    user: name,
    password: given.get('password') ?? (password || undefined),
    database: given.get('dbname') ?? (decoded(database ?? '') || name),
    applicationName: given.get('application_name') ?? 'gatehouse',
    connectTimeoutMs: 1000 * secondsOf(given.get('connect_timeout') ?? '5'),
    sessions: sessionsOf(given.get('target_session_attrs') ?? 'primary'),
    tls: tlsOf(given),
  };
}

const known: ReadonlySet<string> = new Set([
  ...['host', 'port', 'user', 'password', 'dbname', 'application_name', 'connect_timeout', 'target_session_attrs'],
  ...['sslmode', 'sslrootcert', 'sslcert', 'sslkey'],
]);

const wrong = (what: string): StartupError => new StartupError(`The URL of the store ${what}.`);

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw wrong('has a % that begins no percent-encoded character');
  }
}

function serversOf(hosts: string, ports: string): readonly ServerAddress[] {
  const portOf = ports.split(',');
  return hosts.split(',').map((text, index) => {
    const [, inBrackets, plain, port] = /^(?:\[([^\]]+)\]|([^:]*))(?::(\d+))?$/.exec(decoded(text)) ?? [];
    const number = Number(port ?? (portOf[index] || portOf[0] || 5432));
    if (inBrackets === undefined && plain === undefined) throw wrong('has a host that is none');
    if (!(Number.isInteger(number) && number > 0 && number < 65_536)) throw wrong('has a port that is none');
    return { host: inBrackets ?? (plain || 'localhost'), port: number };
  });
}

function secondsOf(text: string): number {
  const seconds = Number(text);
  if (!/^\d+$/.test(text) || seconds < 1) throw wrong('needs a whole number of seconds as connect_timeout');
  return seconds;
}

function sessionsOf(asked: string): Sessions {
  const found = (['read-write', 'primary', 'any'] as const).find((one) => one === asked);
  if (!found) throw wrong('needs "primary", "read-write" or "any" as target_session_attrs');
  return found;
}

type Mode = 'disable' | 'require' | 'verify-ca' | 'verify-full';
const modes: readonly Mode[] = ['disable', 'require', 'verify-ca', 'verify-full'];

/** Without `sslmode`, a connection that leaves the machine is encrypted, and the certificate of the server is verified. */
function tlsOf(given: URLSearchParams): PostgresLocation['tls'] {
  const asked = given.get('sslmode');
  const found = modes.find((one) => one === asked);
  // As the programs of PostgreSQL do: who names the certificate of an authority wants it to be looked at.
  const mode = found === 'require' && given.has('sslrootcert') ? 'verify-ca' : found;
  if (asked !== null && mode === undefined) throw wrong(`needs one of ${modes.join(', ')} as sslmode`);
  const [root, cert, key] = ['sslrootcert', 'sslcert', 'sslkey'].map((name) => given.get(name) ?? undefined);
  const files: ConnectionOptions = {
    ...(root === undefined || root === 'system' ? {} : { ca: contentOf(root) }),
    ...(cert === undefined ? {} : { cert: contentOf(cert) }),
    ...(key === undefined ? {} : { key: contentOf(key) }),
  };
  return (host) => {
    const inForce = mode ?? (isOnThisMachine(host) ? 'disable' : 'verify-full');
    if (inForce === 'disable' || host.startsWith('/')) return false;
    if (inForce === 'require') return { ...files, rejectUnauthorized: false };
    // Of verify-ca, the name does not matter.
    return { ...files, rejectUnauthorized: true, ...(inForce === 'verify-ca' ? { checkServerIdentity } : {}) };
  };
}

const checkServerIdentity = () => undefined;

const isOnThisMachine = (host: string): boolean =>
  host.startsWith('/') || host === 'localhost' || host === '::1' || /^127(?:\.\d+){3}$/.test(host);

function contentOf(path: string): string {
  if (!existsSync(path)) throw wrong(`names the file ${path}, which is not there`);
  return readFileSync(path, 'utf8');
}
