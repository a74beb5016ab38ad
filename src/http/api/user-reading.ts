import type { Store } from '../../directory/store.ts';
import { userOrders } from '../../directory/user.ts';
import { isUserId } from '../../directory/user-target.ts';
import { dto, flag, listOf, pageOf, string, uuid } from '../../operation/answer-shape.ts';
import type { Call } from '../../operation/endpoint.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { optionalText, paging, partition, searchTerm, userIdInPath } from '../../operation/parameter.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import { listUsers, loadUser, organizationOfUser } from '../../user/read.ts';
import { pageQueryOf } from '../page-query.ts';
import { hogwarts } from './example-world.ts';
import { toUserDto, toUserLicenseDto, UserDto, UserLicenseDto } from './user-dto.ts';

const tag = 'User';
const query = { searchTerm, ...paging };

/** An organization as one of its users sees it. */
const UserPartitionDto = dto('UserPartitionDto', { id: uuid, name: string, isActive: flag });

/** Getting and listing users. */
export function userReadingEndpoints({ store }: { readonly store: Store }): readonly Endpoint[] {
  const userId = userIdInPath((id) => isUserId(store, id));
  return [
    describeEndpoint({
      operationId: 'User_GetUser',
      tag,
      summary: 'Gets a user',
      method: 'GET',
      path: '/api/User/{userId}',
      access: 'user.read',
      parameters: { userId },
      answer: { status: 200, shape: UserDto },
      handle: async ({ permitted, parameters }) => toUserDto(await loadUser(store, permitted, parameters.userId)),
    }),
    listing(store, 'User'),
    listing(store, 'UserPartition'),
    describeEndpoint({
      operationId: 'UserPartition_GetLicenses',
      tag: 'UserPartition',
      summary: 'Lists the users of an organization as the portal does',
      method: 'GET',
      path: '/portal_/api/identity/UserPartition/licenses',
      aliases: ['/portal_/api/identity/User/users/licenses'],
      access: 'user.list',
      query: { partitionGlobalId: optionalText('The organization.'), ...query },
      answer: { status: 200, shape: pageOf('UserLicenseDtoPagedResultDto', UserLicenseDto) },
      handle: async (call) => {
        const { totalCount, results } = await pageOfUsers(store, call);
        return { totalCount, results: results.map(toUserLicenseDto) };
      },
    }),
    describeEndpoint({
      operationId: 'UserPartition_GetPartitions',
      tag: 'UserPartition',
      summary: 'Lists the organizations of a user: an account belongs to one',
      method: 'GET',
      path: '/api/UserPartition/partitions/{userId}',
      access: 'user.read',
      parameters: { userId },
      answer: { status: 200, shape: listOf(UserPartitionDto) },
      handle: async ({ permitted, parameters }) => {
        const { id, name, isActive } = await organizationOfUser(store, permitted, parameters.userId);
        return [{ id, name, isActive }];
      },
    }),
  ];
}

/** The older of the two paths is that of clients on one's own premises. */
const listing = (store: Store, of: 'User' | 'UserPartition'): Endpoint =>
  describeEndpoint({
    operationId: `${of}_GetUsers`,
    tag: of,
    summary: 'Lists the users of an organization, page by page',
    method: 'GET',
    path: `/api/${of}/users/{partitionGlobalId}`,
    access: 'user.list',
    parameters: { partitionGlobalId: partition() },
    query,
    answer: { status: 200, shape: pageOf('UserDtoPagedResultDto', UserDto) },
    handle: async (call) => {
      const { totalCount, results } = await pageOfUsers(store, call);
      return { totalCount, results: results.map(toUserDto) };
    },
  });

const pageOfUsers = (
  store: Store,
  {
    permitted,
    query: asked,
  }: Pick<Call<Record<never, never>, typeof query, unknown, 'user.list'>, 'permitted' | 'query'>,
) =>
  listUsers(store, permitted, {
    searchTerm: asked.searchTerm,
    ...pageQueryOf(userOrders, asked),
  });

export const userReadingVocabulary: Vocabulary = {
  tags: {
    User: 'People: their accounts, passwords and lock-outs.',
    UserPartition: 'Users of an organization, and organizations of a user.',
  },
  meanings: {
    'UserDto.name': 'The first name.',
    'UserLicenseDto.name': 'The first name.',
    surname: 'The last name.',
    emailConfirmed: 'Whether the address is known to be that of the user.',
    legacyId: 'A number beside the id, for programs that use numbers.',
    'UserDto.type': 'What kind of account it is.',
    'UserDto.category': 'Where the account is kept: 0 here, 2 in another directory.',
    'UserLicenseDto.category': 'Where the account is kept: 0 here, 2 in another directory.',
    invitationAccepted: 'Whether an invitation was accepted, or none was needed.',
    bypassBasicAuthRestriction: 'Whether the user signs in with a password although the organization restricts that.',
    extensionUserAttributes: 'Further attributes of the user, by name.',
  },
  examples: {
    members: {
      'UserPartitionDto.id': hogwarts,
      'UserPartitionDto.name': 'Hogwarts',
      'UserDto.category': 0,
      'UserLicenseDto.category': 0,
      emailConfirmed: true,
      surname: 'Potter',
      legacyId: 2,
      invitationAccepted: true,
    },
  },
};
