import { hasSecondFactor } from '../directory/second-factor.ts';
import type { SettingValues } from '../directory/setting.ts';
import type { Tables } from '../directory/store.ts';
import type { BreachedPasswords } from './breached.ts';
import { commonPasswords } from './common-passwords.ts';
import { contextWords, type Person } from './context-words.ts';
import type { Forbidden, PasswordPolicy } from './policy.ts';
import { type PasswordRules, passwordRules } from './rules.ts';

/** What passwords of one person have to satisfy. */
export interface PersonRules extends PasswordRules {
  readonly forbidden: Forbidden;
}

export interface PersonRulesTools {
  readonly store: Pick<Tables, 'settings' | 'organizations' | 'factors'>;
  readonly breached: BreachedPasswords;
}

/**
 * Reads the rules that hold for the person. What they do not ask for is not read, and what cannot be looked up at all they do
 * not ask for.
 *
 * @param newPassword is looked up where they refuse breached ones; at a server of others that may take a second, so callers
 *   are not in a queue meanwhile.
 */
export const personRules = async (
  tools: PersonRulesTools,
  person: Person,
  newPassword?: string,
): Promise<PersonRules> =>
  await personRulesUnder(tools, await tools.store.settings.inForce(person.organizationId), person, newPassword);

/** As `personRules`, of the rules that hold under these settings. */
export async function personRulesUnder(
  { store, breached }: PersonRulesTools,
  settings: SettingValues,
  person: Person,
  newPassword?: string,
): Promise<PersonRules> {
  const { organizationId } = person;
  const rules = passwordRules(settings);
  const policy = await policyOf(store, rules, person);
  const { refusesCommon, refusesContext } = policy;
  const refusesBreached = policy.refusesBreached && (await breached.isAvailable());
  const organization = refusesContext ? await store.organizations.findById(organizationId) : undefined;
  const words = refusesContext ? contextWords(person, organization?.name) : [];
  const isCommon = refusesCommon ? await commonPasswords() : undefined;
  const breach = refusesBreached && newPassword !== undefined ? await breached.find(newPassword) : undefined;
  return { ...rules, policy: { ...policy, refusesBreached }, forbidden: { words, isCommon, breach } };
}

/** Whether the person has a second factor is read where it makes a difference. */
async function policyOf(
  { factors }: Pick<Tables, 'factors'>,
  { policy, policyWithSecondFactor }: PasswordRules,
  { organizationId, id }: Person,
): Promise<PasswordPolicy> {
  if (!id || policyWithSecondFactor === policy) return policy;
  return (await hasSecondFactor(factors, { organizationId, id })) ? policyWithSecondFactor : policy;
}
