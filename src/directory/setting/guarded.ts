import { canonical } from '../canonical.ts';

const prefixes = ['Auth.', 'Email.'].map(canonical);

/**
 * Whether the setting of an organization decides where secrets are sent, or whether a protection stands. To change it,
 * the right to change settings is not enough.
 */
export function isGuardedSetting(key: string): boolean {
  const name = canonical(key);
  return prefixes.some((prefix) => name.startsWith(prefix));
}
