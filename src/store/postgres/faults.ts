import { GatehouseError, type StoreFault } from '../../errors.ts';
import { StoreError } from '../faults.ts';
import { ConnectionLost, SerializationFailure } from '../transaction.ts';

/** SQLSTATE codes and classes that speak of the store rather than of the query (appendix A of PostgreSQL's manual). */
const reasons: readonly (readonly [code: RegExp, reason: StoreFault])[] = [
  [/^25006$/, 'read-only'],
  [/^(?:08...|57P0[1-5]|25P0[34])$/, 'away'], // The last two end a connection whose transaction has waited for too long.
  [/^(?:55P03|57014)$/, 'busy'], // Its time limit was over.
  [/^53100$/, 'full'],
  [/^53...$/, 'crowded'],
  [/^(?:28...|3D000|42501)$/, 'denied'],
  [/^XX00[12]$/, 'corrupt'],
  [/^58...$/, 'failing'],
];

/** What a replica says to a transaction that is serializable, before it could say that it takes no writes. */
const isOfReplica = /^0A000 .*serializable mode in a hot standby/;

/** What TLS of Node says of a certificate, and `pg` of a server without one. */
const isOfTrust = /CERT|UNABLE_TO_|SELF_SIGNED|ALTNAME|does not support SSL|EPROTO|ERR_SSL|ERR_TLS/;

/** What `pg` and sockets of Node say of a connection that is not there, or not any more. */
const isOfConnection =
  /ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ENOENT|EACCES|Connection terminated|connection error|Connection ended|not queryable|Query read timeout/;

/** The connection was lost before the statement, which `pg` therefore did not send. */
const wasUnsent = /not queryable/;

/** What `pg` says where it is asked for a password, and has none. */
const isOfPassword = /password must be a string/;

/** When all connections are in use for longer than anybody waits. */
const poolIsEmpty = /timeout exceeded when trying to connect/;

const codeOf = (error: Error): string => String((error as { code?: unknown }).code ?? '');

/** What an error says about the store, if it speaks of that. */
function faultOf(error: Error): StoreFault | undefined {
  const code = codeOf(error);
  const known = /^[0-9A-Z]{5}$/.test(code) ? reasons.find(([pattern]) => pattern.test(code))?.[1] : undefined;
  if (known) return known;
  const said = `${code} ${error.message}`;
  if (isOfReplica.test(said)) return 'read-only';
  if (isOfTrust.test(said)) return 'untrusted';
  if (isOfPassword.test(said)) return 'denied';
  if (poolIsEmpty.test(said)) return 'crowded';
  return isOfConnection.test(said) ? 'away' : undefined;
}

/** Whether a connection failed because of the server that was asked, so that another one may do. */
export function isOfServer(error: unknown): boolean {
  const reason = error instanceof Error ? faultOf(error) : undefined;
  return reason !== 'denied' && reason !== 'crowded';
}

/** A statement that the connection has kept from before a migration (`RevalidateCachedQuery` in PostgreSQL's source). */
const isOfEarlierSchema = /cached plan must not change result type/;

/** The transaction has failed; or the statement, which was to be parsed behind the one that has. */
const isOfEarlier: ReadonlySet<string> = new Set(['25P02', '26000']);

/** Whether it says no more than that an earlier statement of the transaction has failed. */
export const isBehindFailure = (error: unknown): boolean => error instanceof Error && isOfEarlier.has(codeOf(error));

/**
 * What says that another transaction was in the way. A key that is taken belongs to these (manual of PostgreSQL, 13.5.2): here
 * nobody writes one without having looked for it in the same transaction.
 */
const isOfOthers: ReadonlySet<string> = new Set(['40001', '40P01', '23505']);

/** What PostgreSQL says beside its message quotes keys, rows and documents whole: the hash of a password, the secret of an application. */
function forgetValues(error: Error): void {
  for (const member of ['detail', 'where', 'internalQuery']) Reflect.deleteProperty(error, member);
}

/**
 * The error in the words of the store: SerializationFailure when another transaction was in the way, ConnectionLost when the
 * connection is of no more use, GatehouseError when the store is at fault.
 *
 * @param location what is said of the database, without a password.
 * @param isUnsent whether there was no connection yet on which the statement could have been sent.
 */
export function translated(error: unknown, location: string, isUnsent: boolean): unknown {
  if (!(error instanceof Error)) return error;
  forgetValues(error);
  const code = codeOf(error);
  if (isOfOthers.has(code)) return new SerializationFailure(error);
  if (isOfEarlierSchema.test(error.message)) return new ConnectionLost('busy', error, true);
  const reason = faultOf(error);
  if (reason === undefined) return error;
  const cause = new StoreError(error, () => remedy(reason, location, error.message));
  const isLost = reason === 'read-only' || (reason === 'away' && !isUnsent);
  if (isLost) return new ConnectionLost(reason, cause, reason === 'read-only' || wasUnsent.test(error.message));
  return new GatehouseError({ code: 'Unavailable', reason }, cause);
}

/** The connection was lost while something was written: nobody knows whether that was kept. */
export const uncertain = (lost: ConnectionLost): GatehouseError =>
  new GatehouseError({ code: 'Unavailable', reason: 'uncertain' }, lost.cause);

/** What Citus says where a server that has rows of the transaction does not commit it; why, that one says in a warning. */
const isOfPart = /could not commit transaction for shard/;

/**
 * What a commit has thrown, which says nothing about what became of it unless another transaction was in the way.
 *
 * @param warnings what the server has said beside it.
 */
export function ofCommit(error: unknown, warnings: readonly string[], location: string): unknown {
  if (error instanceof ConnectionLost) return error.isUndone ? error : uncertain(error);
  if (!(error instanceof Error && isOfPart.test(error.message))) return error;
  if (warnings.some((text) => text.includes('could not serialize'))) return new SerializationFailure(error);
  const cause = new StoreError(error, () => remedy('uncertain', location, error.message));
  return new GatehouseError({ code: 'Unavailable', reason: 'uncertain' }, cause);
}

/** What helps where somebody is known to have signed the certificate, by what TLS of Node says. */
const trustAdvice: readonly (readonly [said: RegExp, advice: string])[] = [
  [/has expired/, 'Renew it on that server'],
  [/not yet valid/, 'Look whether the clock of this machine is right'],
  [/does not match certificate/, 'Ask for the server in store-url by the name that its certificate has'],
  [/does not support SSL/, 'Turn ssl on there, or name sslmode=disable where nobody else is on the way'],
];

const adviceOnTrust = (said: string): string =>
  trustAdvice.find(([pattern]) => pattern.test(said))?.[1] ?? 'Name the one that has signed it as sslrootcert';

/** One line: what is wrong, and what would be right. `location` has no password in it. */
function remedy(reason: StoreFault, location: string, said: string): string {
  switch (reason) {
    case 'away':
      return `The database ${location} cannot be reached (${said}). Start it, or put store-url right.`;
    case 'denied':
      return `The database ${location} does not let Gatehouse in (${said}). Look after user, password and rights.`;
    case 'untrusted':
      return `The certificate of ${location} is not to be trusted (${said}). ${adviceOnTrust(said)}.`;
    case 'crowded':
      return `The database ${location} has no connection to spare (${said}). Raise max_connections there, or lower store-connections.`;
    case 'read-only':
      return `The database ${location} takes no writes (${said}): it is a replica. Name the leader, or all of them without target_session_attrs=any.`;
    case 'busy':
      return `A statement has waited for too long in ${location} (${said}). End what holds its tables, and try again.`;
    case 'full':
      return `The disk of the database ${location} is full (${said}). Make room there, and try again.`;
    case 'corrupt':
      return `The database ${location} is damaged (${said}). Restore a backup of it.`;
    case 'uncertain':
      return `The database ${location} went away while it committed (${said}). Whether the change was kept shows when it is back.`;
    case 'gone':
    case 'unconfirmed':
    case 'failing':
      return `The database ${location} cannot be read or written (${said}). Look after its disk.`;
  }
}
