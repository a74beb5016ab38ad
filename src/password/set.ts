import type { AuditActor, AuditEntry } from '../directory/audit.ts';
import { type Ended, endEverythingOf } from '../directory/end-everything.ts';
import type { Store, Tables } from '../directory/store.ts';
import type { User, UserKey } from '../directory/user.ts';
import { identityError, identityFailure } from '../errors.ts';
import {
  type Attempt,
  failAttempt,
  isRefused,
  type LockoutPolicy,
  releaseAttempt,
  reserveAttempt,
} from './attempts.ts';
import type { Credential } from './credential.ts';
import { type Hasher, requireHashable } from './hasher.ts';
import { type LockEvent, recordLock } from './lock-record.ts';
import { brokenRules } from './policy.ts';
import { historyKept, passwordRules } from './rules.ts';

// A password that is set without the old one: by an administrator, with a link from a mail, or for a new account. It is
// prepared before the transaction, because hashes take long, and set inside it.

interface SetTools {
  readonly store: Store;
  readonly hasher: Hasher;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface NewPasswordRequest {
  readonly organizationId: string;
  /** Absent for an account that does not exist yet. */
  readonly replaces?: ReplacedPassword;
  readonly newPassword: string;
  /** The member's name, as validation problems spell it. */
  readonly field: string;
  /** Whether the password may be one that the organization's rules forbid. */
  readonly ignoresPolicy?: boolean;
  readonly signal: AbortSignal;
}

/** Whose password is replaced, and who would be guessing it: a refusal of a used password tells that it was used. */
interface ReplacedPassword {
  readonly user: UserKey;
  readonly guess: Omit<LockEvent, 'user' | 'at'>;
}

/** A password that may be set, with its hash. */
export interface PreparedPassword {
  readonly passwordHash: string;
  /** The credential that it replaces, as it was read; undefined for a new account. */
  readonly replaces: Credential | undefined;
}

/**
 * Judges a new password, hashes it and hands it over: one hash, and one for each of the latest passwords that the rules
 * forbid. Comparing it with those is an attempt at the account's password, which counts as failed when it was none of
 * them and is not set either.
 *
 * @param use sets it.
 * @throws GatehouseError ValidationFailed when it is too long to hash, IdentityFailure with every broken rule, or
 *   `UserLockedOut`, or Overloaded or Cancelled, and what `use` throws. Nothing has changed.
 */
export async function withNewPassword<T>(
  tools: SetTools,
  request: NewPasswordRequest,
  use: (password: PreparedPassword) => Promise<T>,
): Promise<T> {
  const { hasher, store, now } = tools;
  const { newPassword, ignoresPolicy = false, signal } = request;
  requireHashable(request.field, newPassword);
  hasher.requireCapacity();
  const { policy, previousUseLimit, lockout } = passwordRules(await store.settings.inForce(request.organizationId));
  const broken = ignoresPolicy ? [] : brokenRules(newPassword, policy);
  if (broken.length > 0) throw identityFailure(...broken);
  const replaces = request.replaces && (await store.credentials.find(request.replaces.user));
  const forbidden = replaces && !ignoresPolicy ? await latestHashes(store, replaces, previousUseLimit) : [];
  const hashAndUse = async () => {
    const passwordHash = await hasher.hash(newPassword, { signal, admitted: forbidden.length > 0 });
    return await use({ passwordHash, replaces });
  };
  if (!request.replaces || forbidden.length === 0) return await hashAndUse();
  const attempt = await reserve(store, request.replaces, lockout, now());
  try {
    await refuseReused(hasher, request, forbidden, attempt);
  } catch (error) {
    await releaseAttempt(store, attempt);
    throw error;
  }
  try {
    return await hashAndUse();
  } catch (error) {
    await recordGuess(tools, request.replaces, attempt);
    throw error;
  }
}

/** Counted for whoever sets it, also where the organization counts everybody together: nobody else locks them out. */
async function reserve(
  store: Store,
  { user, guess }: ReplacedPassword,
  lockout: LockoutPolicy,
  now: number,
): Promise<Attempt> {
  const { organizationId } = user;
  const policy = { ...lockout, isPerSource: true };
  const reserved = await reserveAttempt(store, { organizationId, user }, guess.source, policy, now);
  if (isRefused(reserved)) throw identityFailure(identityError('UserLockedOut'));
  return reserved;
}

async function refuseReused(
  hasher: Hasher,
  { newPassword, signal }: NewPasswordRequest,
  forbidden: readonly string[],
  attempt: Attempt,
): Promise<void> {
  for (const [index, hash] of forbidden.entries()) {
    const isReused = await hasher.verify(hash, newPassword, { signal, admitted: index > 0, attempt });
    if (isReused) throw identityFailure(identityError('PasswordReused'));
  }
}

/** Whoever is refused for another reason has learnt that the password was none of those it was compared with. */
async function recordGuess({ store, now }: SetTools, { user, guess }: ReplacedPassword, attempt: Attempt) {
  const at = now();
  await store.together(async (tables) => {
    const lock = await failAttempt(tables.attempts, attempt, at);
    if (lock) await recordLock(tables, { ...guess, user, at }, lock);
  });
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
  await tables.attempts.startAnew(user);
  const ended = await endEverythingOf(tables, user, 'passwordReset', at);
  await tables.audit.append(resetEntry(user, ended, { at, ...context }));
  await tables.outbox.put({ organizationId: user.organizationId, kind: 'PasswordChanged', userId: user.id, at });
  return ended;
}

function resetEntry({ organizationId, id }: User, ended: Ended, context: Omit<SetContext, 'mustChange'>): AuditEntry {
  return { organizationId, category: 'User', action: 'ResetPassword', targetId: id, details: { ...ended }, ...context };
}
