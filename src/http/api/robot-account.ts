import { parseUuid } from '../../directory/identifier.ts';
import { createRobotAccount } from '../../directory/robot-account/create.ts';
import { deleteRobotAccount, deleteRobotAccounts } from '../../directory/robot-account/delete.ts';
import {
  listRobotAccounts,
  loadRobotAccount,
  type RobotAccountWithGroups,
} from '../../directory/robot-account/read.ts';
import { updateRobotAccount } from '../../directory/robot-account/update.ts';
import { robotAccountOrders } from '../../directory/robot-account.ts';
import { guid, list, object, text } from '../../json/shape.ts';
import { dto, listOf, moment, nullable, pageOf, type Returned, string, uuid } from '../../operation/answer-shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { idInPath, paging, partition, searchTerm } from '../../operation/parameter.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import { commandOf } from '../command.ts';
import { pageQueryOf } from '../page-query.ts';
import { automationUsers, hogwarts, ids } from './example-world.ts';
import type { ResourceTools } from './resource-tools.ts';

export const RobotAccountDto = dto('RobotAccountDto', {
  id: uuid,
  name: nullable(string),
  displayName: nullable(string),
  creationTime: moment,
  lastLoginTime: nullable(moment),
  groupIds: listOf(uuid),
});

/** The guides send `groupIDsToRemove` here as well; a new account has nothing to leave. */
const CreateRobotAccountCommand = object('CreateRobotAccountCommand', {
  partitionGlobalId: guid(),
  id: guid({ nullable: true }),
  name: text(),
  displayName: text(),
  groupIDsToAdd: list(guid()),
});
const UpdateRobotAccountCommand = object('UpdateRobotAccountCommand', {
  partitionGlobalId: guid(),
  displayName: text(),
  groupIDsToAdd: list(guid()),
  groupIDsToRemove: list(guid()),
});
const BulkRobotAccountDeleteCommand = object('BulkRobotAccountDeleteCommand', { robotAccountIDs: list(guid()) });

const tag = 'RobotAccount';
const readers = 'robotAccount.read';
const writers = 'robotAccount.write';
const partitionGlobalId = partition();
const robotAccountId = idInPath('The robot account.', (id) => parseUuid(id) !== undefined);
const itemPath = '/api/RobotAccount/{partitionGlobalId}/{robotAccountId}';

export const robotAccountEndpoints = (tools: ResourceTools): readonly Endpoint[] => [
  ...reading(tools),
  ...writing(tools),
  ...deleting(tools),
];

function reading({ store }: ResourceTools): readonly Endpoint[] {
  return [
    describeEndpoint({
      operationId: 'RobotAccount_GetRobotAccounts',
      tag,
      summary: 'Lists the robot accounts of an organization, page by page',
      method: 'GET',
      path: '/api/RobotAccount/{partitionGlobalId}',
      access: readers,
      parameters: { partitionGlobalId },
      query: { searchTerm, ...paging },
      answer: { status: 200, shape: pageOf('RobotAccountDtoPagedResultDto', RobotAccountDto) },
      handle: async ({ permitted, query }) => {
        const { totalCount, results } = await listRobotAccounts(store, permitted, {
          searchTerm: query.searchTerm,
          ...pageQueryOf(robotAccountOrders, query),
        });
        return { totalCount, results: results.map(toRobotAccountDto) };
      },
    }),
    describeEndpoint({
      operationId: 'RobotAccount_GetRobotAccount',
      tag,
      summary: 'Gets a robot account',
      method: 'GET',
      path: itemPath,
      access: readers,
      parameters: { partitionGlobalId, robotAccountId },
      answer: { status: 200, shape: RobotAccountDto },
      handle: async ({ permitted, parameters }) =>
        toRobotAccountDto(await loadRobotAccount(store, permitted, parameters.robotAccountId)),
    }),
  ];
}

function writing({ store, now }: ResourceTools): readonly Endpoint[] {
  return [
    describeEndpoint({
      operationId: 'RobotAccount_CreateRobotAccount',
      tag,
      summary: 'Creates a robot account',
      description: 'Its name can never be changed. Without a display name it is shown by its name.',
      method: 'POST',
      path: '/api/RobotAccount',
      access: writers,
      body: CreateRobotAccountCommand,
      answer: { status: 201, shape: RobotAccountDto },
      headers: ['Location'],
      handle: async (call) => {
        const { id, name, displayName, groupIDsToAdd } = call.body;
        const request = { ...commandOf(call, now), id, name, displayName, groupIds: groupIDsToAdd ?? [] };
        const created = toRobotAccountDto(await createRobotAccount(store, request));
        call.header('location', `${call.prefix}/api/RobotAccount/${call.organization.id}/${created.id}`);
        return created;
      },
    }),
    describeEndpoint({
      operationId: 'RobotAccount_UpdateRobotAccount',
      tag,
      summary: 'Changes the display name and the groups of a robot account',
      description: 'What is absent, null or empty stays as it is; an empty display name becomes the name.',
      method: 'PUT',
      path: '/api/RobotAccount/{robotAccountId}',
      access: writers,
      parameters: { robotAccountId },
      body: UpdateRobotAccountCommand,
      answer: { status: 200, shape: RobotAccountDto },
      handle: async (call) => {
        const { displayName, groupIDsToAdd, groupIDsToRemove } = call.body;
        const updated = await updateRobotAccount(store, {
          ...commandOf(call, now),
          robotAccountId: call.parameters.robotAccountId,
          displayName,
          groupIdsToAdd: groupIDsToAdd ?? [],
          groupIdsToRemove: groupIDsToRemove ?? [],
        });
        return toRobotAccountDto(updated);
      },
    }),
  ];
}

function deleting({ store, now }: ResourceTools): readonly Endpoint[] {
  return [
    describeEndpoint({
      operationId: 'RobotAccount_Delete',
      tag,
      summary: 'Deletes a robot account',
      method: 'DELETE',
      path: itemPath,
      access: writers,
      parameters: { partitionGlobalId, robotAccountId },
      answer: { status: 204 },
      handle: (call) =>
        deleteRobotAccount(store, { ...commandOf(call, now), robotAccountId: call.parameters.robotAccountId }),
    }),
    describeEndpoint({
      operationId: 'RobotAccount_BulkDelete',
      tag,
      summary: 'Deletes several robot accounts; unknown ids are left out',
      method: 'DELETE',
      path: '/api/RobotAccount/{partitionGlobalId}',
      access: writers,
      parameters: { partitionGlobalId },
      body: BulkRobotAccountDeleteCommand,
      isBodyOptional: true,
      answer: { status: 204 },
      handle: (call) =>
        deleteRobotAccounts(store, { ...commandOf(call, now), robotAccountIds: call.body.robotAccountIDs ?? [] }),
    }),
  ];
}

function toRobotAccountDto({ robot, groupIds }: RobotAccountWithGroups): Returned<typeof RobotAccountDto> {
  return {
    id: robot.id,
    name: robot.name,
    displayName: robot.displayName,
    creationTime: robot.createdAt,
    lastLoginTime: robot.lastLoginAt,
    groupIds,
  };
}

export const robotAccountVocabulary: Vocabulary = {
  tags: {
    RobotAccount: 'Accounts of robots.',
  },
  meanings: {
    robotAccountIDs: 'The ids of the robot accounts.',
    'RobotAccountDto.name': 'The name, which never changes.',
    'CreateRobotAccountCommand.name': 'The name, which never changes.',
  },
  examples: {
    parameters: {
      robotAccountId: ids.owl,
    },
    bodies: {
      CreateRobotAccountCommand: {
        partitionGlobalId: hogwarts,
        id: ids.owl,
        name: 'hedwig',
        displayName: 'Hedwig',
        groupIDsToAdd: [automationUsers],
      },
      UpdateRobotAccountCommand: { partitionGlobalId: hogwarts, displayName: 'Hedwig the owl' },
      BulkRobotAccountDeleteCommand: { robotAccountIDs: [ids.owl] },
    },
    members: {
      'RobotAccountDto.id': ids.owl,
      'RobotAccountDto.name': 'hedwig',
      'RobotAccountDto.displayName': 'Hedwig',
    },
  },
};
