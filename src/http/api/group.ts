import { createGroup } from '../../directory/group/create.ts';
import { deleteGroup, deleteGroups } from '../../directory/group/delete.ts';
import { type GroupWithMembers, listGroups, loadGroup, loadGroups, loadMembers } from '../../directory/group/read.ts';
import { updateGroup } from '../../directory/group/update.ts';
import { isGroupId } from '../../directory/group.ts';
import { candidateIds } from '../../directory/identifier.ts';
import { guid, list, object, text } from '../../json/shape.ts';
import { dto, listOf, moment, nullable, numbered, type Returned, string, uuid } from '../../operation/answer-shape.ts';
import { describeEndpoint, type Endpoint, type WithLists } from '../../operation/endpoint.ts';
import { idInPath, type Parameter, partition } from '../../operation/parameter.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import { commandOf } from '../command.ts';
import { requireList } from '../required-field.ts';
import { DirectoryEntity, toDirectoryEntity } from './directory-entity.ts';
import { automationUsers, harry, hogwarts, ids } from './example-world.ts';
import { groupMemberEndpoints } from './group-members.ts';
import type { ResourceTools } from './resource-tools.ts';

const GroupDto = dto('GroupDto', {
  id: uuid,
  name: nullable(string),
  displayName: nullable(string),
  type: numbered('GroupType', ['builtIn', 'custom']),
  creationTime: moment,
  lastModificationTime: nullable(moment),
  members: listOf(DirectoryEntity),
});

/** In one request; a group may have any number. */
const mostMembers = 10_000;
/** So many ids. */
const bodyLimit = 512 * 1024;

const CreateGroupCommand = object('CreateGroupCommand', {
  partitionGlobalId: guid(),
  id: guid({ nullable: true }),
  name: text(),
  directoryUserMemberIDs: list(guid(), { most: mostMembers }),
});
const UpdateGroupCommand = object('UpdateGroupCommand', {
  partitionGlobalId: guid(),
  name: text(),
  directoryUserIDsToAdd: list(guid(), { most: mostMembers }),
  directoryUserIDsToRemove: list(guid(), { most: mostMembers }),
});
const BulkGroupDeleteCommand = object('BulkGroupDeleteCommand', { groupIDs: list(guid()) });
const BulkLoadGroupsCommand = object('BulkLoadGroupsCommand', { groupIDs: list(text()) }, { required: ['groupIDs'] });

const tag = 'Group';
const readers = 'group.read';
const writers = 'group.write';
const partitionGlobalId = partition();
const itemPath = '/api/Group/{partitionGlobalId}/{groupId}';

export function groupEndpoints(tools: ResourceTools): readonly Endpoint[] {
  const groupId = idInPath('The group.', (id) => isGroupId(tools.store, id));
  return [
    ...reading(tools, groupId),
    ...writing(tools, groupId),
    ...deleting(tools, groupId),
    ...groupMemberEndpoints(tools.store, groupId),
  ];
}

function reading({ store }: ResourceTools, groupId: Parameter<string>): readonly Endpoint[] {
  return [
    describeEndpoint({
      operationId: 'Group_GetGroups',
      tag,
      summary: 'Lists the groups of an organization with their members',
      method: 'GET',
      path: '/api/Group/{partitionGlobalId}',
      access: readers,
      parameters: { partitionGlobalId },
      answer: { status: 200, shape: listOf(GroupDto), isLong: true },
      handle: async ({ permitted }) => asDtos(listGroups(store, permitted)),
    }),
    describeEndpoint({
      operationId: 'Group_GetGroup',
      tag,
      summary: 'Gets a group with its members',
      method: 'GET',
      path: itemPath,
      access: readers,
      parameters: { partitionGlobalId, groupId },
      answer: { status: 200, shape: GroupDto, isLong: true },
      handle: async ({ permitted, parameters }) => toGroupDto(await loadGroup(store, permitted, parameters.groupId)),
    }),
    describeEndpoint({
      operationId: 'Group_BulkLoadByIds',
      tag,
      summary: 'Gets several groups with their members; unknown ids are left out',
      method: 'POST',
      path: '/api/Group/BulkLoadByIds/{partitionGlobalId}',
      access: readers,
      parameters: { partitionGlobalId },
      body: BulkLoadGroupsCommand,
      answer: { status: 200, shape: listOf(GroupDto), isLong: true },
      handle: async ({ permitted, body }) =>
        asDtos(await loadGroups(store, permitted, requireList('GroupIDs', body.groupIDs).flatMap(candidateIds))),
    }),
  ];
}

function writing({ store, now }: ResourceTools, groupId: Parameter<string>): readonly Endpoint[] {
  return [
    describeEndpoint({
      operationId: 'Group_CreateGroup',
      tag,
      summary: 'Creates a group',
      description: 'Members are users, robot accounts and confidential applications.',
      method: 'POST',
      path: '/api/Group',
      access: writers,
      body: CreateGroupCommand,
      bodyLimit,
      answer: { status: 201, shape: GroupDto, isLong: true },
      headers: ['Location'],
      handle: async (call) => {
        const { id, name, directoryUserMemberIDs } = call.body;
        const request = { ...commandOf(call, now), id, name, memberIds: directoryUserMemberIDs ?? [] };
        const created = toGroupDto(await loadMembers(store, call.permitted, await createGroup(store, request)));
        call.header('location', `${call.prefix}/api/Group/${call.organization.id}/${created.id}`);
        return created;
      },
    }),
    describeEndpoint({
      operationId: 'Group_UpdateGroup',
      tag,
      summary: 'Renames a group, adds members and removes members',
      description: 'What is absent, null or empty stays as it is. A member in both lists is removed.',
      method: 'PUT',
      path: '/api/Group/{groupId}',
      access: writers,
      parameters: { groupId },
      body: UpdateGroupCommand,
      bodyLimit,
      answer: { status: 200, shape: GroupDto, isLong: true },
      handle: async (call) => {
        const { name, directoryUserIDsToAdd, directoryUserIDsToRemove } = call.body;
        const updated = await updateGroup(store, {
          ...commandOf(call, now),
          groupId: call.parameters.groupId,
          name,
          memberIdsToAdd: directoryUserIDsToAdd ?? [],
          memberIdsToRemove: directoryUserIDsToRemove ?? [],
        });
        return toGroupDto(await loadMembers(store, call.permitted, updated));
      },
    }),
  ];
}

function deleting({ store, now }: ResourceTools, groupId: Parameter<string>): readonly Endpoint[] {
  return [
    describeEndpoint({
      operationId: 'Group_Delete',
      tag,
      summary: 'Deletes a group',
      description: 'Its members stay, without it. Built-in groups cannot be deleted.',
      method: 'DELETE',
      path: itemPath,
      access: writers,
      parameters: { partitionGlobalId, groupId },
      answer: { status: 204 },
      handle: (call) => deleteGroup(store, { ...commandOf(call, now), groupId: call.parameters.groupId }),
    }),
    describeEndpoint({
      operationId: 'Group_BulkDelete',
      tag,
      summary: 'Deletes several groups',
      description: 'Unknown ids are left out. A built-in group among them fails the request, and nothing is deleted.',
      method: 'DELETE',
      path: '/api/Group/{partitionGlobalId}',
      access: writers,
      parameters: { partitionGlobalId },
      body: BulkGroupDeleteCommand,
      isBodyOptional: true,
      answer: { status: 204 },
      handle: (call) => deleteGroups(store, { ...commandOf(call, now), groupIds: call.body.groupIDs ?? [] }),
    }),
  ];
}

async function* asDtos(groups: AsyncIterable<GroupWithMembers>): AsyncGenerator<WithLists<Returned<typeof GroupDto>>> {
  for await (const group of groups) yield toGroupDto(group);
}

const toGroupDto = ({ group, members }: GroupWithMembers): WithLists<Returned<typeof GroupDto>> => ({
  id: group.id,
  name: group.name,
  displayName: group.name,
  type: group.type,
  creationTime: group.createdAt,
  lastModificationTime: group.modifiedAt,
  members: toDirectoryEntities(members),
});

async function* toDirectoryEntities(members: GroupWithMembers['members']) {
  for await (const member of members) yield toDirectoryEntity(member);
}

export const groupVocabulary: Vocabulary = {
  tags: {
    Group: 'Groups and their members.',
  },
  meanings: {
    'GroupDto.displayName': 'The same as `name`.',
    groupIDs: 'The ids of the groups.',
    groupIds: 'The ids of the groups.',
    groupIDsToAdd: 'The ids of groups to join.',
    groupIDsToRemove: 'The ids of groups to leave.',
    'GroupDto.type': 'Whether every organization has the group, or somebody made it.',
    members: 'The members of the group.',
    memberIDs: 'The ids of accounts.',
    directoryUserMemberIDs: 'The ids of the first members.',
    directoryUserIDsToAdd: 'The ids of accounts that become members.',
    directoryUserIDsToRemove: 'The ids of members that leave.',
  },
  examples: {
    parameters: {
      groupId: ids.army,
      memberId: 'har-3107',
    },
    bodies: {
      CreateGroupCommand: {
        partitionGlobalId: hogwarts,
        id: ids.army,
        name: "Dumbledore's Army",
        directoryUserMemberIDs: [ids.luna],
      },
      UpdateGroupCommand: { partitionGlobalId: hogwarts, name: 'Army', directoryUserIDsToRemove: [ids.luna] },
      BulkGroupDeleteCommand: { groupIDs: [ids.army] },
      BulkLoadGroupsCommand: { groupIDs: [ids.army] },
      CheckMembersCommand: { memberIDs: [ids.luna] },
    },
    members: {
      'GroupDto.id': ids.army,
      'GroupDto.name': "Dumbledore's Army",
      'GroupDto.displayName': "Dumbledore's Army",
      'GroupDto.type': 'custom',
      'GroupMember.name': harry.name,
      'GroupMemberUser.name': harry.name,
      groupIDs: [automationUsers],
      groupIds: [automationUsers],
    },
  },
};
