import type { CredentialSurvey } from '../directory/credential-survey.ts';
import type { SettingValues } from '../directory/setting.ts';
import type { Tables } from '../directory/store.ts';
import type { IdentityErrorCode } from '../errors.ts';
import { uncertainRules } from '../password/kept-rules.ts';
import { passwordRules, signInRules } from '../password/rules.ts';
import { type WantedSettings, wantedValues } from './wanted.ts';

interface Simulation extends WantedSettings {
  readonly at: number;
}

/** How many people there would be for whom something changes. */
export interface Effect {
  /** Those who are active and have a password. */
  readonly people: number;
  /** Of them, who have a second factor beside which their passwords may be shorter. */
  readonly haveSecondFactor: number;
  /** Of the rules that would be in force: of how many passwords it is not known that they keep it, before and after. */
  readonly uncertain: readonly { readonly code: IdentityErrorCode; readonly before: number; readonly after: number }[];
  /** Of how many passwords that is not known of any rule: they were set before it was written down, or judged by none. */
  readonly unjudged: number;
  /** Whose password is too old to sign in with, and whose will be within a fortnight. */
  readonly expired: { readonly before: number; readonly after: number; readonly soon: number };
  /** How many of the latest passwords are refused, and for how many people so many are kept. */
  readonly reuse: { readonly before: number; readonly after: number; readonly covered: number };
}

const day = 24 * 60 * 60_000;
const soonMs = 14 * day;

/**
 * What would change for the people of an organization if the settings were stored. Nothing is stored, and undefined is
 * returned when nothing would change. A hash does not tell the length of a password, nor what is in it: of rules that
 * became stricter, only those passwords are known to keep them that were judged by as strict ones when they were set.
 *
 * @throws GatehouseError ValidationFailed when a value is refused.
 */
export async function simulatePolicy(
  { settings, credentialSurvey: survey }: Pick<Tables, 'settings' | 'credentialSurvey'>,
  simulation: Simulation,
): Promise<Effect | undefined> {
  const { before, after } = await wantedValues(settings, simulation);
  if (JSON.stringify(before) === JSON.stringify(after)) return undefined;
  const { organizationId } = simulation;
  const judged = await survey.byKeptRules(organizationId);
  const sum = (which: (one: (typeof judged)[number]) => boolean) =>
    judged.filter(which).reduce((all, { people }) => all + people, 0);
  const uncertainUnder = (values: SettingValues, code: IdentityErrorCode) => {
    const { policy, policyWithSecondFactor } = passwordRules(values);
    return sum(({ keptRules, haveSecondFactor }) =>
      uncertainRules(keptRules, haveSecondFactor ? policyWithSecondFactor : policy).includes(code),
    );
  };
  const asked = uncertainRules(null, passwordRules(after).policy);
  const people = sum(() => true);
  return {
    people,
    haveSecondFactor: sum(({ haveSecondFactor }) => haveSecondFactor),
    unjudged: sum(({ keptRules }) => keptRules === null),
    uncertain: asked.map((code) => ({
      ...{ code, before: uncertainUnder(before, code), after: uncertainUnder(after, code) },
    })),
    expired: await expiredUnder(survey, simulation, before, after),
    reuse: await reuseUnder(survey, { organizationId, people }, before, after),
  };
}

async function expiredUnder(
  survey: CredentialSurvey,
  { organizationId, at }: Simulation,
  before: SettingValues,
  after: SettingValues,
): Promise<Effect['expired']> {
  const expiredBy = async (values: SettingValues, moment: number) => {
    const { expiresAfterMs } = signInRules(values);
    return expiresAfterMs === undefined ? 0 : await survey.unchangedSince(organizationId, moment - expiresAfterMs);
  };
  const expired = await expiredBy(after, at);
  const soon = (await expiredBy(after, at + soonMs)) - expired;
  return { before: await expiredBy(before, at), after: expired, soon };
}

async function reuseUnder(
  survey: CredentialSurvey,
  { organizationId, people }: { readonly organizationId: string; readonly people: number },
  before: SettingValues,
  after: SettingValues,
): Promise<Effect['reuse']> {
  const limit = passwordRules(after).previousUseLimit;
  // The current one is always kept.
  const deep = (await survey.byRetired(organizationId)).filter(({ retired }) => retired + 1 >= limit);
  const covered = limit < 2 ? people : deep.reduce((sum, one) => sum + one.people, 0);
  return { before: passwordRules(before).previousUseLimit, after: limit, covered };
}
