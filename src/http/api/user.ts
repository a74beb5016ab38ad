import { requireRecentSignIn } from '../../directory/step-up.ts';
import { isUserId } from '../../directory/user-target.ts';
import { boolean, object, text } from '../../json/shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { userIdInPath } from '../../operation/parameter.ts';
import { revokedHeader, revokedValue } from '../../operation/revoked-header.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import { changePassword } from '../../password/change.ts';
import type { ChangePasswordTools } from '../../password/change-request.ts';
import { IdentityResult, succeeded } from './identity-result.ts';

/**
 * `bypassBasicAuthRestriction` is no member of this command, but the guides' sample answer of this very operation
 * complains about it: read as a member of every user command, it gives exactly that answer.
 */
const ChangeUserPasswordCommand = object('ChangeUserPasswordCommand', {
  oldPassword: text(),
  newPassword: text(),
  bypassBasicAuthRestriction: boolean(),
});

export const stepUpNote =
  'Where `Auth.SecondFactor.StepUpApi` is on, a person who changes the own password, or makes an own personal access token, has signed in not longer than ' +
  '`Auth.SecondFactor.StepUpMinutes` ago, with a second factor if there is one; else the answer is 401 with the challenge ' +
  '`insufficient_user_authentication` (RFC 9470).';

export function userEndpoints(tools: ChangePasswordTools): readonly Endpoint[] {
  const userId = userIdInPath((id) => isUserId(tools.store, id));
  return [
    describeEndpoint({
      operationId: 'User_ChangePassword',
      tag: 'User',
      summary: "Changes a user's password, given the current one",
      description: stepUpNote,
      method: 'POST',
      path: '/api/User/{userId}/changepassword',
      access: 'password.change',
      hashes: true,
      parameters: { userId },
      body: ChangeUserPasswordCommand,
      answer: { status: 200, shape: IdentityResult },
      headers: [revokedHeader],
      handle: async ({ permitted, parameters, body, traceId, clientIp, userAgent, signal, requireRight, header }) => {
        await requireRecentSignIn(tools.store, permitted.actor, parameters.userId, tools.now());
        const { ended } = await changePassword(tools, {
          permitted,
          userId: parameters.userId,
          oldPassword: body.oldPassword ?? '',
          newPassword: body.newPassword ?? '',
          traceId,
          clientIp,
          browserInfo: userAgent,
          signal,
          requireRight,
        });
        header(revokedHeader, revokedValue(ended));
        return succeeded;
      },
    }),
  ];
}

export const userVocabulary: Vocabulary = {
  meanings: {
    'ChangeUserPasswordCommand.bypassBasicAuthRestriction':
      'Read and ignored: this operation changes nothing but a password.',
    oldPassword: 'The current password.',
    newPassword: 'The new password.',
  },
  examples: {
    bodies: {
      ChangeUserPasswordCommand: { oldPassword: 'al0h0m0ra-account', newPassword: 'exp3cto-patronum' },
    },
  },
};
