import { mostListed } from '../../directory/user-target.ts';
import { dto, listOf, moment, nullable, type Returned, string } from '../../operation/answer-shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { partition, texts } from '../../operation/parameter.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import { type AwaitedPerson, accountsWithoutPassword } from '../../user/without-password.ts';
import { exampleExpiry } from './example-world.ts';
import type { ResourceTools } from './resource-tools.ts';

export const UserWithoutPasswordDto = dto('UserWithoutPasswordDto', {
  userId: string,
  invitation: string,
  expiryTime: nullable(moment),
});

/** Users who have no password yet. The original has no such operation. */
export const userWithoutPasswordEndpoint = ({ store, now }: ResourceTools): Endpoint =>
  describeEndpoint({
    ...{ operationId: 'User_GetWithoutPassword', tag: 'User', method: 'GET', access: 'user.list' },
    path: '/api/User/users/{partitionGlobalId}/without-password',
    summary: 'Tells which of several users have no password, and how their invitations stand',
    description: `Of at most ${mostListed} users. Those who have a password are left out.`,
    parameters: { partitionGlobalId: partition() },
    query: { userId: texts('The users. Given several times.') },
    answer: { status: 200, shape: listOf(UserWithoutPasswordDto) },
    handle: async ({ permitted, query: { userId } }) =>
      (await accountsWithoutPassword(store, permitted, userId, now())).map(toUserWithoutPasswordDto),
  });

export const toUserWithoutPasswordDto = ({
  expiresAt,
  ...person
}: AwaitedPerson): Returned<typeof UserWithoutPasswordDto> => ({ ...person, expiryTime: expiresAt });

export const userWithoutPasswordVocabulary: Vocabulary = {
  meanings: {
    'UserWithoutPasswordDto.invitation':
      'What has become of the latest invitation: its mail is `waiting` or was `sent`, it has `failed` to arrive, its link has ' +
      '`expired`, or there is `none`. An invitation is known until 30 days after its end.',
    'UserWithoutPasswordDto.expiryTime': 'Until when its link can, or could, be used.',
  },
  examples: {
    members: {
      'UserWithoutPasswordDto.invitation': 'sent',
      'UserWithoutPasswordDto.expiryTime': exampleExpiry,
    },
  },
};
