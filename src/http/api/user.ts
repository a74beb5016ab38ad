import { isUserId } from '../../directory/user-target.ts';
import { type ChangePasswordTools, changePassword } from '../../password/change.ts';
import { describeEndpoint, type Endpoint } from '../endpoint.ts';
import { boolean, object, text } from '../json/shape.ts';

/**
 * `bypassBasicAuthRestriction` is no member of this command, but the guides' sample answer of this very operation
 * complains about it: read as a member of every user command, it gives exactly that answer.
 */
const ChangeUserPasswordCommand = object('ChangeUserPasswordCommand', {
  oldPassword: text(),
  newPassword: text(),
  bypassBasicAuthRestriction: boolean(),
});

/** A body with two passwords needs no more. */
const bodyLimit = 128 * 1024;

export function userEndpoints(tools: ChangePasswordTools): readonly Endpoint[] {
  return [
    describeEndpoint({
      operationId: 'User_ChangePassword',
      summary: "Changes a user's password, given the current one",
      method: 'POST',
      path: '/api/User/{userId}/changepassword',
      scopes: ['PM.User', 'PM.User.Write'],
      parameters: { userId: (text) => isUserId(tools.store.users, text) },
      body: ChangeUserPasswordCommand,
      bodyLimit,
      status: 200,
      handle: async ({ actor, parameters, body, traceId, clientIp, signal }) => {
        const { userId } = parameters;
        const oldPassword = body.oldPassword ?? '';
        const newPassword = body.newPassword ?? '';
        await changePassword(tools, { actor, userId, oldPassword, newPassword, traceId, clientIp, signal });
        return { succeeded: true, errors: [] };
      },
    }),
  ];
}
