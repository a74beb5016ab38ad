import { type AuditDetails, auditEntry, auditPerson } from '../directory/audit/entry.ts';
import type { Method } from '../directory/factor.ts';
import type { Organization } from '../directory/organization.ts';
import { type SecondStep, secondStepOf } from '../directory/second-factor.ts';
import type { Tables } from '../directory/store.ts';
import type { User, UserKey } from '../directory/user.ts';
import { type Attempt, dropAttempt, forgiveAttempt } from './attempts.ts';
import { secondFactorRememberedAt } from './known-device.ts';
import type { SignInRules } from './rules.ts';
import type { MustChange, SignInRefusal, Verdict } from './sign-in-judgement.ts';
import { recordSignIn } from './sign-in-record.ts';
import type { SignInEvent, WholeSignIn } from './sign-in-request.ts';

/** What a person has proved, who is not refused. */
export interface Proved extends WholeSignIn {
  /** As read before anything was verified. */
  readonly user: User;
  readonly organization: Organization;
  /** Of the credential whose password was verified. */
  readonly version: number;
  /** Why nothing but a change of the password may follow. */
  readonly mustChange: MustChange | undefined;
}

export interface SignedIn {
  readonly outcome: 'signedIn';
  /**
   * As read before the password was verified. A session takes `tokenEpoch` from here: when the password is changed at
   * the same moment, the session is dead from its beginning.
   */
  readonly user: User;
  readonly organization: Organization;
  /** Of the credential whose password was verified. */
  readonly version: number;
  /** Why nothing but a change of the password may follow. */
  readonly mustChange: MustChange | undefined;
  readonly signedInAt: number;
  /** By what the person has proved who they are, in the order in which they did. */
  readonly methods: readonly Method[];
  /** Until when a second factor has to be set up, in epoch milliseconds, where one is required. */
  readonly enrolBy?: number | undefined;
}

/** The password was right, and the sign-in is not whole before a second step. */
export interface Halfway {
  readonly outcome: 'halfway';
  readonly user: User;
  readonly organization: Organization;
  readonly pending: PendingSignIn;
}

/** A sign-in that waits for its second step. It is kept sealed: it stands for a right password. */
export interface PendingSignIn {
  readonly user: UserKey;
  /** Of the credential whose password was proved: another password ends it. */
  readonly version: number;
  /** The user's `tokenEpoch` when it began. */
  readonly epoch: number;
  readonly mustChange: MustChange | undefined;
  readonly methods: readonly Method[];
  /** To prove a factor that there is, or to set one up. */
  readonly step: 'verify' | 'enrol';
}

export interface Refused {
  readonly outcome: 'refused';
  readonly reason: Exclude<SignInRefusal, 'emailIsNotConfirmed'>;
}

export interface Unconfirmed {
  readonly outcome: 'refused';
  readonly reason: 'emailIsNotConfirmed';
  /** Whose password it was: who knows it may be sent another link. */
  readonly user: User;
}

const signedIn = ({ at, ...proved }: Proved, enrolBy?: number): SignedIn => ({
  ...{ outcome: 'signedIn', ...proved, user: { ...proved.user, lastLoginAt: at }, signedInAt: at, enrolBy },
});

/** What a person is told of whom nothing is asked any more. */
export function judged(
  proved: Proved,
  { refusal: reason }: Verdict,
  enrolBy?: number,
): SignedIn | Refused | Unconfirmed {
  if (reason === 'emailIsNotConfirmed') return { outcome: 'refused', reason, user: proved.user };
  return reason ? { outcome: 'refused', reason } : signedIn(proved, enrolBy);
}

export function halfway(
  { user, organization, version, mustChange, methods }: Proved,
  step: PendingSignIn['step'],
): Halfway {
  const { organizationId, id, tokenEpoch: epoch } = user;
  const pending = { user: { organizationId, id }, version, epoch, mustChange, methods, step };
  return { outcome: 'halfway', user, organization, pending };
}

export const noStep: SecondStep & { readonly kind: 'none' } = { kind: 'none' };

/** What follows a right password: read in the transaction of the outcome. */
export function nextStep(
  tables: Tables,
  { device, asksSecondFactor: isAsked = false }: SignInEvent,
  user: User,
  { secondFactor }: SignInRules,
  now: number,
): Promise<SecondStep> {
  const rememberedAt = secondFactorRememberedAt(device, user);
  return secondStepOf(tables, user, secondFactor, { rememberedAt, isAsked, now });
}

interface Whole {
  readonly verdict: Verdict;
  readonly step: SecondStep & { readonly kind: 'none' };
  readonly note?: AuditDetails;
}

/** The sign-in is over, for better or worse: what the same source tried before is forgiven. */
export async function recordWhole(
  tables: Tables,
  event: SignInEvent,
  attempt: Attempt,
  { user, methods, at }: Proved,
  { verdict, step: { enrolBy, isNew }, note }: Whole,
): Promise<void> {
  await forgiveAttempt(tables.attempts, attempt);
  if (verdict.result === 'success') {
    await tables.users.recordSignIn(user, at);
    await event.alongside?.(tables, { user, methods, at });
  }
  if (enrolBy !== undefined && isNew) await tables.factors.setDeadline(user, { dueAt: enrolBy, isDemanded: false });
  const by = methods.length === 1 && methods[0] === 'password' ? {} : { methods };
  await recordSignIn(tables, event, user, verdict, at, { ...by, ...note });
}

/**
 * The password was right: the try neither failed nor is anything forgiven, so that somebody who knows a password has no more
 * guesses at what comes next. That it was right is written down, because nothing else may follow.
 */
export async function recordHalf(
  tables: Tables,
  event: SignInEvent,
  attempt: Attempt,
  user: User,
  { kind }: SecondStep,
  at: number,
): Promise<void> {
  await dropAttempt(tables.attempts, attempt);
  const details = { channel: event.channel, step: kind };
  const asked = { category: 'Authentication', action: 'AskSecondFactor', targetId: user.id, details } as const;
  await tables.audit.append(
    auditEntry(event, auditPerson(user), at, { ...asked, organizationId: user.organizationId }),
  );
}
