import type { Config } from './settings.ts';

/**
 * Settings that are the same for every process on one store: what one promises, another has to keep. None of them is a secret, because
 * processes tell each other what they have.
 */
const sharedSettings = [
  ...(['external-url', 'issuer-path', 'signing-algorithm', 'signing-key-days'] as const),
  ...(['session-days', 'refresh-days', 'refresh-reuse-seconds'] as const),
  ...(['login-attempt-days', 'deleted-organization-days', 'problem-types', 'enum-values'] as const),
] as const;

/** What a process has of them; of an earlier version, and where nothing is set, not all. */
export type SharedSettings = Readonly<Partial<Record<(typeof sharedSettings)[number], string>>>;

/** Enough to tell a URL from another; they are part of a key. */
const longest = 200;

/** @param externalUrl where it is known also without the setting. */
export const sharedSettingsOf = (config: Config, externalUrl = config['external-url']): SharedSettings =>
  Object.fromEntries(
    sharedSettings
      .map((name) => [name, name === 'external-url' ? externalUrl : config[name]] as const)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, String(value).slice(0, longest)]),
  );

/** Which of them others have otherwise, and what they have. */
export function differences(
  own: SharedSettings,
  others: readonly SharedSettings[],
): Readonly<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const name of sharedSettings) {
    if (own[name] === undefined) continue;
    const values = new Set(others.map((other) => other[name]).filter((value) => value !== undefined));
    values.delete(own[name]);
    if (values.size > 0) found[name] = [...values].sort();
  }
  return found;
}
