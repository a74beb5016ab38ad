import { groupsAmong, requireResolved, resolveIds, resolveNames, searchDirectory } from '../../directory/look-up.ts';
import type { Tables } from '../../directory/store.ts';
import { GatehouseError, invalidMember } from '../../errors.ts';
import { type Infer, list, object, text } from '../../json/shape.ts';
import { dto, flag, listOf, mapOf, nullable, string } from '../../operation/answer-shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { partition, searchText } from '../../operation/parameter.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import { requireList } from '../required-field.ts';
import { localSource } from './directory-entity.ts';
import { DirectoryEntityInfo, sourceFilter, toDirectoryEntityInfo } from './directory-search.ts';
import { entityType, entityTypeOrNull, kindOf, searchedType } from './entity-type.ts';
import { automationUsers, harry } from './example-world.ts';
import { groupReference, toGroupReference } from './group-reference.ts';
import { ResolvedEntity, toResolvedEntity } from './resolved-entity.ts';

const BulkResolveByNameCommand = object('BulkResolveByNameCommand', { entityNames: list(text()), entityType });
const ResolveByNameCommand = object(
  'ResolveByNameCommand',
  { entityName: text(), entityType },
  { required: ['entityName'] },
);
const ResolveCommand = object('ResolveCommand', { entityId: text(), entityType }, { required: ['entityId'] });
const BulkResolveCommand = object(
  'BulkResolveCommand',
  { entityIds: list(text()), entityType: entityTypeOrNull, entityTypes: list(entityType) },
  { required: ['entityIds'] },
);
const GroupMembershipCommand = object(
  'GroupMembershipCommand',
  { userId: text(), groupIds: list(text()) },
  { required: ['userId', 'groupIds'] },
);

export const GroupMembership = dto('GroupMembershipDto', groupReference);
const DirectoryScope = dto('DirectoryScope', { name: string, isDefault: flag });

const tag = 'Directory';
const parameters = { partitionGlobalId: partition() };

/** Looking up people, groups, robot accounts and applications. */
export const directoryEndpoints = (tables: Tables): readonly Endpoint[] => [
  ...searching(tables),
  ...byName(tables),
  ...byId(tables),
  groupMembership(tables),
];

function searching(tables: Tables): readonly Endpoint[] {
  return [
    describeEndpoint({
      operationId: 'Directory_Search',
      tag,
      summary: 'Finds what has a name, display name or e-mail address that begins with a text',
      description:
        'At most 1000 of each source. Of applications only the confidential ones. Of sourceFilter and entityType only one.',
      method: 'GET',
      path: '/api/Directory/Search/{partitionGlobalId}',
      access: 'directory.search',
      parameters,
      query: {
        startsWith: searchText('Beginning of the name, in any letter case.'),
        sourceFilter,
        entityType: searchedType,
      },
      answer: { status: 200, shape: listOf(DirectoryEntityInfo) },
      handle: async ({ permitted, query: { startsWith = '', sourceFilter: sources, entityType: ofType } }) => {
        if (ofType && sources.length > 0) throw oneOrTheOther();
        return (await searchDirectory(tables, permitted, startsWith, ofType ?? sources)).map(toDirectoryEntityInfo);
      },
    }),
    describeEndpoint({
      operationId: 'Directory_GetScopes',
      tag,
      summary: 'Lists the directories that can be searched: this server has its own one',
      method: 'GET',
      path: '/api/Directory/Scopes/{partitionGlobalId}',
      access: 'directory.search',
      parameters,
      answer: { status: 200, shape: listOf(DirectoryScope) },
      handle: async () => [{ name: localSource, isDefault: true }],
    }),
  ];
}

function byName(tables: Tables): readonly Endpoint[] {
  return [
    describeEndpoint({
      operationId: 'Directory_BulkResolveByName',
      tag,
      summary: 'Tells what each of up to 20 names stands for: a member of the answer for each name',
      method: 'POST',
      path: '/api/Directory/BulkResolveByName/{partitionGlobalId}',
      access: 'directory.resolveNames',
      parameters,
      body: BulkResolveByNameCommand,
      answer: { status: 200, shape: mapOf(nullable(ResolvedEntity)) },
      handle: async ({ permitted, body }) =>
        toMap(await resolveNames(tables, permitted, kindOf(body.entityType), given(body.entityNames))),
    }),
    describeEndpoint({
      operationId: 'Directory_ResolveByName',
      tag,
      summary: 'Tells what a name stands for',
      method: 'POST',
      path: '/api/Directory/ResolveByName/{partitionGlobalId}',
      access: 'directory.resolveName',
      parameters,
      body: ResolveByNameCommand,
      refusals: ['NotResolved'],
      answer: { status: 200, shape: ResolvedEntity },
      handle: async ({ permitted, body }) => {
        const kind = kindOf(body.entityType);
        const name = body.entityName ?? '';
        const found = await resolveNames(tables, permitted, kind, [name]);
        return toResolvedEntity(requireResolved(found.get(name), kind, name));
      },
    }),
  ];
}

function byId(tables: Tables): readonly Endpoint[] {
  return [
    describeEndpoint({
      operationId: 'Directory_BulkResolve',
      tag,
      summary: 'Tells what each of several ids stands for: a member of the answer for each id',
      description:
        'At most 1000. entityTypes has a type for each id, at the same place; entityType is one for all of them.',
      method: 'POST',
      path: '/api/Directory/BulkResolve/{partitionGlobalId}',
      access: 'directory.resolve',
      parameters,
      body: BulkResolveCommand,
      answer: { status: 200, shape: mapOf(nullable(ResolvedEntity)) },
      handle: async ({ permitted, body }) => toMap(await resolveIds(tables, permitted, askedIds(body))),
    }),
    describeEndpoint({
      operationId: 'Directory_Resolve',
      tag,
      summary: 'Tells what an id stands for',
      method: 'POST',
      path: '/api/Directory/Resolve/{partitionGlobalId}',
      access: 'directory.resolve',
      parameters,
      body: ResolveCommand,
      refusals: ['NotResolved'],
      answer: { status: 200, shape: ResolvedEntity },
      handle: async ({ permitted, body }) => {
        const kind = kindOf(body.entityType);
        const id = body.entityId ?? '';
        const found = await resolveIds(tables, permitted, [{ id, kind }]);
        return toResolvedEntity(requireResolved(found.get(id), kind, id));
      },
    }),
  ];
}

const groupMembership = (tables: Tables): Endpoint =>
  describeEndpoint({
    operationId: 'Directory_GroupMembership',
    tag,
    summary: 'Tells which of the groups an account is in',
    method: 'POST',
    path: '/api/Directory/GroupMembership/{partitionGlobalId}',
    access: 'directory.membership',
    parameters,
    body: GroupMembershipCommand,
    answer: { status: 200, shape: listOf(GroupMembership) },
    refusals: ['NotResolved'],
    handle: async ({ permitted, body }) =>
      (await groupsAmong(tables, permitted, body.userId ?? '', requireList('GroupIds', body.groupIds))).map(
        toGroupReference,
      ),
  });

/** Each id with the type at the same place, or with the one that is given for all. */
function askedIds({ entityIds, entityType: ofAll, entityTypes: ofEach }: Infer<typeof BulkResolveCommand>) {
  const ids = entityIds ?? [];
  const types = ofEach ?? (ofAll === null ? undefined : ids.map(() => ofAll));
  if (types?.length !== ids.length) {
    const message = "entityTypes must have a type for each of entityIds (Parameter 'entityTypes')";
    throw new GatehouseError({ code: 'ServiceError', status: 400, message });
  }
  return ids.flatMap((id, place) => (id === null ? [] : [{ id, kind: kindOf(types[place] ?? Number.NaN) }]));
}

const oneOrTheOther = () =>
  invalidMember('entityType', 'The fields entityType and sourceFilter cannot be used together.');

const given = (all: readonly (string | null)[] | null): readonly string[] =>
  (all ?? []).filter((one): one is string => one !== null);

type Found = Awaited<ReturnType<typeof resolveNames>>;

const toMap = (found: Found) =>
  Object.fromEntries([...found].map(([asked, entity]) => [asked, entity && toResolvedEntity(entity)]));

const resolved = { ...harry, isActive: true };

export const directoryVocabulary: Vocabulary = {
  tags: {
    Directory: 'Looking up users, groups and applications.',
  },
  meanings: {
    objectType: 'The kind of entity, as a word.',
    source: 'The directory it is in: `local` is that of this server.',
    identifier: 'Its id in the directory.',
    identityName: 'Its name in the directory.',
    domain: 'The domain it is in; here none.',
    'DirectoryEntityInfo.type': 'The kind of entity: a robot account counts as a user here.',
    externalId: 'Its id in another directory; here none.',
    applicationId: 'The client id of the application.',
    firstName: 'The first name.',
    lastName: 'The last name.',
    jobTitle: 'The job title; not kept here.',
    companyName: 'The company; not kept here.',
    city: 'The city; not kept here.',
    department: 'The department; not kept here.',
    entityId: 'The id to look up.',
    entityIds: 'The ids to look up.',
    entityName: 'The name to look up: a user name or an e-mail address, or the name of a group or an application.',
    entityNames: 'The names to look up, at most 20.',
    entityType: 'What is looked up.',
    entityTypes: 'What is looked up: for each id, at the same place.',
    'BulkResolveCommand.entityType': 'What all of them are, where `entityTypes` does not say it of each.',
    isDefault: 'Whether it is searched when nobody says where.',
  },
  examples: {
    parameters: {
      startsWith: 'har',
      sourceFilter: 'localUsers',
    },
    bodies: {
      ResolveCommand: { entityId: 'har-3107', entityType: 'User' },
      BulkResolveCommand: { entityIds: ['har-3107', automationUsers], entityTypes: ['User', 'Group'] },
      ResolveByNameCommand: { entityName: 'harry.potter', entityType: 'User' },
      BulkResolveByNameCommand: { entityNames: ['harry.potter', 'hermione.granger'], entityType: 'User' },
      GroupMembershipCommand: { userId: 'har-3107', groupIds: [automationUsers] },
    },
    answers: {
      Directory_BulkResolve: { 'har-3107': resolved },
      Directory_BulkResolveByName: { 'harry.potter': resolved },
      Directory_GroupMembership: [
        {
          ...{ objectType: 'DirectoryGroup', externalId: null, source: 'local', identifier: automationUsers },
          ...{ name: 'Automation Users', email: null, displayName: 'Automation Users' },
        },
      ],
    },
    members: {
      'DirectoryScope.name': 'local',
      'DirectoryEntityInfo.type': 'User',
      'DirectoryUser.name': harry.name,
      'DirectoryEntity.name': harry.name,
      'ResolvedEntity.name': harry.name,
      'ResolvedUser.name': harry.name,
      identityName: 'harry.potter',
      isDefault: true,
    },
  },
};
