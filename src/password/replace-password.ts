import type { AuditActor } from '../directory/audit/entry.ts';
import { causeOf } from '../directory/cause.ts';
import type { Credential } from '../directory/credential.ts';
import { type Ending, endEverythingOf } from '../directory/end-everything.ts';
import type { Tables } from '../directory/store.ts';
import type { User } from '../directory/user.ts';
import { identityError, identityFailure } from '../errors.ts';
import { historyKept } from './rules.ts';

interface Replacement {
  /** As it was read. */
  readonly credential: Credential;
  readonly newHash: string;
  /** Whether the owner has to change it at the next sign-in. */
  readonly mustChange: boolean;
  /** By which rules it was judged. */
  readonly keptRules: string | null;
  readonly reason: 'passwordChanged' | 'passwordReset';
  readonly actor: AuditActor;
  readonly clientIp: string | null;
  /** As the browser names itself. */
  readonly browserInfo?: string | null | undefined;
  readonly at: number;
}

/**
 * Replaces the password of an account inside the caller's transaction, however it came about: credential, history, locks,
 * everything that acts in the user's name, and the notice to the owner. The caller writes the audit entry. Returns what
 * ended.
 *
 * The compare-and-set on the version of the credential lets exactly one of two changes win. The rest does not wait to hear of
 * it: all of it is sent to a database together, for one way there and back, and goes with the transaction if it has lost.
 *
 * @throws GatehouseError IdentityFailure `ConcurrencyFailure` when the credential is not the one that was read.
 */
export async function replacePassword(tables: Tables, user: User, replacement: Replacement): Promise<Ending> {
  const { credential, newHash, reason, actor, at } = replacement;
  const { organizationId, id: userId } = user;
  const cause = causeOf(actor, userId, replacement);
  // Attempts before the account, as at a sign-in: two who lock in the same order do not wait for each other.
  const [hasWon, , , , ending] = await Promise.all([
    tables.credentials.replace(credential, newHash, at, replacement),
    tables.credentials.retire(credential, at, historyKept),
    tables.attempts.startAnew(user),
    tables.outbox.put({ organizationId, kind: 'PasswordChanged', userId, at, cause }),
    endEverythingOf(tables, user, reason, at),
  ]);
  if (!hasWon) throw identityFailure(identityError('ConcurrencyFailure'));
  return ending;
}
