import { callerOf } from '../admission/caller.ts';
import type { Turn } from '../admission/gate.ts';
import { canonical } from '../directory/canonical.ts';
import type { Organization } from '../directory/organization.ts';
import type { Store } from '../directory/store.ts';
import type { User } from '../directory/user.ts';
import { GatehouseError } from '../errors.ts';
import { settleAttempt } from './attempts.ts';
import type { Credential } from './credential.ts';
import type { Hasher } from './hasher.ts';
import { canBePassword } from './policy.ts';
import { type SignInRules, signInRules } from './rules.ts';
import { type Account, findAccount, loginName, organizationIdOf, type Place } from './sign-in-account.ts';
import {
  changeDue,
  judgeRight,
  judgeWrong,
  type MustChange,
  type Reserved,
  type SignInRefusal,
  type Verdict,
} from './sign-in-judgement.ts';
import { recordLockout, recordSignIn } from './sign-in-record.ts';

export interface SignInTools {
  readonly store: Store;
  readonly hasher: Hasher;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Does something after the answer. Whoever runs it waits for it before the end and logs its failure. */
  readonly inBackground: (work: () => Promise<void>) => void;
}

export interface SignInRequest {
  readonly organization: Place;
  /** As typed. */
  readonly userNameOrEmail: string;
  readonly password: string;
  /** Where it was typed. Only a page can ask for a new password when the present one has to be changed. */
  readonly channel: 'page' | 'legacyLogin' | 'passwordGrant';
  readonly traceId: string;
  readonly clientIp: string;
  readonly browserInfo: string | null;
  /** Aborted when the caller hangs up. */
  readonly signal: AbortSignal;
}

export type SignInResult = SignedIn | { readonly outcome: 'refused'; readonly reason: SignInRefusal };

/** Whether the password was right, whatever else stood in the way. */
export const knowsPassword = (result: SignInResult): boolean =>
  result.outcome === 'signedIn' || result.reason !== 'invalidCredentials';

interface SignedIn {
  readonly outcome: 'signedIn';
  /**
   * As read before the password was verified. A session takes `tokenEpoch` from here: when the password is changed at
   * the same moment, the session is dead from its beginning.
   */
  readonly user: User;
  readonly organization: Organization;
  /** Why nothing but a change of the password may follow. */
  readonly mustChange: MustChange | undefined;
  readonly signedInAt: number;
}

/**
 * Verifies a person's name and password within an organization. Unknown names, wrong passwords, locked accounts and
 * accounts without a password take the same steps: as many queries, one hash, as many writes. When it resolves, the
 * outcome is recorded.
 *
 * @throws GatehouseError Overloaded, TooManyRequests or Cancelled without effect.
 */
export async function signIn(tools: SignInTools, request: SignInRequest): Promise<SignInResult> {
  using _turn = await enter(tools, request);
  const account = await findAccount(tools.store, request.organization, request.userNameOrEmail);
  const rules = signInRules(await tools.store.settings.inForce(account.organizationId));
  const reserved = await reserve(tools, account, rules);
  const credential = await load(tools, account);
  const isRight = await verify(tools, request, account, reserved, credential);
  if (!isRight || !account.user || !account.organization || !credential) {
    return await conclude(tools, request, account, reserved, judgeWrong(reserved));
  }
  const { user, organization } = account;
  const due = changeDue(credential, rules, tools.now());
  const verdict = judgeRight(organization, user, rules, due, request.channel === 'page');
  const at = await admit(tools, request, account, credential, verdict);
  if (at === undefined) return await conclude(tools, request, account, reserved, judgeWrong(reserved));
  if (tools.hasher.isOutdated(credential.passwordHash ?? '')) renew(tools, credential, request.password);
  if (verdict.refusal) return { outcome: 'refused', reason: verdict.refusal };
  return { outcome: 'signedIn', user: { ...user, lastLoginAt: at }, organization, mustChange: due, signedInAt: at };
}

/** Nobody has been looked for yet: the account is the name that was typed. */
async function enter({ store, hasher }: SignInTools, request: SignInRequest): Promise<Turn> {
  const organizationId = await organizationIdOf(store, request.organization);
  const account = canonical(loginName(request.userNameOrEmail));
  return await hasher.enter(callerOf({ ...request, organizationId, account }, false), request.signal);
}

/** Counted before the hash, so that parallel guesses over any channel get no more hashes than the limit allows. */
async function reserve({ store, now }: SignInTools, account: Account, { lockout }: SignInRules): Promise<Reserved> {
  if (!lockout.isEnabled) return account.user ? 'reserved' : 'stranger';
  if (!account.user) {
    await store.credentials.countNobody(account.organizationId, now());
    return 'stranger';
  }
  const reservation = await store.credentials.reserveAttempt(account.user, lockout, now());
  if (reservation.outcome === 'locked') return 'locked';
  return reservation.isLast ? 'last' : 'reserved';
}

function load({ store }: SignInTools, { organizationId, user }: Account): Promise<Credential | undefined> {
  return user ? store.credentials.find(user) : store.credentials.findNobody(organizationId);
}

/** One hash, whoever it is. Where there is nothing to verify, or nothing may be verified, a decoy takes its time. */
async function verify(
  { store, hasher }: SignInTools,
  { password, signal }: SignInRequest,
  { user }: Account,
  reserved: Reserved,
  credential: Credential | undefined,
): Promise<boolean> {
  if (!canBePassword(password)) return false;
  const mayVerify = reserved === 'reserved' || reserved === 'last';
  const storedHash = mayVerify ? (credential?.passwordHash ?? null) : null;
  try {
    if (storedHash !== null) return await hasher.verify(storedHash, password, { signal });
    await hasher.verifyNothing(password, { signal });
    return false;
  } catch (error) {
    const isCounted = user && mayVerify && error instanceof GatehouseError;
    if (isCounted) await settleAttempt(store.credentials, user, { isLast: false, wasRight: false }, error);
    throw error;
  }
}

/** Records a refusal of one who does not know the password. */
async function conclude(
  { store, now }: SignInTools,
  request: SignInRequest,
  account: Account,
  reserved: Reserved,
  verdict: Verdict,
): Promise<SignInResult> {
  const at = now();
  await store.transaction(async (tables) => {
    await recordSignIn(tables, request, account, verdict, at);
    if (reserved === 'last') await recordLockout(tables, request, account, at);
  });
  return { outcome: 'refused', reason: 'invalidCredentials' };
}

/**
 * Records what became of one who knows the password, and clears the count of attempts. Answers when, or undefined when
 * the password was replaced while it was verified: then it is not the password any more.
 */
async function admit(
  { store, now }: SignInTools,
  request: SignInRequest,
  account: Account,
  verified: Credential,
  verdict: Verdict,
): Promise<number | undefined> {
  const at = now();
  return await store.transaction(async (tables) => {
    if (!(await tables.credentials.forgiveVerified(verified))) return undefined;
    if (verdict.result === 'success') await tables.users.recordSignIn(verified, at);
    await recordSignIn(tables, request, account, verdict, at);
    return at;
  });
}

/** Makes a stronger hash of the same password, after the answer. Whatever hinders it, the next sign-in tries again. */
function renew({ store, hasher, inBackground }: SignInTools, credential: Credential, password: string): void {
  inBackground(async () => {
    await store.credentials.renew(credential, await hasher.hash(password, {}));
  });
}
