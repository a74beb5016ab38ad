import type { Caller } from '../admission/caller.ts';
import type { AuditDetails } from '../directory/audit/entry.ts';
import type { Credential } from '../directory/credential.ts';
import type { Store } from '../directory/store.ts';
import type { UserKey } from '../directory/user.ts';
import { identityError, identityFailure } from '../errors.ts';
import { activities } from '../telemetry.ts';
import { type Attempt, failAttempt, isRefused, releaseAttempt, reserveAttempt } from './attempts.ts';
import { type BreachedPasswords, breachNote } from './breached.ts';
import type { Person } from './context-words.ts';
import { failAfter } from './fail-after.ts';
import { enterByRight, type Hasher, type RightToHash, requireHashable } from './hasher.ts';
import { keptRules } from './kept-rules.ts';
import { type LockEvent, recordLock } from './lock-record.ts';
import { type PersonRules, personRules } from './person-rules.ts';
import { brokenRules } from './policy.ts';
import type { PasswordRules } from './rules.ts';

// A password that is set without the old one: by an administrator, with a link from a mail, or for a new account. It is
// prepared before the transaction, because hashing takes long, and set inside it (`setPassword`).

interface SetTools {
  readonly store: Store;
  readonly hasher: Hasher;
  readonly breached: BreachedPasswords;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface NewPasswordRequest {
  /** Whose password it will be. */
  readonly person: Person;
  /** Absent for an account that does not exist yet. */
  readonly replaces?: ReplacedPassword;
  readonly newPassword: string;
  /** The member's name, as validation problems spell it. */
  readonly field: string;
  /** Whether the password may be one that the organization's rules forbid. */
  readonly ignoresPolicy?: boolean;
  /** Who asks for it: the owner of a link, or a manager of users. */
  readonly caller: Caller;
  readonly signal: AbortSignal;
  readonly requireRight?: RightToHash;
}

/** Whose password is replaced, and who would be guessing it: a refusal of a used password tells that it was used. */
interface ReplacedPassword {
  readonly user: UserKey;
  readonly guess: Omit<LockEvent, 'user' | 'at'>;
}

/** A password that may be set, with its hash. */
export interface PreparedPassword {
  readonly passwordHash: string;
  /** By which rules it was judged; null when by none. */
  readonly keptRules: string | null;
  /** What the audit says of how it was judged. */
  readonly note: AuditDetails;
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
 *   `UserLockedOut`, or Overloaded, TooManyRequests or Cancelled, and what `use` throws. Nothing has changed.
 */
export function withNewPassword<T>(
  tools: SetTools,
  request: NewPasswordRequest,
  use: (password: PreparedPassword) => Promise<T>,
): Promise<T> {
  const { replaces } = request;
  if (!replaces) return prepareAndUse(tools, request, use);
  const way = replaces.guess.source.kind === 'link' ? 'link' : 'set';
  return activities.passwordChange.measure({ way }, () => prepareAndUse(tools, request, use));
}

async function prepareAndUse<T>(
  tools: SetTools,
  request: NewPasswordRequest,
  use: (password: PreparedPassword) => Promise<T>,
): Promise<T> {
  const { hasher, store } = tools;
  const { person, newPassword, replaces, ignoresPolicy = false, signal } = request;
  requireHashable(request.field, newPassword);
  const rules = await personRules(tools, person, ignoresPolicy ? undefined : newPassword);
  using _turn = await enterByRight(hasher, request.caller, request);
  const broken = ignoresPolicy ? [] : brokenRules(newPassword, rules);
  if (broken.length > 0) throw identityFailure(...broken);
  const isCompared = replaces && !ignoresPolicy && rules.previousUseLimit > 0;
  if (isCompared) return await compareAndUse(tools, request, replaces, rules, use);
  const credential = replaces && (await store.credentials.find(replaces.user));
  const passwordHash = await hasher.hash(newPassword, { signal });
  const judged = ignoresPolicy ? { keptRules: null, note: {} } : judgedBy(rules);
  return await use({ passwordHash, ...judged, replaces: credential });
}

const judgedBy = ({ policy, forbidden }: PersonRules) => ({
  keptRules: keptRules(policy),
  note: breachNote(forbidden.breach),
});

async function compareAndUse<T>(
  tools: SetTools,
  request: NewPasswordRequest,
  replaces: ReplacedPassword,
  rules: PersonRules,
  use: (password: PreparedPassword) => Promise<T>,
): Promise<T> {
  const attempt = await reserve(tools, replaces, rules);
  let isTold = false;
  try {
    // Only now: an attempt that was reserved before a change of the password does not guess the old one beyond the
    // limit.
    const credential = await tools.store.credentials.find(replaces.user);
    const forbidden = credential ? await latestHashes(tools.store, credential, rules.previousUseLimit) : [];
    await refuseReused(tools.hasher, request, forbidden, attempt);
    isTold = forbidden.length > 0;
    const { newPassword, signal } = request;
    const passwordHash = await tools.hasher.hash(newPassword, { signal });
    return await use({ passwordHash, ...judgedBy(rules), replaces: credential });
  } catch (error) {
    const settle = () => (isTold ? recordGuess(tools, replaces, attempt) : releaseAttempt(tools.store, attempt));
    return await failAfter(error, settle);
  }
}

/**
 * Counted for the one who sets it, also where the organization counts everybody together: nobody else locks them out.
 */
async function reserve(
  { store, now }: SetTools,
  { user, guess }: ReplacedPassword,
  { lockout }: PasswordRules,
): Promise<Attempt> {
  const { organizationId } = user;
  const policy = { ...lockout, isPerSource: true };
  const reserved = await reserveAttempt(store, { organizationId, user }, guess.source, policy, now());
  if (isRefused(reserved)) throw identityFailure(identityError('UserLockedOut'));
  return reserved;
}

async function refuseReused(
  hasher: Hasher,
  { newPassword, signal }: NewPasswordRequest,
  forbidden: readonly string[],
  attempt: Attempt,
): Promise<void> {
  for (const hash of forbidden) {
    const isReused = await hasher.verify(hash, newPassword, { signal, attempt });
    if (isReused) throw identityFailure(identityError('PasswordReused'));
  }
}

/** A caller who is refused for another reason has learnt that the password was none of those it was compared with. */
async function recordGuess({ store, now }: SetTools, { user, guess }: ReplacedPassword, attempt: Attempt) {
  const at = now();
  await store.together(async (tables) => {
    const lock = await failAttempt(tables.attempts, attempt, at);
    if (lock) await recordLock(tables, { ...guess, user, at }, lock);
  });
}

/** The current hash and the latest retired ones, as many as may not be chosen again. */
async function latestHashes(store: Store, credential: Credential, limit: number): Promise<readonly string[]> {
  const { passwordHash: current } = credential;
  const retired = limit > 1 ? await store.credentials.history(credential, limit - 1) : [];
  return current === null ? retired : [current, ...retired];
}
