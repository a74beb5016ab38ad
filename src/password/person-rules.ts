import type { Tables } from '../directory/store.ts';
import { commonPasswords } from './common-passwords.ts';
import { contextWords, type Person } from './context-words.ts';
import type { Forbidden } from './policy.ts';
import { type PasswordRules, passwordRules } from './rules.ts';

/** What passwords of one person have to satisfy. */
export interface PersonRules extends PasswordRules {
  readonly forbidden: Forbidden;
}

/** Reads the rules that hold for the person. What they do not ask for is not read. */
export async function personRules(
  { settings, organizations }: Pick<Tables, 'settings' | 'organizations'>,
  person: Person,
): Promise<PersonRules> {
  const { organizationId } = person;
  const rules = passwordRules(await settings.inForce(organizationId));
  const { refusesCommon, refusesContext } = rules.policy;
  const organization = refusesContext ? await organizations.findById(organizationId) : undefined;
  const words = refusesContext ? contextWords(person, organization?.name) : [];
  return { ...rules, forbidden: { words, isCommon: refusesCommon ? await commonPasswords() : undefined } };
}
