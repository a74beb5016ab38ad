import { boolean, guid, type Infer, int64, list, object, text } from '../../json/shape.ts';
import { dto, int32Out, listOf, nullable, type Returned, string } from '../../operation/answer-shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import type { BreachedPasswords } from '../../password/breached.ts';
import type { Hasher } from '../../password/hasher.ts';
import { checkUsers } from '../../user/check-many.ts';
import { createUser } from '../../user/create.ts';
import { createUsers, inviteUsers } from '../../user/create-many.ts';
import type { WantedUser } from '../../user/new-users.ts';
import type { UserWithGroups } from '../../user/read.ts';
import { commandOf } from '../command.ts';
import { automationUsers, hogwarts, ids } from './example-world.ts';
import { IdentityResult, succeeded } from './identity-result.ts';
import type { ResourceTools } from './resource-tools.ts';
import { toUserDto, UserDto, UserType } from './user-dto.ts';

/** `passwordHash` is ours: people move in with the passwords that they have. */
const wantedUser = {
  id: guid({ nullable: true }),
  userName: text(),
  email: text(),
  name: text(),
  surname: text(),
  displayName: text(),
  type: UserType,
  bypassBasicAuthRestriction: boolean(),
  legacyId: int64({ nullable: true }),
  invitationAccepted: boolean(),
  passwordHash: text(),
};
const CreateUserCommandBase = object('CreateUserCommandBase', wantedUser);
const CreateUserLoginCommand = object('CreateUserLoginCommand', {
  loginProvider: text(),
  providerKey: text(),
  providerDisplayName: text(),
});
const CreateUserCommand = object('CreateUserCommand', {
  ...wantedUser,
  partitionGlobalId: guid(),
  password: text(),
  validatePassword: boolean(),
  groupIDs: list(guid()),
  userLogins: list(CreateUserLoginCommand),
});
/** Everything is written in one transaction, and every user joins every group. */
const manyUsers = (most: number) => ({
  users: list(CreateUserCommandBase, { most }),
  partitionGlobalId: guid(),
  groupIDs: list(guid(), { most: 50 }),
});
const CreateUsersCommand = object('CreateUsersCommand', manyUsers(2000));
/** Of those who are invited, each gets a mail. */
const InviteUsersCommand = object('InviteUsersCommand', manyUsers(500));

/** Readers of either the described or the real answer find what they look for. */
export const BulkCreateResponse = dto('BulkCreateResponse', {
  result: IdentityResult,
  users: listOf(UserDto),
  ...IdentityResult.members,
});

/** `index` is the place of the user in the request, from 0. */
const UserObstacleDto = dto('UserObstacleDto', {
  index: int32Out,
  member: nullable(string),
  code: nullable(string),
  description: string,
});
export const UserObstacles = listOf(UserObstacleDto);

const tag = 'User';
const access = 'user.write';

interface UserCreationTools extends ResourceTools {
  readonly hasher: Hasher;
  readonly breached: BreachedPasswords;
}

/** Making users: one with everything, many at once, and many who set their passwords themselves. */
export function userCreationEndpoints(tools: UserCreationTools): readonly Endpoint[] {
  const { store, now } = tools;
  return [
    describeEndpoint({
      operationId: 'User_CreateUser',
      tag,
      summary: 'Creates a user',
      method: 'POST',
      path: '/api/User',
      access,
      hashes: 'password',
      body: CreateUserCommand,
      answer: { status: 200, shape: IdentityResult },
      handle: async (call) => {
        const { body, signal, requireRight } = call;
        await createUser(tools, {
          ...commandOf(call, now),
          user: wantedOf(body),
          password: body.password,
          validatesPassword: body.validatePassword,
          groupIds: body.groupIDs ?? [],
          logins: (body.userLogins ?? []).flatMap((login) => (login ? [loginOf(login)] : [])),
          signal,
          requireRight,
        });
        return succeeded;
      },
    }),
    describeEndpoint({
      operationId: 'User_CreateUsers',
      tag,
      summary: 'Creates users, all of them or none',
      method: 'POST',
      path: '/api/User/BulkCreate',
      access,
      body: CreateUsersCommand,
      bodyLimit: 2 * 1024 * 1024,
      answer: { status: 200, shape: BulkCreateResponse, isLong: true },
      handle: async (call) => created(await createUsers(store, { ...commandOf(call, now), ...manyOf(call.body) })),
    }),
    describeEndpoint({
      operationId: 'User_CheckUsers',
      tag,
      summary: 'Says what would keep users from being created, and creates none',
      description:
        'Takes what bulk creation takes. What is not named here would be created, unless something changes before.',
      method: 'POST',
      path: '/api/User/BulkCheck',
      access,
      body: CreateUsersCommand,
      bodyLimit: 2 * 1024 * 1024,
      answer: { status: 200, shape: UserObstacles, isLong: true },
      handle: async ({ permitted, body }) => await checkUsers(store, permitted, manyOf(body)),
    }),
    describeEndpoint({
      operationId: 'User_InviteUsers',
      tag,
      summary: 'Creates users who get a mail with which to set their first password',
      description:
        'Anyone who was invited before under the same address and has no password yet gets a new link, which ends the one before, and joins the groups. Nobody is sent more than five in an hour: then the answer is 429.',
      method: 'POST',
      path: '/api/User/InviteUsers',
      access,
      body: InviteUsersCommand,
      bodyLimit: 512 * 1024,
      answer: { status: 200, shape: BulkCreateResponse, isLong: true },
      handle: async (call) => created(await inviteUsers(store, { ...commandOf(call, now), ...manyOf(call.body) })),
    }),
  ];
}

const manyOf = ({ users, groupIDs }: Infer<typeof CreateUsersCommand>) => ({
  users: (users ?? []).flatMap((user) => (user ? [wantedOf(user)] : [])),
  groupIds: groupIDs ?? [],
});

const wantedOf = (body: Infer<typeof CreateUserCommandBase>): WantedUser => ({
  id: body.id,
  userName: body.userName,
  email: body.email,
  name: body.name,
  surname: body.surname,
  displayName: body.displayName,
  type: body.type,
  bypassBasicAuthRestriction: body.bypassBasicAuthRestriction,
  legacyId: body.legacyId,
  invitationAccepted: body.invitationAccepted,
  passwordHash: body.passwordHash,
});

const loginOf = (login: Infer<typeof CreateUserLoginCommand>) => ({
  loginProvider: login.loginProvider ?? '',
  providerKey: login.providerKey ?? '',
  providerDisplayName: login.providerDisplayName,
});

const created = (users: readonly UserWithGroups[]): Returned<typeof BulkCreateResponse> => ({
  result: succeeded,
  users: users.map(toUserDto),
  ...succeeded,
});

const luna = {
  id: ids.luna,
  userName: 'luna.lovegood',
  email: 'luna@hogwarts.example',
  name: 'Luna',
  surname: 'Lovegood',
  displayName: 'Luna Lovegood',
};

export const userCreationVocabulary: Vocabulary = {
  meanings: {
    'CreateUserCommandBase.id': 'The id of the new user; absent: one is made.',
    'CreateUserCommand.id': 'The id of the new user; absent: one is made.',
    'CreateUserCommand.name': 'The first name.',
    'CreateUserCommandBase.name': 'The first name.',
    password: 'The password.',
    passwordHash:
      'Instead of a password, a hash of it that was made elsewhere: of ASP.NET Identity, Argon2, bcrypt, scrypt, PBKDF2, Django, Firebase or LDAP. Its owner chose the password, so no rule is asked and it need not be changed; the hash is made anew with the first success. Not for those who are invited. Not in the original.',
    validatePassword: 'Whether the password has to keep the rules of the organization; only an application may say no.',
    index: 'Which of the users of the request, from 0.',
    member: 'Which member of it; null: another user is in the way.',
    'UserObstacleDto.code': 'What is in the way, as a word that does not change; null: the member cannot be read.',
    'UserObstacleDto.description': 'What is in the way, as a sentence.',
    users: 'The users.',
    userLogins: 'Under which names other identity providers know the user.',
    loginProvider: 'The identity provider.',
    providerKey: 'The key of the user there.',
    providerDisplayName: 'The name under which the identity provider is shown.',
    result: 'How it ended.',
  },
  examples: {
    bodies: {
      CreateUserCommand: {
        ...luna,
        partitionGlobalId: hogwarts,
        password: 'nargles-everywhere-1',
        validatePassword: true,
        groupIDs: [automationUsers],
      },
      CreateUsersCommand: {
        users: [
          { userName: 'neville.longbottom', email: 'neville@hogwarts.example', name: 'Neville', surname: 'Longbottom' },
          {
            userName: 'cho.chang',
            email: 'cho@hogwarts.example',
            passwordHash: 'AQAAAAEAACcQAAAAEAABAgMEBQYHCAkKCwwNDg+yWU7rLgUwPZb1Itsmra7cbxw2EFpwpVFIEtP+JIuUEw==',
          },
        ],
        partitionGlobalId: hogwarts,
        groupIDs: [automationUsers],
      },
      InviteUsersCommand: {
        users: [{ userName: 'ginny.weasley', email: 'ginny@hogwarts.example', name: 'Ginny', surname: 'Weasley' }],
        partitionGlobalId: hogwarts,
        groupIDs: [automationUsers],
      },
    },
    members: {
      index: 1,
      member: null,
      'UserObstacleDto.code': 'DuplicateUserName',
      'UserObstacleDto.description': "Username 'cho.chang' is already taken.",
      'BulkCreateResponse.result': { succeeded: true, errors: [] },
    },
  },
};
