import { knownCaller } from '../admission/caller.ts';
import { type AuditDetails, auditActor } from '../directory/audit/entry.ts';
import type { Credential } from '../directory/credential.ts';
import type { Ended } from '../directory/end-everything.ts';
import type { Tables } from '../directory/store.ts';
import type { User } from '../directory/user.ts';
import { findTarget } from '../directory/user-target.ts';
import { GatehouseError, type IdentityError, identityError, identityFailure } from '../errors.ts';
import { activities } from '../telemetry.ts';
import { type Attempt, isRefused, reserveAttempt } from './attempts.ts';
import { breachNote } from './breached.ts';
import { recordChange, recordFailure, recordRefusal } from './change-record.ts';
import type { ChangePasswordRequest, ChangePasswordTools } from './change-request.ts';
import { failAfter } from './fail-after.ts';
import { enterByRight, requireHashable } from './hasher.ts';
import { keptRules } from './kept-rules.ts';
import { normalizePassword } from './normalization.ts';
import { type PersonRules, personRules } from './person-rules.ts';
import { brokenRules, canBePassword } from './policy.ts';
import { replacePassword } from './replace-password.ts';
import { sourceOfActor } from './source.ts';

export interface PasswordChange {
  /** With the new `tokenEpoch`: a session that is started from here lives. */
  readonly user: User;
  readonly ended: Ended;
}

/**
 * Replaces a user's password, given the current one. When it resolves, the new password is durable, the user's
 * sessions and tokens are dead, and the event is recorded. When it throws, nothing has changed but the count of
 * attempts and the record of the failure.
 *
 * @throws GatehouseError Forbidden or NotFound before the account is touched; IdentityFailure when the account is
 *   locked for the caller, the old password is wrong, the new one breaks a rule, or another change came first;
 *   Overloaded, TooManyRequests or Cancelled without effect.
 */
export function changePassword(tools: ChangePasswordTools, request: ChangePasswordRequest): Promise<PasswordChange> {
  return activities.passwordChange.measure({ way: 'change' }, () => change(tools, request));
}

async function change(tools: ChangePasswordTools, request: ChangePasswordRequest): Promise<PasswordChange> {
  const user = await authorise(tools, request);
  const rules = await personRules(tools, user, request.newPassword);
  using _turn = await enterByRight(tools.hasher, knownCaller({ ...request, ...user, account: user.id }), request);
  // What can be nobody's password is no guess, and leaves nothing behind.
  if (typeof request.oldPassword === 'string' && !canBePassword(request.oldPassword))
    throw identityFailure(identityError('PasswordMismatch'));
  return await tryOld(tools, request, user, rules, async (credential, attempt) => {
    const newHash = await proveAndHash(tools, request, credential, rules, attempt);
    const { policy, forbidden } = rules;
    const replacement = { newHash, keptRules: keptRules(policy), note: breachNote(forbidden.breach) };
    return await commit(tools, request, user, credential, replacement);
  });
}

async function authorise({ store }: ChangePasswordTools, request: ChangePasswordRequest): Promise<User> {
  const { object: user } = await findTarget(store.users, request.permitted, request.userId);
  requireHashable('NewPassword', request.newPassword);
  return user;
}

/** One try at the old password: counted before it is made. From here on, a refusal is recorded. */
export async function tryOld<T>(
  tools: ChangePasswordTools,
  request: ChangePasswordRequest,
  user: User,
  rules: PersonRules,
  work: (credential: Credential, attempt: Attempt) => Promise<T>,
): Promise<T> {
  const { attempt, loading } = await reserve(tools, request, user, rules);
  try {
    return await work(await loading, attempt);
  } catch (error) {
    return await failAfter(error, () => recordFailure(tools, request, user, attempt, error));
  }
}

/** The credential is read together with the count, for one way there and back to a database. */
async function reserve(
  tools: ChangePasswordTools,
  request: ChangePasswordRequest,
  user: User,
  { lockout }: PersonRules,
): Promise<{ readonly attempt: Attempt; readonly loading: Promise<Credential> }> {
  const source = sourceOfActor(request.permitted.actor, user, request.clientIp);
  const { reserved, loading } = await tools.store.atOnce(async (tables) => {
    const loading = load(tables, user);
    const loaded = Promise.allSettled([loading]); // What is wrong with it is told when the try has been counted.
    // A caller that holds a connection must not wait for another one.
    const counting = { attempts: tables.attempts, together: <T>(write: (same: Tables) => Promise<T>) => write(tables) };
    const reserved = await reserveAttempt(counting, { ...user, user }, source, lockout, tools.now());
    await loaded; // Where no try is counted, it is not there yet, and the connection goes back now.
    return { reserved, loading };
  });
  if (!isRefused(reserved)) return { attempt: reserved, loading };
  await recordRefusal(tools, request, user, reserved);
  throw identityFailure(identityError('UserLockedOut'));
}

async function load({ credentials }: Tables, user: User): Promise<Credential> {
  const credential = await credentials.find(user);
  if (!credential) throw identityFailure(identityError('PasswordMismatch'));
  return credential;
}

/** The hash of a new password that may be set, by somebody who knows the old one. */
async function proveAndHash(
  tools: ChangePasswordTools,
  request: ChangePasswordRequest,
  credential: Credential,
  rules: PersonRules,
  attempt: Attempt,
): Promise<string> {
  const broken = brokenByItself(request, rules);
  const isDecidedByOld = rules.previousUseLimit < 2 && broken.length === 0;
  const atOnce = isDecidedByOld ? hashAtOnceIfBusy(tools, request, credential, attempt) : undefined;
  if (atOnce) return await atOnce;
  const verified = verifyOld(tools, request, credential, attempt);
  const early = broken.length === 0 ? hashNewIfIdle(tools, request) : undefined;
  await verified;
  if (broken.length > 0) throw identityFailure(...broken);
  await refuseUsed(tools, request, credential, rules, attempt);
  return await (early ?? hashNew(tools, request));
}

/**
 * Where no thread is idle, one thread does both hashes without asking in between: for a new password of which the old one alone
 * decides. That is one message there and back less, and the thread does not wait for an event loop whose caches its hash has
 * emptied.
 */
function hashAtOnceIfBusy(
  { hasher }: ChangePasswordTools,
  request: ChangePasswordRequest,
  { passwordHash }: Credential,
  attempt: Attempt,
): Promise<string> | undefined {
  const { oldPassword, newPassword, signal } = request;
  if (typeof oldPassword !== 'string' || passwordHash === null || hasher.hasIdleThread()) return undefined;
  return hasher.verifyAndHash(passwordHash, oldPassword, newPassword, { signal, attempt }).then((newHash) => {
    if (newHash === undefined) throw identityFailure(identityError('PasswordMismatch'));
    if (signal.aborted) throw new GatehouseError({ code: 'Cancelled', wasWaiting: false });
    return newHash;
  });
}

export async function verifyOld(
  { hasher }: ChangePasswordTools,
  { oldPassword, signal }: ChangePasswordRequest,
  { passwordHash, version }: Credential,
  attempt: Attempt,
): Promise<void> {
  if (typeof oldPassword !== 'string') {
    if (oldPassword.version === version) return;
    throw identityFailure(identityError('ConcurrencyFailure'));
  }
  // An account without a password takes as long to refuse as one that has another password.
  if (passwordHash === null) await hasher.verifyNothing(oldPassword, { signal });
  else if (await hasher.verify(passwordHash, oldPassword, { signal, attempt })) return;
  throw identityFailure(identityError('PasswordMismatch'));
}

/**
 * Starts on the new hash beside the verification when a thread would otherwise stand idle: an honest caller waits for
 * one hash instead of two. Under load nothing is started early, so a wrong guess never costs more than one hash.
 */
function hashNewIfIdle(tools: ChangePasswordTools, request: ChangePasswordRequest): Promise<string> | undefined {
  if (!tools.hasher.hasIdleThread()) return undefined;
  const early = hashNew(tools, request);
  early.catch(() => {}); // Nobody waits for it when the old password turns out to be wrong.
  return early;
}

function hashNew({ hasher }: ChangePasswordTools, { newPassword, signal }: ChangePasswordRequest): Promise<string> {
  return hasher.hash(newPassword, { signal });
}

/** The rules that need no hash. The old password is taken to be the current one. */
function brokenByItself(request: ChangePasswordRequest, rules: PersonRules): readonly IdentityError[] {
  const broken = brokenRules(request.newPassword, rules);
  if (broken.length > 0) return broken;
  return isSameAsOld(request, rules) ? [identityError('PasswordReused')] : [];
}

const isSameAsOld = ({ oldPassword, newPassword }: ChangePasswordRequest, { previousUseLimit }: PersonRules): boolean =>
  previousUseLimit > 0 &&
  typeof oldPassword === 'string' &&
  normalizePassword(newPassword) === normalizePassword(oldPassword);

/** @throws GatehouseError IdentityFailure `PasswordReused` when it is one of the latest, the current one included. */
export async function requireUnused(
  tools: ChangePasswordTools,
  request: ChangePasswordRequest,
  credential: Credential,
  rules: PersonRules,
  attempt: Attempt,
): Promise<void> {
  if (isSameAsOld(request, rules)) throw identityFailure(identityError('PasswordReused'));
  await refuseUsed(tools, request, credential, rules, attempt);
}

/** Compares with the hashes of the latest passwords; with the current one as well, where it was not said. */
async function refuseUsed(
  { store, hasher }: ChangePasswordTools,
  request: ChangePasswordRequest,
  credential: Credential,
  rules: PersonRules,
  attempt: Attempt,
): Promise<void> {
  const { passwordHash } = credential;
  const retired =
    rules.previousUseLimit < 2 ? [] : await store.credentials.history(credential, rules.previousUseLimit - 1);
  // The current one has been compared, as text, where it was said.
  const isUnsaid = typeof request.oldPassword !== 'string' && rules.previousUseLimit > 0 && passwordHash !== null;
  for (const forbidden of isUnsaid ? [passwordHash, ...retired] : retired) {
    const isReused = await hasher.verify(forbidden, request.newPassword, { signal: request.signal, attempt });
    if (isReused) throw identityFailure(identityError('PasswordReused'));
  }
}

/**
 * All of it or nothing, and exactly one of two changes at the same time. Changes that are ready at the same time are committed
 * together: one wait for the disk is enough, and they are not in each other's way at the end of the audit log.
 */
async function commit(
  { store, now }: ChangePasswordTools,
  request: ChangePasswordRequest,
  user: User,
  credential: Credential,
  { note, ...replacement }: { readonly newHash: string; readonly keptRules: string; readonly note: AuditDetails },
): Promise<PasswordChange> {
  const { permitted, clientIp, browserInfo } = request;
  const at = now();
  const ending = await store.together(async (tables) => {
    const replaced = replacePassword(tables, user, {
      ...{ credential, ...replacement, mustChange: false, reason: 'passwordChanged' },
      ...{ actor: auditActor(permitted.actor), clientIp, browserInfo, at },
    });
    const details = replaced.then(({ ended }) => ({ ...ended, ...note }));
    await recordChange(tables, request, user, at, details);
    return await replaced;
  });
  return { user: ending.user ?? user, ended: ending.ended };
}
