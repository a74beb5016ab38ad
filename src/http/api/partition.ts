import {
  createOrganization,
  createTenant,
  deleteOrganization,
  deleteTenant,
  renameTenant,
  updateOrganization,
} from '../../directory/organization/manage.ts';
import { listOrganizations, loadOrganization } from '../../directory/organization/read.ts';
import type { OrganizationRecord, Tenant } from '../../directory/organization.ts';
import { boolean, guid, list, object, text } from '../../json/shape.ts';
import {
  dto,
  flag,
  listOf,
  moment,
  nullable,
  pageOf,
  type Returned,
  string,
  uuid,
} from '../../operation/answer-shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { paging, partition, requiredText, searchTerm } from '../../operation/parameter.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import { commandOf } from '../command.ts';
import { hogwarts, ids } from './example-world.ts';
import type { ResourceTools } from './resource-tools.ts';

// The paths are those of the original; the bodies are ours, because nobody has published its.

export const TenantDto = dto('TenantDto', { id: uuid, name: string, creationTime: moment });
export const PartitionDto = dto('PartitionDto', {
  id: uuid,
  name: string,
  isActive: flag,
  creationTime: moment,
  lastModificationTime: nullable(moment),
  tenants: listOf(TenantDto),
});

/** In one request; an organization may have any number. */
const mostTenants = 1000;

const CreatePartitionCommand = object(
  'CreatePartitionCommand',
  {
    id: guid({ nullable: true }),
    name: text(),
    tenants: list(text(), { most: mostTenants }),
  },
  { required: ['name'] },
);
const UpdatePartitionCommand = object('UpdatePartitionCommand', {
  name: text(),
  isActive: boolean({ nullable: true }),
});
const CreateTenantCommand = object(
  'CreateTenantCommand',
  { id: guid({ nullable: true }), name: text() },
  { required: ['name'] },
);
const UpdateTenantCommand = object('UpdateTenantCommand', { name: text() }, { required: ['name'] });

const tag = 'Partition';
const path = '/api/Partition';
const itemPath = `${path}/{partitionGlobalId}`;
const readers = 'organization.read';
const writers = 'organization.write';
const partitionGlobalId = partition();
const tenantId = requiredText('The tenant.');

/** Organizations and their tenants, for those who run the host. */
export function partitionEndpoints(tools: ResourceTools): readonly Endpoint[] {
  return [...reading(tools), ...writing(tools), ...tenants(tools)];
}

function reading({ store }: ResourceTools): readonly Endpoint[] {
  return [
    describeEndpoint({
      operationId: 'Partition_GetAll',
      tag,
      summary: 'Lists the organizations',
      method: 'GET',
      path,
      access: readers,
      query: { ...paging, searchTerm },
      answer: { status: 200, shape: pageOf('PartitionDtoPagedResultDto', PartitionDto) },
      handle: async ({ permitted, query }) => {
        const orderBy = query.sortBy?.toLowerCase() === 'creationtime' ? 'createdAt' : 'name';
        const { top, skip, searchTerm: part } = query;
        const descending = query.sortOrder === 'desc';
        const page = await listOrganizations(store, permitted, { orderBy, descending, skip, limit: top, part });
        return { totalCount: page.totalCount, results: page.results.map(toPartitionDto) };
      },
    }),
    describeEndpoint({
      operationId: 'Partition_Get',
      tag,
      summary: 'Gets an organization with its tenants',
      method: 'GET',
      path: itemPath,
      access: readers,
      parameters: { partitionGlobalId },
      answer: { status: 200, shape: PartitionDto },
      handle: async ({ permitted }) => toPartitionDto(await loadOrganization(store, permitted)),
    }),
  ];
}

function writing({ store, now }: ResourceTools): readonly Endpoint[] {
  return [
    describeEndpoint({
      operationId: 'Partition_Create',
      tag,
      summary: 'Creates an organization with the built-in groups',
      method: 'POST',
      path,
      access: writers,
      body: CreatePartitionCommand,
      answer: { status: 201, shape: PartitionDto },
      handle: async (call) => {
        const { id, name, tenants: names } = call.body;
        const wish = { id, name: name ?? '', tenants: (names ?? []).map((tenant) => tenant ?? '') };
        return toPartitionDto(await createOrganization(store, commandOf(call, now), wish));
      },
    }),
    describeEndpoint({
      operationId: 'Partition_Update',
      tag,
      summary: 'Renames, deactivates or activates an organization',
      description: 'When it is not active, nobody signs in and no token is accepted.',
      method: 'PUT',
      path: itemPath,
      access: writers,
      parameters: { partitionGlobalId },
      body: UpdatePartitionCommand,
      answer: { status: 200, shape: PartitionDto },
      handle: async (call) => toPartitionDto(await updateOrganization(store, commandOf(call, now), call.body)),
    }),
    describeEndpoint({
      operationId: 'Partition_Delete',
      tag,
      summary: 'Deletes an organization that is not active',
      method: 'DELETE',
      path: itemPath,
      access: writers,
      parameters: { partitionGlobalId },
      answer: { status: 204 },
      handle: async (call) => await deleteOrganization(store, commandOf(call, now)),
    }),
  ];
}

function tenants({ store, now }: ResourceTools): readonly Endpoint[] {
  return [
    describeEndpoint({
      operationId: 'Partition_CreateTenant',
      tag,
      summary: 'Creates a tenant of an organization',
      method: 'POST',
      path: `${itemPath}/tenants`,
      access: writers,
      parameters: { partitionGlobalId },
      body: CreateTenantCommand,
      answer: { status: 201, shape: TenantDto },
      handle: async (call) => {
        const { id, name } = call.body;
        return toTenant(await createTenant(store, commandOf(call, now), { id, name: name ?? '' }));
      },
    }),
    describeEndpoint({
      operationId: 'Partition_UpdateTenant',
      tag,
      summary: 'Renames a tenant',
      method: 'PUT',
      path: `${itemPath}/tenants/{tenantId}`,
      access: writers,
      parameters: { partitionGlobalId, tenantId },
      body: UpdateTenantCommand,
      answer: { status: 200, shape: TenantDto },
      handle: async (call) =>
        toTenant(await renameTenant(store, commandOf(call, now), call.parameters.tenantId, call.body.name ?? '')),
    }),
    describeEndpoint({
      operationId: 'Partition_DeleteTenant',
      tag,
      summary: 'Deletes a tenant',
      method: 'DELETE',
      path: `${itemPath}/tenants/{tenantId}`,
      access: writers,
      parameters: { partitionGlobalId, tenantId },
      answer: { status: 204 },
      handle: async (call) => await deleteTenant(store, commandOf(call, now), call.parameters.tenantId),
    }),
  ];
}

const toTenant = ({ id, name, createdAt }: Tenant) => ({ id, name, creationTime: createdAt });

export const toPartitionDto = (organization: OrganizationRecord): Returned<typeof PartitionDto> => ({
  id: organization.id,
  name: organization.name,
  isActive: organization.isActive,
  creationTime: organization.createdAt,
  lastModificationTime: organization.modifiedAt,
  tenants: organization.tenants.map(toTenant),
});

export const partitionVocabulary: Vocabulary = {
  tags: {
    Partition: 'Organizations and their tenants, for the host.',
  },
  meanings: {
    tenants: 'The tenants.',
  },
  examples: {
    parameters: {
      tenantId: ids.tower,
    },
    bodies: {
      CreatePartitionCommand: { id: ids.beauxbatons, name: 'Beauxbatons', tenants: ['Palace'] },
      UpdatePartitionCommand: { isActive: true },
      CreateTenantCommand: { id: ids.tower, name: 'Tower' },
      UpdateTenantCommand: { name: 'Astronomy Tower' },
    },
    members: {
      'PartitionDto.id': hogwarts,
      'PartitionDto.name': 'Hogwarts',
      'TenantDto.id': ids.tower,
      'TenantDto.name': 'Tower',
    },
  },
};
