import { knownCaller } from '../admission/caller.ts';
import { preferencesOf } from '../directory/appearance.ts';
import type { Budget } from '../directory/budget.ts';
import type { Actor } from '../directory/permission/actor.ts';
import type { User } from '../directory/user.ts';
import { findTarget } from '../directory/user-target.ts';
import { GatehouseError, identityError, identityFailure } from '../errors.ts';
import { releaseAttempt } from './attempts.ts';
import { requireUnused, tryOld, verifyOld } from './change.ts';
import type { ChangePasswordRequest, ChangePasswordTools } from './change-request.ts';
import { enterByRight, requireHashable } from './hasher.ts';
import { type PersonRules, personRules } from './person-rules.ts';
import { canBePassword, judgePassword, type Verdict } from './policy.ts';

/** Checks of one caller: more than anybody types, and too few to try lists out on the rules of somebody. */
export const checkLimits = { most: 120, windowMs: 60_000, capacity: 10_000 } as const;

export interface CheckPasswordTools extends ChangePasswordTools {
  /** How many more a caller may have for now. */
  readonly checks: Budget;
}

export interface CheckPasswordRequest extends Omit<ChangePasswordRequest, 'oldPassword'> {
  /** The current one; null when it is not said. */
  readonly oldPassword: string | null;
}

export interface PasswordCheck {
  readonly verdicts: readonly Verdict[];
  readonly rules: PersonRules;
  /** What the person who asks has chosen, as `UserLanguage.Language` has it. */
  readonly language: string | undefined;
}

/**
 * Says of every rule whether a new password of the user would keep it. No password changes, and nothing is hashed; only
 * whether it was used before is a question about passwords that somebody has or had. It is answered when the current one
 * is said as well and every other rule is kept: the current one is verified as at a change, where a wrong one counts and
 * is recorded, and then compared in the same turn. Otherwise that verdict stays open.
 *
 * @throws GatehouseError Forbidden or NotFound; ValidationFailed when the password is too long; TooManyRequests when the
 *   caller has asked too often; IdentityFailure when the current password is said and wrong, or the account is locked for
 *   the caller; Overloaded or Cancelled.
 */
export async function checkPassword(tools: CheckPasswordTools, request: CheckPasswordRequest): Promise<PasswordCheck> {
  const { permitted, userId, newPassword, oldPassword } = request;
  const { actor } = permitted;
  const { object: user } = await findTarget(tools.store.users, permitted, userId);
  requireHashable('NewPassword', newPassword);
  spendCheck(tools, actor);
  const rules = await personRules(tools, user, newPassword);
  const verdicts = judgePassword(newPassword, rules.policy, rules.forbidden);
  const { language } = actor.type === 'user' ? await preferencesOf(tools.store.settings, actor) : noPreferences;
  if (rules.previousUseLimit === 0) return { verdicts, rules, language };
  const isAsked = oldPassword !== null && verdicts.every(({ isKept }) => isKept);
  const isKept = isAsked ? await isUnused(tools, { ...request, oldPassword }, user, rules) : undefined;
  return { verdicts: [...verdicts, { error: identityError('PasswordReused'), isKept }], rules, language };
}

const noPreferences = { language: undefined };

/** @throws GatehouseError TooManyRequests when the actor has asked too often. */
export function spendCheck(
  { checks, now }: Pick<CheckPasswordTools, 'checks' | 'now'>,
  { type, organizationId, id }: Actor,
): void {
  const key = `${type} ${organizationId}/${id}`;
  const at = now();
  if (checks.take(key, at)) return;
  const retryAfterSeconds = Math.ceil(checks.renewedIn(key, at) / 1000);
  throw new GatehouseError({ code: 'TooManyRequests', retryAfterSeconds });
}

async function isUnused(
  tools: CheckPasswordTools,
  request: ChangePasswordRequest & { readonly oldPassword: string },
  user: User,
  rules: PersonRules,
): Promise<boolean> {
  if (!canBePassword(request.oldPassword)) throw identityFailure(identityError('PasswordMismatch'));
  using _turn = await enterByRight(tools.hasher, knownCaller({ ...request, ...user, account: user.id }), request);
  return await tryOld(tools, request, user, rules, async (credential, attempt) => {
    await verifyOld(tools, request, credential, attempt);
    const isReused = await requireUnused(tools, request, credential, rules, attempt).then(() => false, wasReused);
    await releaseAttempt(tools.store, attempt);
    return !isReused;
  });
}

/** @throws what else went wrong. */
function wasReused(error: unknown): true {
  const isReuse =
    error instanceof GatehouseError &&
    error.failure.code === 'IdentityFailure' &&
    error.failure.errors.every(({ code }) => code === 'PasswordReused');
  if (!isReuse) throw error;
  return true;
}
