import { isUserId } from '../../directory/user-target.ts';
import { boolean, guid, list, map, object, text } from '../../json/shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { userIdInPath } from '../../operation/parameter.ts';
import { revokedHeader, revokedValue } from '../../operation/revoked-header.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import type { BreachedPasswords } from '../../password/breached.ts';
import type { Hasher } from '../../password/hasher.ts';
import { mailPasswordLink } from '../../password/mail-password-link.ts';
import { deleteUser, deleteUsers } from '../../user/delete.ts';
import { requirePasswordChange } from '../../user/require-change.ts';
import { updateUser } from '../../user/update.ts';
import { commandOf } from '../command.ts';
import { requireList } from '../required-field.ts';
import { automationUsers, hogwarts, ids } from './example-world.ts';
import { IdentityResult, succeeded } from './identity-result.ts';
import type { ResourceTools } from './resource-tools.ts';

const UpdateUserCommand = object('UpdateUserCommand', {
  name: text(),
  surname: text(),
  displayName: text(),
  email: text(),
  isActive: boolean({ nullable: true }),
  password: text(),
  groupIDsToAdd: list(guid()),
  groupIDsToRemove: list(guid()),
  bypassBasicAuthRestriction: boolean({ nullable: true }),
  invitationAccepted: boolean({ nullable: true }),
  extensionUserAttributesToAddOrUpdate: map(text()),
  extensionUserAttributesToRemove: list(text()),
});

/** `isHostMode` is sent by portals and says nothing here. */
const BulkSoftDeleteCommand = object('BulkSoftDeleteCommand', {
  partitionGlobalId: guid(),
  userIds: list(guid()),
  deleteCurrentUser: boolean(),
  isHostMode: boolean(),
});

/** Ours: the original has nothing like it. */
const RequirePasswordChangeCommand = object(
  'RequirePasswordChangeCommand',
  { partitionGlobalId: guid(), userIds: list(text(), { most: 2000 }) },
  { required: ['userIds'] },
);

const tag = 'User';
const access = 'user.write';

interface UserChangesTools extends ResourceTools {
  readonly hasher: Hasher;
  readonly breached: BreachedPasswords;
}

/** Changing and deleting users. */
export function userChangesEndpoints(tools: UserChangesTools): readonly Endpoint[] {
  const { store, now } = tools;
  const userId = userIdInPath((id) => isUserId(store, id));
  return [
    describeEndpoint({
      operationId: 'User_Update',
      tag,
      summary: 'Updates a user',
      description:
        "Only what is given and not null changes. A password is set without the current one, except one's own: that is for `changepassword`. A new address is not confirmed; a link to confirm it is sent where the organization asks for that, or the one before was confirmed.",
      method: 'PUT',
      path: '/api/User/{userId}',
      access,
      hashes: 'password',
      parameters: { userId },
      body: UpdateUserCommand,
      answer: { status: 200, shape: IdentityResult },
      headers: [revokedHeader],
      handle: async (call) => {
        const { body, parameters, signal, requireRight, header } = call;
        const ended = await updateUser(tools, {
          ...commandOf(call, now),
          userId: parameters.userId,
          name: body.name,
          surname: body.surname,
          displayName: body.displayName,
          email: body.email,
          isActive: body.isActive,
          password: body.password,
          groupIdsToAdd: body.groupIDsToAdd ?? [],
          groupIdsToRemove: body.groupIDsToRemove ?? [],
          bypassBasicAuthRestriction: body.bypassBasicAuthRestriction,
          invitationAccepted: body.invitationAccepted,
          attributesToAddOrUpdate: body.extensionUserAttributesToAddOrUpdate ?? {},
          attributesToRemove: (body.extensionUserAttributesToRemove ?? []).flatMap((name) => name ?? []),
          signal,
          requireRight,
        });
        if (ended) header(revokedHeader, revokedValue(ended));
        return succeeded;
      },
    }),
    describeEndpoint({
      operationId: 'User_Delete',
      tag,
      summary: 'Deletes a user',
      method: 'DELETE',
      path: '/api/User/{userId}',
      access,
      parameters: { userId },
      answer: { status: 204 },
      headers: [revokedHeader],
      handle: async (call) => {
        const ended = await deleteUser(store, { ...commandOf(call, now), userId: call.parameters.userId });
        call.header(revokedHeader, revokedValue(ended));
      },
    }),
    describeEndpoint({
      operationId: 'User_RequirePasswordChange',
      tag,
      summary: 'Has users choose a new password at their next sign-in',
      description:
        'Ids that nobody has, and accounts without a password, are skipped. What the users are signed in with goes on.',
      method: 'POST',
      path: '/api/User/RequirePasswordChange',
      access,
      body: RequirePasswordChangeCommand,
      answer: { status: 204 },
      handle: async (call) =>
        await requirePasswordChange(store, {
          ...commandOf(call, now),
          userIds: requireList('UserIds', call.body.userIds),
        }),
    }),
    describeEndpoint({
      operationId: 'User_MailPasswordLink',
      tag,
      summary: 'Sends a user a link with which to set a new password',
      description:
        'A user who has no password yet is invited anew. Nothing ends before the link is used. Nobody is sent more than five in an hour: then the answer is 429.',
      method: 'POST',
      path: '/api/User/{userId}/passwordLink',
      access,
      parameters: { userId },
      answer: { status: 204 },
      handle: async (call) => await mailPasswordLink(store, { ...commandOf(call, now), ...call.parameters }),
    }),
    describeEndpoint({
      operationId: 'User_BulkDelete',
      tag,
      summary: 'Deletes users, all of them or none',
      description: 'Ids that nobody has are skipped, and so is the own account unless `deleteCurrentUser` is true.',
      method: 'DELETE',
      path: '/api/User',
      aliases: ['/portal_/api/identity/User'],
      access,
      body: BulkSoftDeleteCommand,
      isBodyOptional: true,
      answer: { status: 204 },
      handle: async (call) => {
        const { userIds, deleteCurrentUser: includesOwn } = call.body;
        await deleteUsers(store, { ...commandOf(call, now), userIds: userIds ?? [], includesOwn });
      },
    }),
  ];
}

export const userChangesVocabulary: Vocabulary = {
  meanings: {
    userIds: 'The ids of the users.',
    'UpdateUserCommand.name': 'The first name; null leaves it as it is.',
    'UpdateUserCommand.password': 'A new password, set without the current one; null leaves it as it is.',
    deleteCurrentUser: 'Whether the own account is deleted as well, where it is among them.',
    isHostMode: 'Read and ignored.',
    extensionUserAttributesToAddOrUpdate: 'Further attributes to set, by name.',
    extensionUserAttributesToRemove: 'The names of further attributes to take away.',
  },
  examples: {
    bodies: {
      UpdateUserCommand: { displayName: 'Harry James Potter', groupIDsToAdd: [automationUsers], isActive: true },
      BulkSoftDeleteCommand: { partitionGlobalId: hogwarts, userIds: [ids.luna] },
      RequirePasswordChangeCommand: { partitionGlobalId: hogwarts, userIds: [ids.luna] },
    },
  },
};
