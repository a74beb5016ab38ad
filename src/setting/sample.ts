import type { Tables } from '../directory/store.ts';
import { requireHashable } from '../password/hasher.ts';
import { type PersonRules, type PersonRulesTools, personRulesUnder } from '../password/person-rules.ts';
import { judgePassword, type Verdict } from '../password/policy.ts';
import { type WantedSettings, wantedValues } from './wanted.ts';

interface SampleTools extends PersonRulesTools {
  readonly store: Pick<Tables, 'settings' | 'organizations' | 'factors'>;
}

/**
 * What each rule would say of a password of nobody in particular if the settings were stored. Nothing is stored.
 *
 * @throws GatehouseError ValidationFailed when a value is refused, or the password is too long.
 */
export async function judgeSample(
  tools: SampleTools,
  wanted: WantedSettings,
  password: string,
): Promise<{ readonly verdicts: readonly Verdict[]; readonly rules: PersonRules }> {
  requireHashable('Password', password);
  const { after } = await wantedValues(tools.store.settings, wanted);
  const rules = await personRulesUnder(tools, after, { organizationId: wanted.organizationId }, password);
  return { verdicts: judgePassword(password, rules.policy, rules.forbidden), rules };
}
