import { callerOf, knownCaller } from '../admission/caller.ts';
import type { Turn } from '../admission/gate.ts';
import { canonical } from '../directory/canonical.ts';
import type { Credential } from '../directory/credential.ts';
import type { Organization } from '../directory/organization.ts';
import type { User } from '../directory/user.ts';
import { GatehouseError } from '../errors.ts';
import { activities, events } from '../telemetry.ts';
import { type Attempt, isRefused, type Refusal, reserveAttempt } from './attempts.ts';
import { breachNote } from './breached.ts';
import { afterTurn, breachAtSignIn, requireUnbreached } from './breached-sign-in.ts';
import { normalizePassword } from './normalization.ts';
import { evenOut, stepFor } from './pace.ts';
import { canBePassword } from './policy.ts';
import { type SignInRules, signInRules } from './rules.ts';
import { type Account, findCandidates, isAddress, loginName, organizationIdOf } from './sign-in-account.ts';
import { changeDue, judgeRight } from './sign-in-judgement.ts';
import {
  type Halfway,
  halfway,
  judged,
  nextStep,
  noStep,
  type Proved,
  type Refused,
  recordHalf,
  recordWhole,
  type SignedIn,
  type Unconfirmed,
} from './sign-in-outcome.ts';
import { recordFailedSignIn } from './sign-in-record.ts';
import type { SignInRequest, SignInTools } from './sign-in-request.ts';
import { slowestHash, slowestHashOfAll } from './slowest-hash.ts';
import { sourceOfSignIn } from './source.ts';
import { orRelease } from './try-account.ts';

export type SignInResult = SignedIn | Halfway | Refused | Unconfirmed;

/** Whether the password was right, whatever else stood in the way. */
export const knowsPassword = (result: SignInResult): boolean =>
  result.outcome !== 'refused' || result.reason !== 'invalidCredentials';

const wrong: SignInResult = { outcome: 'refused', reason: 'invalidCredentials' };

/**
 * Verifies a person's name and password within an organization. Unknown names, wrong passwords, locked sources and
 * accounts without a password take the same steps: as many queries, one hash, as many commits; what is left of a
 * difference disappears in the answer's time. When it resolves, the outcome is recorded.
 *
 * @throws GatehouseError Overloaded, TooManyRequests or Cancelled without effect.
 */
export function signIn(tools: SignInTools, request: SignInRequest): Promise<SignInResult> {
  return activities.signIn.measure({ channel: request.channel }, () => inEvenTime(tools, request));
}

async function inEvenTime(tools: SignInTools, request: SignInRequest): Promise<SignInResult> {
  const { startedAt, result, stepMs } = await signInAtTurn(tools, request);
  if (result === wrong) await evenOut(startedAt, tools.pause, stepMs);
  return result;
}

async function signInAtTurn(tools: SignInTools, request: SignInRequest) {
  const organizationId = await organizationIdOf(tools.store, request.organization);
  using turn = await waitForTurn(tools, request, organizationId);
  const startedAt = performance.now();
  const result = await tryPassword({ ...tools, breached: afterTurn(tools.breached, turn) }, request);
  const refusalMs = tools.hasher.refusalMs(await slowestOf(tools, request, organizationId));
  return { startedAt, result, stepMs: stepFor(refusalMs) };
}

/** Where an address is looked for everywhere, a refusal must not tell where it was found. */
function slowestOf({ store }: SignInTools, { organization, userNameOrEmail }: SignInRequest, organizationId: string) {
  const isAnywhere = organization === 'anywhere' && isAddress(userNameOrEmail);
  return isAnywhere ? slowestHashOfAll(store) : slowestHash(store, organizationId);
}

/** Nobody has been looked for yet: the account is the name that was typed. */
async function waitForTurn({ hasher }: SignInTools, request: SignInRequest, organizationId: string): Promise<Turn> {
  const { device, application, signal } = request;
  const account = canonical(loginName(request.userNameOrEmail));
  const isKnown = device !== undefined || application !== undefined;
  return await hasher.enter(callerOf({ ...request, organizationId, account }, isKnown), signal);
}

async function tryPassword(tools: SignInTools, request: SignInRequest): Promise<SignInResult> {
  if (!canBePassword(request.password)) return refuseImpossible(tools, request);
  const accounts = await findCandidates(tools.store, request.organization, request.userNameOrEmail);
  const [{ organizationId }] = accounts as [Account];
  const rules = signInRules(await tools.store.settings.inForce(organizationId));
  return await tryAccounts(tools, request, rules, accounts);
}

/**
 * The right password decides who is meant. Accounts that it was tried at before count it as wrong nevertheless:
 * otherwise one of two who share a name could guess the password of the other as often as they like, by setting their
 * own to each guess.
 */
async function tryAccounts(
  tools: SignInTools,
  request: SignInRequest,
  rules: SignInRules,
  [account, ...others]: readonly Account[],
): Promise<SignInResult> {
  if (!account) return wrong;
  const reserved = await reserve(tools, request, account, rules);
  const completed = await orRelease(tools.store, reserved, async () => {
    const credential = await load(tools, account);
    const verified = await verify(tools, request, account, reserved, credential);
    return verified && (await completeSignIn(tools, request, verified, rules));
  });
  if (completed) return completed;
  // From here on the hash has answered: a guess that cannot be recorded stays pending, and counts until that ends by itself.
  const result = await tryAccounts(tools, request, rules, others);
  await recordFailedSignIn(tools, request, account, reserved);
  return result;
}

/** What can be nobody's password counts for nobody: neither a hash nor the store is needed to know it. */
function refuseImpossible({ refusedSignIns, now }: SignInTools, { clientIp }: SignInRequest): SignInResult {
  refusedSignIns.addImpossible(clientIp, now());
  return wrong;
}

/** Counted before the hash, so that parallel guesses over any channel get no more hashes than the limits allow. */
function reserve(
  { store, now }: SignInTools,
  request: SignInRequest,
  { organizationId, user }: Account,
  { lockout }: SignInRules,
): Promise<Attempt | Refusal> {
  return reserveAttempt(store, { organizationId, user }, sourceOfSignIn(request, user), lockout, now());
}

function load({ store }: SignInTools, { organizationId, user }: Account): Promise<Credential | undefined> {
  return user ? store.credentials.find(user) : store.credentials.findNobody(organizationId);
}

/** A person who knows the password. */
interface Verified {
  readonly user: User;
  readonly organization: Organization;
  readonly credential: Credential;
  readonly attempt: Attempt;
}

/**
 * One hash for each attempt, whatever the account. Where there is nothing to verify, or nothing may be verified, a decoy takes
 * its time. While the organization holds hashes that were made elsewhere, every refusal takes as long as the slowest of them.
 */
async function verify(
  tools: SignInTools,
  request: SignInRequest,
  { organizationId, user, organization }: Account,
  attempt: Attempt | Refusal,
  credential: Credential | undefined,
): Promise<Verified | undefined> {
  const { password, signal } = request;
  const { hasher } = tools;
  const storedHash = credential?.passwordHash;
  const notBefore = await slowestOf(tools, request, organizationId);
  if (isRefused(attempt) || !user || !organization || !credential || !storedHash) {
    await hasher.verifyNothing(password, { signal, notBefore });
    return undefined;
  }
  if (!(await hasher.verify(storedHash, password, { signal, attempt, notBefore }))) return undefined;
  if (signal.aborted) throw new GatehouseError({ code: 'Cancelled', wasWaiting: false });
  return { user, organization, credential, attempt };
}

/**
 * Records the outcome for a person who knows the password, and forgives what the same source tried before. Undefined
 * when the password was replaced while it was verified: then it is not the password any more.
 */
async function completeSignIn(
  tools: SignInTools,
  request: SignInRequest,
  { user, organization, credential, attempt }: Verified,
  rules: SignInRules,
): Promise<SignInResult | undefined> {
  const at = tools.now();
  const breach = await breachAtSignIn(tools, request, rules);
  const mustChange = breach === 'found' ? 'breached' : changeDue(credential, rules, at);
  const verdict = judgeRight(organization, user, rules, mustChange, request.channel === 'page');
  const { version } = credential;
  const proved: Proved = { user, organization, version, mustChange, methods: ['password'], at };
  // Several who are ready at the same time share one wait for the disk.
  const step = await tools.store.together(async (tables) => {
    if (!(await tables.credentials.isCurrent(credential))) return undefined;
    const next = verdict.refusal ? noStep : await nextStep(tables, request, user, rules, at);
    if (next.kind === 'none')
      await recordWhole(tables, request, attempt, proved, { verdict, step: next, note: breachNote(breach) });
    else await recordHalf(tables, request, attempt, user, next, at);
    if (breach === 'found') await requireUnbreached(tables, credential, at);
    return next;
  });
  if (!step) return undefined;
  renewIfDue(tools, request, credential, attempt);
  return step.kind === 'none' ? judged(proved, verdict, step.enrolBy) : halfway(proved, step.kind);
}

/**
 * Makes a stronger hash of the same password, or one of its one spelling, after the answer. If it fails, the next
 * sign-in tries again.
 */
function renewIfDue(
  { store, hasher, inBackground }: SignInTools,
  { clientIp, password }: SignInRequest,
  credential: Credential,
  attempt: Attempt,
): void {
  const passwordHash = credential.passwordHash ?? '';
  const isOutdated = hasher.isOutdated(passwordHash);
  if (!isOutdated && normalizePassword(password) === password) return;
  inBackground(async () => {
    const { organizationId, id: account } = credential;
    using _turn = await hasher.enter(knownCaller({ organizationId, clientIp, account }));
    if (!isOutdated && (await hasher.verify(passwordHash, normalizePassword(password), { attempt }))) return;
    if (await store.credentials.renew(credential, await hasher.hash(password, {}))) events.hashRenewed.publish({});
  });
}
