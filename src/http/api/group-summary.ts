import { type GroupSummary, loadGroupSummary, pageOfGroups } from '../../directory/group/summary.ts';
import { changeGroup } from '../../directory/group/update.ts';
import { groupOrders, isGroupId } from '../../directory/group.ts';
import { storedId } from '../../directory/identifier.ts';
import { list, object, text } from '../../json/shape.ts';
import {
  dto,
  int64Out,
  moment,
  nullable,
  numbered,
  pageOf,
  type Returned,
  string,
  uuid,
} from '../../operation/answer-shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { idInPath, paging, partition, searchTerm } from '../../operation/parameter.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import { commandOf } from '../command.ts';
import { pageQueryOf } from '../page-query.ts';
import { ids } from './example-world.ts';
import type { ResourceTools } from './resource-tools.ts';

export const GroupSummaryDto = dto('GroupSummaryDto', {
  id: uuid,
  name: string,
  type: numbered('GroupType', ['builtIn', 'custom']),
  creationTime: moment,
  lastModificationTime: nullable(moment),
  memberCount: nullable(int64Out),
});
export const GroupSummaries = pageOf('GroupSummaryDtoPagedResultDto', GroupSummaryDto);

/** In one request; a group may have any number. */
const mostMembers = 10_000;

const ChangeGroupCommand = object('ChangeGroupCommand', {
  name: text(),
  memberIDsToAdd: list(text(), { most: mostMembers }),
  memberIDsToRemove: list(text(), { most: mostMembers }),
});

const tag = 'GroupSummary';
const itemPath = '/api/GroupSummary/{partitionGlobalId}/{groupId}';

/** Groups without their members: what takes as long with a million of them as with none. */
export function groupSummaryEndpoints({ store, now }: ResourceTools): readonly Endpoint[] {
  const groupId = idInPath('The group.', (id) => isGroupId(store, id));
  const parameters = { partitionGlobalId: partition(), groupId };
  return [
    describeEndpoint({
      operationId: 'GroupSummary_GetAll',
      tag,
      summary: 'Lists the groups of an organization, page by page',
      method: 'GET',
      path: '/api/GroupSummary/{partitionGlobalId}',
      access: 'group.read',
      parameters: { partitionGlobalId: partition() },
      query: { searchTerm, ...paging },
      answer: { status: 200, shape: GroupSummaries },
      handle: async ({ permitted, query }) => {
        const wanted = { searchTerm: query.searchTerm, ...pageQueryOf(groupOrders, query) };
        const { totalCount, results } = await pageOfGroups(store, permitted, wanted);
        return { totalCount, results: results.map(toGroupSummary) };
      },
    }),
    describeEndpoint({
      operationId: 'GroupSummary_Get',
      tag,
      summary: 'Gets a group without its members',
      method: 'GET',
      path: itemPath,
      access: 'group.read',
      parameters,
      answer: { status: 200, shape: GroupSummaryDto },
      handle: async ({ permitted, parameters: { groupId: id } }) =>
        toGroupSummary(await loadGroupSummary(store, permitted, id)),
    }),
    describeEndpoint({
      operationId: 'GroupSummary_Update',
      tag,
      summary: 'Renames a group, adds members and removes members',
      description:
        'As `Group_UpdateGroup`, without the members in the answer, and with members named by whatever id they have.',
      method: 'PUT',
      path: itemPath,
      access: 'group.write',
      parameters,
      body: ChangeGroupCommand,
      bodyLimit: 1024 * 1024,
      answer: { status: 200, shape: GroupSummaryDto },
      handle: async (call) => {
        const { name, memberIDsToAdd, memberIDsToRemove } = call.body;
        const changed = await changeGroup(store, {
          ...commandOf(call, now),
          ...{ groupId: call.parameters.groupId, name },
          memberIdsToAdd: given(memberIDsToAdd),
          memberIdsToRemove: given(memberIDsToRemove),
        });
        return toGroupSummary(changed);
      },
    }),
  ];
}

const given = (sent: readonly (string | null)[] | null): readonly string[] =>
  (sent ?? []).flatMap((id) => (id === null ? [] : [storedId(id)]));

export const toGroupSummary = ({ group, memberCount }: GroupSummary): Returned<typeof GroupSummaryDto> => ({
  ...{ id: group.id, name: group.name, type: group.type, memberCount },
  ...{ creationTime: group.createdAt, lastModificationTime: group.modifiedAt },
});

export const groupSummaryVocabulary: Vocabulary = {
  tags: {
    GroupSummary: 'Groups without their members.',
  },
  meanings: {
    'GroupSummaryDto.type': 'Whether every organization has the group, or somebody made it.',
    memberCount: 'How many accounts are in it; null: every one.',
    memberIDsToAdd: 'The ids of accounts that become members.',
    memberIDsToRemove: 'The ids of members that leave.',
  },
  examples: {
    bodies: {
      ChangeGroupCommand: { name: 'Army', memberIDsToAdd: ['har-3107'], memberIDsToRemove: [ids.luna] },
    },
    members: {
      'GroupSummaryDto.id': ids.army,
      'GroupSummaryDto.name': "Dumbledore's Army",
      'GroupSummaryDto.type': 'custom',
      memberCount: 3,
    },
  },
};
