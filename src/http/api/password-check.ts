import { isUserId } from '../../directory/user-target.ts';
import { object, text } from '../../json/shape.ts';
import { dto, flag, listOf, nullable, type Returned, string } from '../../operation/answer-shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { userIdInPath } from '../../operation/parameter.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import { type CheckPasswordTools, checkPassword } from '../../password/check.ts';
import { chooseLanguage, type Translate, translator } from '../pages/language.ts';
import { ruleText } from '../pages/rule-words.ts';

const CheckPasswordCommand = object(
  'CheckPasswordCommand',
  { newPassword: text(), oldPassword: text() },
  { required: ['newPassword'] },
);

export const PasswordCheckResult = dto('PasswordCheckResult', {
  succeeded: flag,
  rules: listOf(dto('PasswordRuleVerdict', { code: string, description: string, isKept: nullable(flag) })),
});

/** What each rule says, in a language. */
export function toCheckResult(t: Translate, { verdicts, rules }: Judged): Returned<typeof PasswordCheckResult> {
  return {
    succeeded: verdicts.every(({ isKept }) => isKept !== false),
    rules: verdicts.map(({ error: { code }, isKept = null }) => ({
      ...{ code, description: ruleText(t, 'policy', code, rules.policy), isKept },
    })),
  };
}

type Judged = Pick<Awaited<ReturnType<typeof checkPassword>>, 'verdicts' | 'rules'>;

/** Ours: the original has nothing like it. */
export function passwordCheckEndpoint(tools: CheckPasswordTools): Endpoint {
  return describeEndpoint({
    operationId: 'User_CheckPassword',
    tag: 'User',
    summary: 'Says of every rule whether a new password of the user would keep it',
    description:
      'No password changes. Whether it was used before is said only where `oldPassword` is right and every other rule is ' +
      'kept; a wrong one counts as at `changepassword`, and is refused with the same body.',
    method: 'POST',
    path: '/api/User/{userId}/checkpassword',
    access: 'password.change',
    hashes: 'oldPassword',
    parameters: { userId: userIdInPath((id) => isUserId(tools.store, id)) },
    body: CheckPasswordCommand,
    answer: { status: 200, shape: PasswordCheckResult },
    handle: async ({ permitted, parameters, body, traceId, clientIp, userAgent, signal, requireRight, request }) => {
      const judged = await checkPassword(tools, {
        ...{ permitted, userId: parameters.userId, traceId, clientIp, browserInfo: userAgent, signal, requireRight },
        ...{ newPassword: body.newPassword ?? '', oldPassword: body.oldPassword },
      });
      const wishes = { setting: judged.language, acceptLanguage: request.headers['accept-language'] };
      return toCheckResult(translator(chooseLanguage(wishes)), judged);
    },
  });
}

export const passwordCheckVocabulary: Vocabulary = {
  meanings: {
    'CheckPasswordCommand.oldPassword':
      'The current password; null or absent when it is not known whether the new one was used before.',
    'PasswordCheckResult.succeeded': 'Whether no rule is broken.',
    'PasswordCheckResult.rules': 'Every rule of the organization, in the order in which a refusal names them.',
    'PasswordRuleVerdict.code': 'The code with which `changepassword` reports that the rule is broken.',
    'PasswordRuleVerdict.description':
      'What the rule asks for, in the language of the person who calls, else by `Accept-Language`.',
    isKept: 'Whether the password keeps the rule; null where that was not looked at, or nobody answered.',
  },
  examples: {
    bodies: { CheckPasswordCommand: { newPassword: 'exp3cto-patronum' } },
    members: {
      'PasswordRuleVerdict.code': 'PasswordTooShort',
      'PasswordRuleVerdict.description': 'at least 8 characters',
      isKept: true,
    },
  },
};
