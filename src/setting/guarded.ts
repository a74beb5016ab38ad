import { canonical } from '../directory/canonical.ts';
import { type Permitted, permit } from '../directory/permission.ts';
import type { SettingLevel } from '../directory/setting.ts';

const prefixes = ['Auth.', 'Email.'].map(canonical);

/**
 * Whether the setting of an organization decides where secrets are sent, or whether a protection stands. To change it,
 * the right to change settings is not enough.
 */
function isGuardedSetting(key: string): boolean {
  const name = canonical(key);
  return prefixes.some((prefix) => name.startsWith(prefix));
}

/** @throws GatehouseError ScopeMissing or Forbidden when a setting of the level is guarded, and the actor may not change that. */
export function requireSafeguards(
  { actor, object: level }: Permitted<'setting.write', SettingLevel>,
  keys: readonly string[],
): void {
  if (level.userId === null && keys.some(isGuardedSetting)) permit(actor, 'safeguard.change', level.organizationId);
}
