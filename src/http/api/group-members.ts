import { membersAmong, pageOfMembers } from '../../directory/group/read.ts';
import { candidateIds } from '../../directory/identifier.ts';
import { memberOrders } from '../../directory/membership.ts';
import type { Tables } from '../../directory/store.ts';
import { list, object, text } from '../../json/shape.ts';
import { dto, int64Out, listOf } from '../../operation/answer-shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { type Parameter, paging, partition } from '../../operation/parameter.ts';
import { pageQueryOf } from '../page-query.ts';
import { requireList } from '../required-field.ts';
import { DirectoryEntity, toDirectoryEntity } from './directory-entity.ts';
import { GroupMember, toGroupMember } from './group-member.ts';

export const MemberPage = dto('GroupMemberPagedResultDto', { totalCount: int64Out, results: listOf(GroupMember) });
/** The path is that of the original, the body ours: nobody has published its. */
const CheckMembersCommand = object('CheckMembersCommand', { memberIDs: list(text()) }, { required: ['memberIDs'] });

const tag = 'Group';
const access = 'group.read';

/** Groups whose members do not fit into one look. */
export function groupMemberEndpoints(store: Tables, groupId: Parameter<string>): readonly Endpoint[] {
  const parameters = { partitionGlobalId: partition(), groupId };
  return [
    describeEndpoint({
      operationId: 'Group_GetMembers',
      tag,
      summary: 'Lists the members of a group, page by page',
      description: 'Everyone has no members to list: every account of the organization is one.',
      method: 'GET',
      path: '/api/Group/{partitionGlobalId}/{groupId}/Members',
      access,
      parameters,
      query: paging,
      answer: { status: 200, shape: MemberPage },
      handle: async ({ permitted, parameters: { groupId: id }, query }) => {
        const { totalCount, results } = await pageOfMembers(store, permitted, id, pageQueryOf(memberOrders, query));
        return { totalCount, results: results.map(toGroupMember) };
      },
    }),
    describeEndpoint({
      operationId: 'Group_CheckMembers',
      tag,
      summary: 'Tells which of the accounts are members of a group',
      method: 'POST',
      path: '/api/Group/{partitionGlobalId}/{groupId}/CheckMembers',
      access,
      parameters,
      body: CheckMembersCommand,
      answer: { status: 200, shape: listOf(DirectoryEntity) },
      handle: async ({ permitted, parameters: { groupId: id }, body }) => {
        const ids = requireList('MemberIDs', body.memberIDs).flatMap(candidateIds);
        return (await membersAmong(store, permitted, id, ids)).map(toDirectoryEntity);
      },
    }),
  ];
}
