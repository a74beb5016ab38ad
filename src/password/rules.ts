import { type SecondFactorPolicy, secondFactorPolicy } from '../directory/second-factor.ts';
import {
  requiresConfirmedEmail,
  restrictsBasicAuthentication,
  type SettingKey,
  type SettingValues,
  settingDefaults,
} from '../directory/setting.ts';
import type { LockoutPolicy } from './attempts.ts';
import { defaultComplexity, type PasswordPolicy, parseComplexity } from './policy.ts';

/** What an organization asks of passwords. */
export interface PasswordRules {
  readonly policy: PasswordPolicy;
  /** What holds for people who have a second factor: a shorter password may be enough beside one. */
  readonly policyWithSecondFactor: PasswordPolicy;
  /** How many of the latest passwords, the current one included, may not be chosen again; 0 forbids none. */
  readonly previousUseLimit: number;
  readonly lockout: LockoutPolicy;
}

/** What an organization asks of those who sign in with a password. */
export interface SignInRules {
  readonly lockout: LockoutPolicy;
  /** Age in milliseconds at which a password has expired; undefined when none does. */
  readonly expiresAfterMs: number | undefined;
  /** Whether people are told some days before. */
  readonly warnsOfExpiry: boolean;
  readonly mustChangeFirst: boolean;
  /** Whether a right password is looked up among those that were breached, and then has to be changed. */
  readonly looksUpBreached: boolean;
  readonly isRestricted: boolean;
  readonly needsConfirmedEmail: boolean;
  readonly secondFactor: SecondFactorPolicy;
}

/** The most retired hashes that the limit can ask for; as many are kept, so that the limit can be raised. */
export const historyKept = 10;

/** Reads the rules from the settings. An unreadable value means its documented default: it must not switch a rule off. */
export function passwordRules(settings: SettingValues): PasswordRules {
  const complexity = parseComplexity(settings['Auth.Password.PasswordComplexity']);
  const policy = {
    ...(typeof complexity === 'string' ? defaultComplexity : complexity),
    refusesCommon: !isOff(settings['Auth.Password.RefuseCommonPasswords']),
    refusesBreached: !isOff(settings['Auth.Password.RefuseBreachedPasswords']),
    refusesContext: !isOff(settings['Auth.Password.RefuseContextWords']),
  };
  const shorter = wholeNumber(settings, 'Auth.Password.LengthWithSecondFactor', 1);
  const isShorter = shorter > 0 && shorter < policy.minimumLength && secondFactorPolicy(settings).mode !== 'off';
  return {
    policy,
    policyWithSecondFactor: isShorter ? { ...policy, minimumLength: shorter } : policy,
    previousUseLimit: Math.min(wholeNumber(settings, 'Auth.Password.PreviousUseLimit', 0), historyKept),
    lockout: lockoutPolicy(settings),
  };
}

/** Unreadable values as in `passwordRules`. */
export function signInRules(settings: SettingValues): SignInRules {
  const days = wholeNumber(settings, 'Auth.Password.DefaultExpirationDays', 0);
  return {
    lockout: lockoutPolicy(settings),
    expiresAfterMs: days === 0 ? undefined : days * 24 * 60 * 60 * 1000,
    warnsOfExpiry: !isOff(settings['Auth.Password.WarnBeforeExpiration']),
    looksUpBreached: !isOff(settings['Auth.Password.CheckBreachedAtSignIn']),
    mustChangeFirst: !isOff(settings['Auth.Password.ShouldChangePasswordAfterFirstLogin']),
    isRestricted: restrictsBasicAuthentication(settings),
    needsConfirmedEmail: requiresConfirmedEmail(settings),
    secondFactor: secondFactorPolicy(settings),
  };
}

const lockoutPolicy = (settings: SettingValues): LockoutPolicy => ({
  isEnabled: !isOff(settings['Auth.UserLockOut.IsEnabled']),
  maxFailedAttempts: wholeNumber(settings, 'Auth.UserLockOut.MaxFailedAccessAttemptsBeforeLockout', 1),
  lockoutMs: wholeNumber(settings, 'Auth.UserLockOut.DefaultAccountLockoutSeconds', 1) * 1000,
  isPerSource: !isOff(settings['Auth.UserLockOut.PerSource']),
});

const isOff = (text: string): boolean => text.trim().toLowerCase() === 'false';

function wholeNumber(settings: SettingValues, key: SettingKey, least: number): number {
  const text = settings[key];
  const value = /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : -1;
  return value >= least ? value : Number(settingDefaults[key]);
}
