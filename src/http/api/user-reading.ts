import { requireAccount } from '../../directory/permission.ts';
import type { Store } from '../../directory/store.ts';
import { listUsers, loadUser } from '../../directory/user/read.ts';
import { userOrders } from '../../directory/user.ts';
import { isUserId } from '../../directory/user-target.ts';
import { dto, flag, listOf, pageOf, string, uuid } from '../answer/shape.ts';
import type { Call } from '../endpoint.ts';
import { describeEndpoint, type Endpoint } from '../endpoint.ts';
import { orderOf } from '../order.ts';
import { optionalText, paging, partition, recordId, searchTerm } from '../parameter.ts';
import { toUserDto, toUserLicenseDto, UserDto, UserLicenseDto } from './user-dto.ts';

const tag = 'User';
const scopes = ['PM.User', 'PM.User.Read'] as const;
const query = { searchTerm, ...paging };

/** An organization as one of its users sees it. */
const UserPartitionDto = dto('UserPartitionDto', { id: uuid, name: string, isActive: flag });

/** Getting and listing users. */
export function userReadingEndpoints({ store }: { readonly store: Store }): readonly Endpoint[] {
  const userId = recordId('The user.', (id) => isUserId(store.users, id));
  return [
    describeEndpoint({
      operationId: 'User_Get',
      tag,
      summary: 'Gets a user',
      method: 'GET',
      path: '/api/User/{userId}',
      access: { who: 'account', scopes, ownWithoutScope: true },
      parameters: { userId },
      answer: { status: 200, shape: UserDto },
      handle: async ({ actor, organization, parameters }) =>
        toUserDto(await ownOrManaged(store, actor, parameters.userId, organization.id)),
    }),
    describeEndpoint({
      operationId: 'User_GetUsers',
      tag,
      summary: 'Lists the users of an organization, page by page',
      method: 'GET',
      path: '/api/User/users/{partitionGlobalId}',
      aliases: ['/api/UserPartition/users/{partitionGlobalId}'],
      access: { who: 'administrators', scopes },
      parameters: { partitionGlobalId: partition() },
      query,
      answer: { status: 200, shape: pageOf('UserDtoPagedResultDto', UserDto) },
      handle: async (call) => {
        const { totalCount, results } = await pageOfUsers(store, call);
        return { totalCount, results: results.map(toUserDto) };
      },
    }),
    describeEndpoint({
      operationId: 'UserPartition_GetLicenses',
      tag: 'UserPartition',
      summary: 'Lists the users of an organization as the portal does',
      method: 'GET',
      path: '/portal_/api/identity/UserPartition/licenses',
      aliases: ['/portal_/api/identity/User/users/licenses'],
      access: { who: 'administrators', scopes },
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
      access: { who: 'account', scopes, ownWithoutScope: true },
      parameters: { userId },
      answer: { status: 200, shape: listOf(UserPartitionDto) },
      handle: async ({ actor, organization, parameters }) => {
        const { user } = await ownOrManaged(store, actor, parameters.userId, organization.id);
        const own = await store.organizations.findById(user.organizationId);
        return own ? [{ id: own.id, name: own.name, isActive: own.isActive }] : [];
      },
    }),
  ];
}

async function ownOrManaged(store: Store, actor: Call['actor'], userId: string, organizationId: string) {
  const found = await loadUser(store, actor, userId, organizationId);
  requireAccount(actor, found.user);
  return found;
}

const pageOfUsers = (
  store: Store,
  { organization, query: asked }: Pick<Call<Record<never, never>, typeof query>, 'organization' | 'query'>,
) =>
  listUsers(store, organization.id, {
    searchTerm: asked.searchTerm,
    orderBy: orderOf(userOrders, asked.sortBy),
    descending: asked.sortOrder === 'desc',
    skip: asked.skip,
    limit: asked.top,
  });
