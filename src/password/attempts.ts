import type { SettingValues } from '../directory/setting.ts';

/** How many wrong passwords in a row an account endures, and for how long it then refuses every password. */
export interface LockoutPolicy {
  readonly isEnabled: boolean;
  readonly maxFailedAttempts: number;
  readonly lockoutMs: number;
}

/** Unreadable numbers fall back to the documented defaults: a bad setting must not switch the protection off. */
export function lockoutPolicy(settings: SettingValues): LockoutPolicy {
  return {
    isEnabled: settings['Auth.UserLockOut.IsEnabled'].trim().toLowerCase() !== 'false',
    maxFailedAttempts: positiveInteger(settings['Auth.UserLockOut.MaxFailedAccessAttemptsBeforeLockout'], 10),
    lockoutMs: positiveInteger(settings['Auth.UserLockOut.DefaultAccountLockoutSeconds'], 300) * 1000,
  };
}

function positiveInteger(text: string, fallback: number): number {
  const value = Number(text);
  return Number.isSafeInteger(value) && value > 0 ? value : fallback;
}
