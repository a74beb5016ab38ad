import type { AuditOrigin } from '../directory/audit/entry.ts';
import { countingFactors } from '../directory/second-factor.ts';
import type { Store, Tables } from '../directory/store.ts';
import type { User } from '../directory/user.ts';
import type { Attempt } from '../password/attempts.ts';
import { type SignInRules, signInRules } from '../password/rules.ts';
import type { SignInResult } from '../password/sign-in.ts';
import { judgeRight } from '../password/sign-in-judgement.ts';
import { judged, noStep, type PendingSignIn, type Proved, recordWhole } from '../password/sign-in-outcome.ts';
import type { SignInEvent, SignInTools } from '../password/sign-in-request.ts';
import { tryAccount } from '../password/try-account.ts';
import { activities } from '../telemetry.ts';
import { causeOfOwn, type OwnRequest } from './record.ts';
import { recoveryCodesLeft } from './recovery-codes.ts';
import { refuseCloned } from './refuse-cloned.ts';
import { verifierOf } from './strategies.ts';
import type { Answer, FactorTools, RightAnswer } from './strategy.ts';

export interface SecondStepTools extends SignInTools, FactorTools {}

/** The answer to what is asked after a right password. */
export interface SecondStepRequest extends Omit<SignInEvent, 'userNameOrEmail'> {
  readonly pending: PendingSignIn;
  readonly answer: Answer;
}

/** `over`: everything of the person has ended since, or the password is another; the sign-in begins anew. */
export type SecondStepResult = WholeResult | { readonly outcome: 'over' };

/** Of a sign-in after which nothing is asked any more. */
export type WholeResult = Exclude<SignInResult, { readonly outcome: 'halfway' }>;

/**
 * Completes a sign-in by a second factor. A wrong answer counts as a wrong password does, at the same counters; what was tried
 * before is forgiven now that the sign-in is whole. When it resolves, the outcome is recorded.
 */
export function completeSecondStep(tools: SecondStepTools, request: SecondStepRequest): Promise<SecondStepResult> {
  return activities.secondStep.measure({ kind: request.answer.kind }, () => tryStep(tools, request));
}

async function tryStep(tools: SecondStepTools, request: SecondStepRequest): Promise<SecondStepResult> {
  const waiting = await findWaiting(tools.store, request.pending);
  if (!waiting || request.pending.step !== 'verify') return { outcome: 'over' };
  const { user, organization, rules } = waiting;
  const event = { ...request, userNameOrEmail: user.userName };
  const account = { organizationId: user.organizationId, organization, user };
  const whole = await tryAccount(tools, event, account, rules.lockout, async (attempt) => {
    const right = await verifyAnswer(tools, request, user, rules);
    return right && (await complete(tools, event, waiting, request.pending, right, attempt));
  });
  return whole ?? wrongAnswer;
}

/** The answer is wrong, or none is accepted for now. */
export const wrongAnswer = { outcome: 'refused', reason: 'invalidCredentials' } as const;

/** The person whose sign-in it is. */
export interface Waiting {
  readonly user: User;
  readonly organization: Proved['organization'];
  readonly rules: SignInRules;
}

/** The person whose sign-in it is, unless a change of the password, or the end of all sign-ins, came in between. */
export async function findWaiting(
  { users, organizations, settings, credentials }: Store,
  { user: key, version, epoch }: Pick<PendingSignIn, 'user' | 'version' | 'epoch'>,
): Promise<Waiting | undefined> {
  const [user, organization] = [await users.find(key), await organizations.findById(key.organizationId)];
  if (!user || !organization || user.tokenEpoch !== epoch) return undefined;
  if ((await credentials.find(key))?.version !== version) return undefined;
  return { user, organization, rules: signInRules(await settings.inForce(key.organizationId)) };
}

/** The factor that has given the answer; recovery codes stand for any other. */
export async function verifyAnswer(
  tools: FactorTools & Pick<SignInTools, 'store'>,
  { answer, ...origin }: AuditOrigin & { readonly answer: Answer },
  user: User,
  { secondFactor }: SignInRules,
): Promise<RightAnswer | undefined> {
  const all = await tools.store.factors.ofUser(user);
  const counting = countingFactors(all, secondFactor);
  const own = answer.kind === 'recoveryCodes' ? all : counting;
  const ofKind = own.filter(({ kind }) => kind === answer.kind);
  return await refuseCloned(tools, origin, user, await verifierOf(answer.kind)?.verify(tools, ofKind, answer));
}

/** Undefined when somebody else has used the same answer meanwhile. */
export async function complete(
  { store, now }: SecondStepTools,
  event: SignInEvent,
  { user, organization, rules }: Waiting,
  { version, methods: before, mustChange }: Pick<PendingSignIn, 'version' | 'methods' | 'mustChange'>,
  right: RightAnswer,
  attempt: Attempt,
): Promise<WholeResult | undefined> {
  const at = now();
  const verdict = judgeRight(organization, user, rules, mustChange, event.channel === 'page');
  const proved: Proved = { user, organization, version, mustChange, methods: [...before, right.factor.kind], at };
  const isDone = await store.transaction(async (tables) => {
    if (!(await useAnswer(tables, { user, origin: event }, right, at))) return false;
    await recordWhole(tables, event, attempt, proved, { verdict, step: noStep });
    return true;
  });
  return isDone ? judged(proved, verdict) : undefined;
}

/**
 * An answer that is right counts now. Returns false when somebody else has used the same one meanwhile. Of a recovery code, the
 * person is told: somebody may have found the paper, and without codes that are left, nothing helps who loses the factor.
 */
export async function useAnswer(
  { factors, outbox }: Tables,
  request: OwnRequest,
  { factor, state }: RightAnswer,
  at: number,
): Promise<boolean> {
  if (!(await factors.replaceState(factor, state, at))) return false;
  if (factor.kind !== 'recoveryCodes') return true;
  const { organizationId, id: userId } = request.user;
  const left = recoveryCodesLeft([{ ...factor, state }]);
  await outbox.put({ organizationId, userId, at, cause: causeOfOwn(request), kind: 'RecoveryCodeUsed', left });
  return true;
}
