import { type Factor, type FactorKind, type Factors, factorKinds } from './factor.ts';
import { administratorsGroupId, everyoneGroupId, type Groups } from './group.ts';
import { storedId } from './identifier.ts';
import { isOn, type SettingKey, type SettingValues, settingDefaults } from './setting.ts';
import type { Tables } from './store.ts';
import type { User, UserKey } from './user.ts';

/** Whose second factors an organization asks for. `administrators`: of them it is required, of others optional. */
export const secondFactorModes = ['off', 'optional', 'administrators', 'required'] as const;

type SecondFactorMode = (typeof secondFactorModes)[number];

/** What an organization says of second factors. */
export interface SecondFactorPolicy {
  readonly mode: SecondFactorMode;
  /** Ids of groups whose members need one, whatever the mode says but `off`. */
  readonly requiredGroups: readonly string[];
  /** How long a person who needs one may do without, from the first sign-in on. */
  readonly graceMs: number;
  /** For how long a browser that was remembered is not asked; 0 where none is. */
  readonly rememberMs: number;
  /** After how long what is dangerous asks the person again. */
  readonly stepUpMs: number;
  /** Whether the API's password change by a person's own token takes a recent sign-in with a second factor. */
  readonly stepsUpApi: boolean;
  /** Whether codes that are mailed count as a second factor. */
  readonly allowsEmailCodes: boolean;
}

const [minuteMs, dayMs] = [60_000, 24 * 60 * 60_000];

/** An unreadable value means its default: it must not switch a rule off. */
export function secondFactorPolicy(settings: SettingValues): SecondFactorPolicy {
  return {
    mode: secondFactorModes.find((mode) => mode === settings['Auth.SecondFactor.Mode'].trim()) ?? 'optional',
    requiredGroups: requiredGroupsIn(settings['Auth.SecondFactor.RequiredGroups']),
    graceMs: within(settings, 'Auth.SecondFactor.GraceDays', 0, 90) * dayMs,
    rememberMs: within(settings, 'Auth.SecondFactor.RememberDays', 0, 365) * dayMs,
    stepUpMs: within(settings, 'Auth.SecondFactor.StepUpMinutes', 1, 1440) * minuteMs,
    stepsUpApi: isOn(settings['Auth.SecondFactor.StepUpApi']),
    allowsEmailCodes: isOn(settings['Auth.SecondFactor.EmailCodes']),
  };
}

/** The ids in the setting, which is kept as it was written, in the spelling in which groups have them. */
export const requiredGroupsIn = (text: string): readonly string[] =>
  text
    .split(/[\s,]+/)
    .filter((id) => id !== '')
    .map(storedId);

function within(settings: SettingValues, key: SettingKey, least: number, most: number): number {
  const text = settings[key].trim();
  const number = /^\d{1,6}$/.test(text) ? Number(text) : -1;
  return number >= least && number <= most ? number : Number(settingDefaults[key]);
}

/** What a person who knows the password has to do before the sign-in is whole. */
export type SecondStep =
  /** Prove one of the factors. */
  | { readonly kind: 'verify' }
  /** Set one up: it is required, and the time for it is over. */
  | { readonly kind: 'enrol' }
  /** Nothing; with `enrolBy`, in epoch milliseconds, where one has to be set up by then. */
  | { readonly kind: 'none'; readonly enrolBy?: number; readonly isNew?: boolean };

/** Kinds that are asked for at a sign-in: recovery codes replace one, and are none by themselves. */
export const countingKinds = ({ allowsEmailCodes }: SecondFactorPolicy): readonly FactorKind[] =>
  factorKinds.filter((kind) => kind !== 'recoveryCodes' && (kind !== 'emailCode' || allowsEmailCodes));

export const countingFactors = (factors: readonly Factor[], policy: SecondFactorPolicy) =>
  factors.filter(({ kind }) => countingKinds(policy).includes(kind));

/** Factors beside which a password may be shorter: the person has them at hand. A reader of the mail may have the password from it. */
export const strongKinds = ['passkey', 'totp'] as const satisfies readonly FactorKind[];

/** Whether a person has a factor of `strongKinds`. */
export const hasSecondFactor = async (factors: Pick<Factors, 'ofUser'>, user: UserKey): Promise<boolean> =>
  (await factors.ofUser(user)).some(({ kind }) => strongKinds.some((strong) => strong === kind));

interface SignInSituation {
  readonly rememberedAt: number | undefined;
  readonly isAsked: boolean;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * What follows the password.
 *
 * @param rememberedAt when the browser was told not to be asked again, by this person, since everything of theirs ended last.
 * @param isAsked whether the application asks for one, whatever the organization says but that it wants none.
 */
export async function secondStepOf(
  tables: Pick<Tables, 'factors' | 'groups'>,
  user: User,
  policy: SecondFactorPolicy,
  { rememberedAt, isAsked, now }: SignInSituation,
): Promise<SecondStep> {
  if (policy.mode === 'off') return { kind: 'none' };
  const counting = countingFactors(await tables.factors.ofUser(user), policy);
  if (counting.length > 0) {
    const isRemembered = rememberedAt !== undefined && now < rememberedAt + policy.rememberMs;
    // Of factors that are gone since, nothing is remembered.
    const isHeld = counting.some(({ createdAt }) => createdAt <= (rememberedAt ?? 0));
    return !isAsked && isRemembered && isHeld ? { kind: 'none' } : { kind: 'verify' };
  }
  if (isAsked) return { kind: 'enrol' };
  const deadline = await tables.factors.deadline(user);
  if (!(deadline?.isDemanded || (await isRequiredOf(tables, user, policy)))) return { kind: 'none' };
  const enrolBy = deadline?.dueAt ?? now + policy.graceMs;
  return now >= enrolBy ? { kind: 'enrol' } : { kind: 'none', enrolBy, isNew: deadline === undefined };
}

/** Whether the rules of the organization ask this person for a second factor. */
export async function isRequiredOf(
  { groups }: { readonly groups: Pick<Groups, 'isMember'> },
  { organizationId, id }: Pick<User, 'organizationId' | 'id'>,
  { mode, requiredGroups }: SecondFactorPolicy,
): Promise<boolean> {
  if (mode === 'off') return false;
  // Every account is in Everyone, and none is written down there.
  if (mode === 'required' || requiredGroups.includes(everyoneGroupId)) return true;
  const asked = mode === 'administrators' ? [administratorsGroupId, ...requiredGroups] : requiredGroups;
  for (const group of asked) if (await groups.isMember(organizationId, group, id)) return true;
  return false;
}
