import { countingFactors } from '../directory/second-factor.ts';
import { type Attempt, isRefused, releaseAttempt, reserveAttempt } from '../password/attempts.ts';
import { judgeRight } from '../password/sign-in-judgement.ts';
import {
  type Halfway,
  halfway,
  judged,
  noStep,
  type PendingSignIn,
  type Proved,
  recordWhole,
} from '../password/sign-in-outcome.ts';
import type { SignInEvent } from '../password/sign-in-request.ts';
import { sourceOfSignIn } from '../password/source.ts';
import { orRelease } from '../password/try-account.ts';
import { confirmFactor, type NewFactorRequest } from './enrol.ts';
import { findWaiting, type SecondStepResult, type SecondStepTools, type Waiting } from './second-step.ts';

export interface EnrolledSignInRequest extends Omit<SignInEvent, 'userNameOrEmail'> {
  readonly pending: PendingSignIn;
  readonly factor: Omit<NewFactorRequest, 'user' | 'origin' | 'mustBeFirst' | 'alongside'>;
}

export interface EnrolledSignIn {
  /** `wrong`: what was answered does not show that the person has the factor. */
  readonly result: SecondStepResult | Halfway | 'wrong';
  /** To be shown once. */
  readonly recoveryCodes?: readonly string[] | undefined;
}

const over: EnrolledSignIn = { result: { outcome: 'over' } };

/**
 * Completes a sign-in that was not whole because the person has no second factor and needs one, by setting one up. Where they
 * have set one up meanwhile, the sign-in is over: that one has to be proved. It stays halfway with codes by mail, of which none has
 * been shown yet.
 */
export async function signInByEnrolment(
  tools: SecondStepTools,
  request: EnrolledSignInRequest,
): Promise<EnrolledSignIn> {
  const { store, now } = tools;
  const { pending } = request;
  const waiting = await findWaiting(store, pending);
  if (!waiting || pending.step !== 'enrol') return over;
  const { user, rules } = waiting;
  if (countingFactors(await store.factors.ofUser(user), rules.secondFactor).length > 0) return over;
  const account = { organizationId: user.organizationId, user };
  const attempt = await reserveAttempt(store, account, sourceOfSignIn(request, user), rules.lockout, now());
  if (isRefused(attempt)) return over;
  const enrolled = await orRelease(store, attempt, () => enrol(tools, request, waiting, attempt));
  // Nothing was guessed: the secret has just been shown.
  if (enrolled.result === 'wrong' || enrolled.result.outcome === 'halfway') await releaseAttempt(store, attempt);
  return enrolled;
}

async function enrol(
  tools: SecondStepTools,
  request: EnrolledSignInRequest,
  { user, organization, rules }: Waiting,
  attempt: Attempt,
): Promise<EnrolledSignIn> {
  const { pending, factor } = request;
  const { version, methods, mustChange } = pending;
  const proved: Omit<Proved, 'at'> = { user, organization, version, mustChange, methods: [...methods, factor.kind] };
  const verdict = judgeRight(organization, user, rules, mustChange, request.channel === 'page');
  const event = { ...request, userNameOrEmail: user.userName };
  const isWhole = factor.kind !== 'emailCode';
  const confirmed = await confirmFactor(tools, {
    ...{ ...factor, user, origin: request, mustBeFirst: true },
    async alongside(tables, at) {
      if (isWhole) await recordWhole(tables, event, attempt, { ...proved, at }, { verdict, step: noStep });
    },
  });
  if (!confirmed) return { result: 'wrong' };
  const { recoveryCodes } = confirmed;
  const at = confirmed.factor.createdAt;
  const result = isWhole ? judged({ ...proved, at }, verdict) : halfway({ ...proved, methods, at }, 'verify');
  return { result, recoveryCodes };
}
