import { listExpiringCredentials } from '../../directory/expiring-credential/read.ts';
import { type ExpiringCredential, soonDays } from '../../directory/expiring-credential.ts';
import { dto, moment, nullable, pageOf, type Returned, string } from '../../operation/answer-shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { paging, partition, wholeNumber, yesOrNo } from '../../operation/parameter.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import { exampleTime, owlPost } from './example-world.ts';
import type { ResourceTools } from './resource-tools.ts';

const ExpiringCredentialDto = dto('ExpiringCredentialDto', {
  kind: string,
  id: string,
  ownerId: nullable(string),
  ownerName: string,
  description: nullable(string),
  creationTime: moment,
  expiryTime: nullable(moment),
  lastUsedTime: nullable(moment),
  replacedTime: nullable(moment),
});

export const ExpiringCredentials = pageOf('ExpiringCredentialDtoPagedResultDto', ExpiringCredentialDto);

/** What ends soon and has to be renewed by somebody. */
export function expiringCredentialEndpoints({ store, now }: ResourceTools): readonly Endpoint[] {
  return [
    describeEndpoint({
      operationId: 'ExpiringCredential_Get',
      tag: 'ExpiringCredential',
      summary: 'Lists what ends soon, the next one first',
      description:
        'Secrets of applications, personal access tokens and certificates of an organization. A certificate that has ended is listed until it is replaced.',
      method: 'GET',
      path: '/api/ExpiringCredential/{partitionGlobalId}',
      access: 'expiringCredential.read',
      parameters: { partitionGlobalId: partition() },
      query: {
        withinDays: wholeNumber('Those that end within so many days.', { least: 0, most: 3650, fallback: soonDays }),
        includeEndless: yesOrNo('Also those that never end, behind the others.'),
        top: paging.top,
        skip: paging.skip,
      },
      answer: { status: 200, shape: ExpiringCredentials },
      handle: async ({ permitted, query: { top: limit, includeEndless: withEndless, ...query } }) => {
        const wanted = { ...query, limit, withEndless };
        const { totalCount, results } = await listExpiringCredentials(store, permitted, wanted, now());
        return { totalCount, results: results.map(toDto) };
      },
    }),
  ];
}

const toDto = (credential: ExpiringCredential): Returned<typeof ExpiringCredentialDto> => ({
  ...{ kind: credential.kind, id: credential.id, description: credential.description },
  ...{ ownerId: credential.ownerId, ownerName: credential.ownerName },
  ...{ creationTime: credential.createdAt, expiryTime: credential.expiresAt },
  ...{ lastUsedTime: credential.lastUsedAt, replacedTime: credential.replacedAt },
});

export const expiringCredentialVocabulary: Vocabulary = {
  tags: {
    ExpiringCredential: 'What ends soon and has to be renewed by somebody.',
  },
  meanings: {
    'ExpiringCredentialDto.kind': 'What it is: `secret`, `personalAccessToken` or `certificate`.',
    'ExpiringCredentialDto.id': 'The id of a token; the number of a secret or a certificate within the organization.',
    'ExpiringCredentialDto.description': 'What it is for; of a certificate, its thumbprint.',
    ownerId: 'The application or the person whose it is; null: the organization.',
    ownerName: 'The name of the application or the person; of a certificate, its role.',
  },
  examples: {
    members: {
      'ExpiringCredentialDto.kind': 'secret',
      'ExpiringCredentialDto.id': '1',
      'ExpiringCredentialDto.description': 'For the owlery',
      ownerId: owlPost,
      ownerName: 'Owl Post',
      'ExpiringCredentialDto.lastUsedTime': exampleTime,
    },
  },
};
