import { whoMayEnter } from '../../directory/group/read.ts';
import { everyoneGroupId } from '../../directory/group.ts';
import type { Tables } from '../../directory/store.ts';
import { dto, listOf } from '../../operation/answer-shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { partition } from '../../operation/parameter.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import { groupReference, toGroupReference } from './group-reference.ts';

const AccessAllowedMember = dto('AccessAllowedMember', groupReference);

/** Who may enter an organization. There is one policy: every account that the organization has. */
export const accessPolicyEndpoint = (store: Tables): Endpoint =>
  describeEndpoint({
    operationId: 'PartitionAccessPolicy_Get',
    tag: 'PartitionAccessPolicy',
    summary: 'Lists who may sign in to an organization: the members of Everyone',
    method: 'GET',
    path: '/api/PartitionAccessPolicy/{partitionGlobalId}',
    aliases: ['/portal_/api/identity/PartitionAccessPolicy/{partitionGlobalId}'],
    access: 'signInPolicy.read',
    parameters: { partitionGlobalId: partition() },
    answer: { status: 200, shape: listOf(AccessAllowedMember) },
    handle: async ({ permitted }) => [toGroupReference(await whoMayEnter(store, permitted))],
  });

export const accessPolicyVocabulary: Vocabulary = {
  tags: {
    PartitionAccessPolicy: 'Who may sign in to an organization.',
  },
  examples: {
    members: {
      'AccessAllowedMember.objectType': 'DirectoryGroup',
      'AccessAllowedMember.identifier': everyoneGroupId,
      'AccessAllowedMember.name': 'Everyone',
      'AccessAllowedMember.displayName': 'Everyone',
      'AccessAllowedMember.email': null,
    },
  },
};
