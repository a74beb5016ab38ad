import { hostId } from '../../directory/organization.ts';
import { GatehouseError, validationFailed } from '../../errors.ts';
import { type Infer, list, object, text } from '../../json/shape.ts';
import { dto, flag, int32Out, listOf, nullable, type Returned, string } from '../../operation/answer-shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { partition } from '../../operation/parameter.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import { type CheckPasswordTools, spendCheck } from '../../password/check.ts';
import { judgeSample } from '../../setting/sample.ts';
import { type Effect, simulatePolicy } from '../../setting/simulate.ts';
import { chooseLanguage, translator } from '../pages/language.ts';
import { ValidationErrors } from '../validation-errors.ts';
import { PasswordCheckResult, toCheckResult } from './password-check.ts';

const wantedSettings = list(object('WantedSetting', { key: text(), value: text() }, { required: ['key'] }), {
  most: 100,
});
const SimulatePolicyCommand = object('SimulatePolicyCommand', { settings: wantedSettings });
const SamplePasswordCommand = object(
  'SamplePasswordCommand',
  { settings: wantedSettings, password: text() },
  { required: ['password'] },
);

const count = int32Out;
export const PolicyEffectDto = dto('PolicyEffectDto', {
  isChange: flag,
  people: count,
  haveSecondFactor: count,
  unjudged: count,
  rules: listOf(
    dto('RuleEffectDto', { code: string, uncertainBefore: nullable(count), uncertainAfter: nullable(count) }),
  ),
  expiry: dto('ExpiryEffectDto', { expiredBefore: count, expiredAfter: count, expiringSoon: count }),
  reuse: dto('ReuseEffectDto', { limitBefore: count, limitAfter: count, covered: count }),
});

const path = '/api/PasswordPolicy/{partitionGlobalId}';
const tag = 'PasswordPolicy';
const parameters = { partitionGlobalId: partition() };

/** What other rules for passwords would mean. The original has no such operations. */
export function passwordPolicyEndpoints(tools: CheckPasswordTools): readonly Endpoint[] {
  const { store, now } = tools;
  const alone = oneCountAtATime();
  return [
    describeEndpoint({
      operationId: 'PasswordPolicy_Simulate',
      tag,
      summary: 'Tells how many people would be affected by other settings, and by which rule',
      description:
        'Nothing is stored. Nobody can tell from a hash how long a password is, or what is in it: passwords that were judged by rules as ' +
        'strict when they were set keep the new ones, and of the others it is not known. Of the host, it tells of its own people only. One ' +
        'at a time for each organization.',
      method: 'POST',
      path: `${path}/simulate`,
      access: 'passwordPolicy.read',
      parameters,
      body: SimulatePolicyCommand,
      answer: { status: 200, shape: PolicyEffectDto },
      handle: async ({ permitted: { organizationId }, body }) => {
        const simulation = { ...wantedOf(organizationId, body), at: now() };
        return toDto(await alone(organizationId, () => simulatePolicy(store, simulation)));
      },
    }),
    describeEndpoint({
      operationId: 'PasswordPolicy_Sample',
      tag,
      summary: 'Says of every rule whether a password of nobody would keep it, under other settings',
      description: 'Nothing is stored. Names of people are not among the words that it is compared with.',
      method: 'POST',
      path: `${path}/sample`,
      access: 'passwordPolicy.read',
      parameters,
      body: SamplePasswordCommand,
      answer: { status: 200, shape: PasswordCheckResult },
      handle: async ({ permitted: { actor, organizationId }, body, request }) => {
        spendCheck(tools, actor);
        const wanted = wantedOf(organizationId, body);
        const judged = await judgeSample(tools, wanted, body.password ?? '');
        const t = translator(chooseLanguage({ acceptLanguage: request.headers['accept-language'] }));
        return toCheckResult(t, judged);
      },
    }),
  ];
}

/** @throws GatehouseError ValidationFailed when a setting is none of passwords. */
function wantedOf(organizationId: string, { settings }: Infer<typeof SimulatePolicyCommand>) {
  const errors = new ValidationErrors();
  const entries = (settings ?? []).map((entry, index) => {
    const { key, value } = entry ?? { key: null, value: null };
    if (!/^Auth\.Password\.\w+$/i.test(key ?? '')) {
      errors.add(`Settings[${index}].Key`, 'The Key field must be that of a setting of passwords.');
    }
    return { key: key ?? '', value };
  });
  if (errors.size > 0) throw validationFailed(errors.toObject());
  return { organizationId, isOfHost: organizationId === hostId, entries };
}

/** Runs what counts all people of an organization, and refuses a caller who asks for a second count meanwhile. */
function oneCountAtATime() {
  const counted = new Set<string>();
  return async <T>(organizationId: string, work: () => Promise<T>): Promise<T> => {
    if (counted.has(organizationId)) throw new GatehouseError({ code: 'TooManyRequests', retryAfterSeconds: 2 });
    counted.add(organizationId);
    try {
      return await work();
    } finally {
      counted.delete(organizationId);
    }
  };
}

const nothing: Effect = {
  ...{ people: 0, haveSecondFactor: 0, unjudged: 0, uncertain: [] },
  expired: { before: 0, after: 0, soon: 0 },
  reuse: { before: 0, after: 0, covered: 0 },
};

function toDto(effect: Effect | undefined): Returned<typeof PolicyEffectDto> {
  const { people, haveSecondFactor, unjudged, uncertain, expired, reuse } = effect ?? nothing;
  return {
    ...{ isChange: effect !== undefined, people, haveSecondFactor, unjudged },
    rules: uncertain.map(({ code, before, after }) => {
      const isNeverKnown = code === 'PasswordBreached';
      return { code, uncertainBefore: isNeverKnown ? null : before, uncertainAfter: isNeverKnown ? null : after };
    }),
    expiry: { expiredBefore: expired.before, expiredAfter: expired.after, expiringSoon: expired.soon },
    reuse: { limitBefore: reuse.before, limitAfter: reuse.after, covered: reuse.covered },
  };
}

const settings = [{ key: 'Auth.Password.Preset', value: 'nist' }];

export const passwordPolicyVocabulary: Vocabulary = {
  tags: {
    PasswordPolicy: 'What other rules for passwords would mean.',
  },
  meanings: {
    'SimulatePolicyCommand.settings': 'Settings of passwords that might be stored.',
    'SamplePasswordCommand.settings': 'Settings of passwords that might be stored; absent: those in force count.',
    'SamplePasswordCommand.password': 'The password to judge.',
    isChange: 'Whether other values would be in force; where not, nothing was counted.',
    people: 'How many people are active and have a password.',
    haveSecondFactor:
      'How many of them have a passkey or an app for codes, beside which `Auth.Password.LengthWithSecondFactor` counts.',
    unjudged: 'Of how many of them nothing is known: their passwords were judged by no rule that was written down.',
    'PolicyEffectDto.rules': 'The rules that would be in force.',
    'RuleEffectDto.code': 'The code with which `changepassword` reports that the rule is broken.',
    uncertainBefore: 'Of how many passwords it is not known now that they keep it; null: it can be known of none.',
    uncertainAfter: 'Of how many it would not be known.',
    expiry: 'Whose password is too old to sign in with.',
    expiredBefore: 'How many must change it now.',
    expiredAfter: 'How many would have to change it at once.',
    expiringSoon: 'How many more would have to within 14 days.',
    reuse: 'Which of the latest passwords are refused.',
    limitBefore: 'How many of them now.',
    limitAfter: 'How many there would be.',
    covered: 'For how many people so many are kept.',
  },
  examples: {
    bodies: {
      SimulatePolicyCommand: { settings },
      SamplePasswordCommand: { settings, password: 'a-parliament-of-owls' },
    },
    members: { isChange: true, 'RuleEffectDto.code': 'PasswordTooShort' },
  },
};
