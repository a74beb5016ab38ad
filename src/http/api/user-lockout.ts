import { isUserId } from '../../directory/user-target.ts';
import { chosenId, dto, int32Out, listOf, moment, nullable, string } from '../../operation/answer-shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { userIdInPath } from '../../operation/parameter.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import { liftLockout, readLockout } from '../../password/lockout.ts';
import { commandOf } from '../command.ts';
import { exampleTime } from './example-world.ts';
import type { ResourceTools } from './resource-tools.ts';

export const UserLockoutDto = dto('UserLockoutDto', {
  userId: chosenId,
  strangers: dto('LockedStrangersDto', { wrongPasswords: int32Out, limit: int32Out, lockedUntil: nullable(moment) }),
  lockedSources: listOf(
    dto('LockedSourceDto', {
      kind: string,
      sourceId: nullable(chosenId),
      network: string,
      refused: int32Out,
      lockedUntil: moment,
    }),
  ),
});

/** The sources that are locked out of an account. The original has no such operations. */
export function userLockoutEndpoints({ store, now }: ResourceTools): readonly Endpoint[] {
  const userId = userIdInPath((id) => isUserId(store, id));
  return [
    describeEndpoint({
      operationId: 'User_GetLockout',
      tag: 'User',
      summary: 'Shows from where attempts at the password of a user are refused, and until when',
      description:
        'Wrong passwords are counted for each source: `device` (a browser in which the user has signed in before), ' +
        '`owner` (who is signed in as the user), `administrator`, `application`, `link` (of a mail), `network` (a stranger); ' +
        '`everybody` where the organization counts all of them together. `strangers` are all networks together: how many ' +
        'of their wrong passwords count today, and how many may.',
      method: 'GET',
      path: '/api/User/{userId}/lockout',
      access: 'lockout.read',
      parameters: { userId },
      answer: { status: 200, shape: UserLockoutDto },
      handle: async ({ permitted, parameters }) => await readLockout(store, permitted, parameters.userId, now()),
    }),
    describeEndpoint({
      operationId: 'User_LiftLockout',
      tag: 'User',
      summary: 'Lifts every lock at the password of a user',
      description: 'Strangers have the whole number of attempts of a day again.',
      method: 'DELETE',
      path: '/api/User/{userId}/lockout',
      access: 'lockout.lift',
      parameters: { userId },
      answer: { status: 204 },
      handle: async (call) => await liftLockout(store, commandOf(call, now), call.parameters.userId),
    }),
  ];
}

export const userLockoutVocabulary: Vocabulary = {
  meanings: {
    strangers: 'All unknown networks together.',
    wrongPasswords: 'How many of their wrong passwords count today.',
    limit: 'How many of them may be wrong.',
    lockedUntil: 'Until when further attempts are refused; null: they are not.',
    lockedSources: 'From where further attempts are refused.',
    kind: '`device`, `owner`, `administrator`, `application`, `link`, `network` or `everybody`.',
    sourceId: 'The id of the source, where it is known.',
    network: 'The network from which the attempts came.',
    refused: 'How many attempts were refused.',
  },
  examples: {
    members: {
      'LockedSourceDto.kind': 'network',
      'LockedSourceDto.sourceId': null,
      'LockedStrangersDto.lockedUntil': null,
      network: '192.0.2.7',
      lockedUntil: exampleTime,
      limit: 100,
    },
  },
};
