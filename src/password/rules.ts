import type { SettingValues } from '../directory/setting.ts';
import type { LockoutPolicy } from './attempts.ts';
import { defaultPolicy, type PasswordPolicy, parseComplexity } from './policy.ts';

/** What an organization asks of passwords. */
export interface PasswordRules {
  readonly policy: PasswordPolicy;
  /** How many of the latest passwords, the current one included, may not be chosen again; 0 forbids none. */
  readonly previousUseLimit: number;
  readonly lockout: LockoutPolicy;
}

/** The most retired hashes that the limit can ask for; as many are kept, so that the limit can be raised. */
export const historyKept = 10;

/** Reads the rules from the settings. An unreadable value means its documented default: it must not switch a rule off. */
export function passwordRules(settings: SettingValues): PasswordRules {
  const policy = parseComplexity(settings['Auth.Password.PasswordComplexity']);
  return {
    policy: typeof policy === 'string' ? defaultPolicy : policy,
    previousUseLimit: Math.min(wholeNumber(settings['Auth.Password.PreviousUseLimit'], 0) ?? 1, historyKept),
    lockout: {
      isEnabled: settings['Auth.UserLockOut.IsEnabled'].trim().toLowerCase() !== 'false',
      maxFailedAttempts: wholeNumber(settings['Auth.UserLockOut.MaxFailedAccessAttemptsBeforeLockout'], 1) ?? 10,
      lockoutMs: (wholeNumber(settings['Auth.UserLockOut.DefaultAccountLockoutSeconds'], 1) ?? 300) * 1000,
    },
  };
}

function wholeNumber(text: string, least: number): number | undefined {
  const value = /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : -1;
  return value >= least ? value : undefined;
}
