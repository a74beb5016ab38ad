import type { Caller } from '../admission/caller.ts';
import type { AuditActor, AuditEntry } from '../directory/audit.ts';
import { type Ended, endEverythingOf } from '../directory/end-everything.ts';
import type { Store, Tables } from '../directory/store.ts';
import type { User, UserKey } from '../directory/user.ts';
import { identityError, identityFailure } from '../errors.ts';
import type { Credential } from './credential.ts';
import { type Hasher, requireHashable } from './hasher.ts';
import { brokenRules } from './policy.ts';
import { historyKept, passwordRules } from './rules.ts';

// A password that is set without the old one: by an administrator, with a link from a mail, or for a new account. It is
// prepared before the transaction, because hashes take long, and set inside it.

interface PrepareTools {
  readonly store: Store;
  readonly hasher: Hasher;
}

export interface PrepareRequest {
  readonly organizationId: string;
  /** Absent for an account that does not exist yet. */
  readonly user?: UserKey;
  readonly newPassword: string;
  /** The member's name, as validation problems spell it. */
  readonly field: string;
  /** Whether the password may be one that the organization's rules forbid. */
  readonly ignoresPolicy?: boolean;
  /** Who asks for it: the owner of a link, or whoever manages users. */
  readonly caller: Caller;
  readonly signal: AbortSignal;
}

/** A password that may be set, with its hash. */
export interface PreparedPassword {
  readonly passwordHash: string;
  /** The credential that it replaces, as it was read; undefined for a new account. */
  readonly replaces: Credential | undefined;
}

/**
 * Judges a new password and hashes it: one hash, and one for each of the latest passwords that the rules forbid.
 *
 * @throws GatehouseError ValidationFailed when it is too long to hash, IdentityFailure with every broken rule, or
 *   Overloaded, TooManyRequests or Cancelled. Nothing has changed.
 */
export async function preparePassword(
  { store, hasher }: PrepareTools,
  { organizationId, user, newPassword, field, ignoresPolicy = false, caller, signal }: PrepareRequest,
): Promise<PreparedPassword> {
  requireHashable(field, newPassword);
  using _turn = await hasher.enter(caller, signal);
  const { policy, previousUseLimit } = passwordRules(await store.settings.inForce(organizationId));
  const broken = ignoresPolicy ? [] : brokenRules(newPassword, policy);
  if (broken.length > 0) throw identityFailure(...broken);
  const replaces = user && (await store.credentials.find(user));
  const forbidden = replaces && !ignoresPolicy ? await latestHashes(store, replaces, previousUseLimit) : [];
  for (const hash of forbidden) {
    const isReused = await hasher.verify(hash, newPassword, { signal });
    if (isReused) throw identityFailure(identityError('PasswordReused'));
  }
  const passwordHash = await hasher.hash(newPassword, { signal });
  return { passwordHash, replaces };
}

/** The current hash and the latest retired ones, as many as may not be chosen again. */
async function latestHashes(store: Store, credential: Credential, limit: number): Promise<readonly string[]> {
  if (limit === 0) return [];
  const { passwordHash: current } = credential;
  const retired = limit > 1 ? await store.credentials.history(credential, limit - 1) : [];
  return current === null ? retired : [current, ...retired];
}

/** Who sets the password, and when. */
export interface SetContext {
  readonly actor: AuditActor;
  /** Somebody else chose it, who should not know it for long: the owner has to change it at the next sign-in. */
  readonly mustChange: boolean;
  readonly at: number;
  readonly traceId: string | null;
  readonly clientIp: string | null;
}

/**
 * Gives an account that exists the prepared password, inside the caller's transaction: credential, history, lock,
 * everything that acts in the user's name, audit entry, notice. Answers what ended.
 *
 * @throws GatehouseError IdentityFailure `ConcurrencyFailure` when the credential is not the one that was read.
 */
export async function setPassword(
  tables: Tables,
  user: User,
  { passwordHash, replaces }: PreparedPassword,
  { mustChange, at, ...context }: SetContext,
): Promise<Ended> {
  if (!replaces || !(await tables.credentials.replace(replaces, passwordHash, at, mustChange))) {
    throw identityFailure(identityError('ConcurrencyFailure'));
  }
  await tables.credentials.retire(replaces, at, historyKept);
  const ended = await endEverythingOf(tables, user, 'passwordReset', at);
  await tables.audit.append(resetEntry(user, ended, { at, ...context }));
  await tables.outbox.put({ organizationId: user.organizationId, kind: 'PasswordChanged', userId: user.id, at });
  return ended;
}

function resetEntry({ organizationId, id }: User, ended: Ended, context: Omit<SetContext, 'mustChange'>): AuditEntry {
  return { organizationId, category: 'User', action: 'ResetPassword', targetId: id, details: { ...ended }, ...context };
}
