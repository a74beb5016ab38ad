import { parseUuid } from '../../directory/identifier.ts';
import { isUserId, mostListed } from '../../directory/user-target.ts';
import { entityNotFound } from '../../errors.ts';
import { demandFactor, undoDemand } from '../../factor/demand.ts';
import { type FactorsOfPerson, kindsOfPeople, listFactors } from '../../factor/list.ts';
import { removeFactorOf } from '../../factor/remove.ts';
import { resetFactors } from '../../factor/reset.ts';
import {
  dto,
  flag,
  int32Out,
  listOf,
  moment,
  nullable,
  type Returned,
  string,
  uuid,
} from '../../operation/answer-shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { idInPath, partition, texts, userIdInPath } from '../../operation/parameter.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import { commandOf } from '../command.ts';
import { exampleExpiry, exampleTime, ids } from './example-world.ts';
import type { ResourceTools } from './resource-tools.ts';

export const UserFactorsDto = dto('UserFactorsDto', {
  userId: string,
  factors: listOf(
    dto('UserFactorDto', { id: uuid, kind: string, name: string, creationTime: moment, lastUseTime: nullable(moment) }),
  ),
  recoveryCodesLeft: int32Out,
  isDemanded: flag,
  dueTime: nullable(moment),
});

export const UserFactorKindsDto = dto('UserFactorKindsDto', { userId: string, kinds: listOf(string) });

const tag = 'User';
const path = '/api/User/{userId}/factors';

/** By what people prove who they are besides the password. The original has no such operations. */
export function userFactorEndpoints(tools: ResourceTools): readonly Endpoint[] {
  const { store } = tools;
  const parameters = { userId: userIdInPath((id) => isUserId(store, id)) };
  return [
    describeEndpoint({
      ...{ operationId: 'User_GetFactors', tag, method: 'GET', path, access: 'factor.read', parameters },
      summary: 'Lists the second factors of a user, in the order in which they were set up',
      description: 'Nothing of what they are proved with is in it. People may see their own.',
      answer: { status: 200, shape: UserFactorsDto },
      handle: async ({ permitted, parameters: { userId } }) =>
        toFactorsDto(userId, await listFactors(store, permitted, userId)),
    }),
    describeEndpoint({
      ...{ operationId: 'User_GetFactorKinds', tag, method: 'GET', access: 'user.list' },
      path: '/api/User/users/{partitionGlobalId}/factors',
      summary: 'Tells of several users which kinds of second factors they have',
      description: `Of at most ${mostListed} users. Those who have none are left out.`,
      parameters: { partitionGlobalId: partition() },
      query: { userId: texts('The users. Given several times.') },
      answer: { status: 200, shape: listOf(UserFactorKindsDto) },
      handle: async ({ permitted, query: { userId } }) =>
        [...(await kindsOfPeople(store, permitted, userId))].map(([id, kinds]) => ({ userId: id, kinds: [...kinds] })),
    }),
    ...changes(tools, parameters),
  ];
}

function changes(
  { store, now }: ResourceTools,
  parameters: { readonly userId: ReturnType<typeof userIdInPath> },
): readonly Endpoint[] {
  const access = 'factor.reset';
  return [
    describeEndpoint({
      ...{ operationId: 'User_ResetFactors', tag, method: 'DELETE', path, access, parameters },
      summary: 'Removes all second factors of a user who has lost them',
      description:
        'Recovery codes as well. Sessions, remembered browsers and whatever else acts in the name of the user end. The user is told by ' +
        'mail. The own ones are removed on the page *Security*, or by another administrator.',
      answer: { status: 204 },
      handle: async (call) => {
        await resetFactors(store, { ...commandOf(call, now), ...call.parameters });
      },
    }),
    describeEndpoint({
      ...{ operationId: 'User_RemoveFactor', tag, method: 'DELETE', access },
      path: `${path}/{factorId}`,
      summary: 'Removes one second factor of a user',
      description:
        'With the last one, the recovery codes go as well. Sessions, remembered browsers and whatever else acts in the name of the user ' +
        'end. The user is told by mail.',
      parameters: { ...parameters, factorId: idInPath('The factor.', (id) => parseUuid(id) !== undefined) },
      answer: { status: 204 },
      handle: async (call) => {
        if (await removeFactorOf(store, { ...commandOf(call, now), ...call.parameters })) return;
        throw entityNotFound();
      },
    }),
    describeEndpoint({
      ...{ operationId: 'User_RequireFactor', tag, method: 'POST', access, parameters },
      path: `${path}/require`,
      summary: 'Requires a second factor of a user, whatever the rules of the organization say',
      description: 'The user has as much time to set one up as `Auth.SecondFactor.GraceDays` gives.',
      answer: { status: 204 },
      handle: async (call) => {
        await demandFactor(store, { ...commandOf(call, now), ...call.parameters });
      },
    }),
    describeEndpoint({
      ...{ operationId: 'User_UnrequireFactor', tag, method: 'DELETE', access, parameters },
      path: `${path}/require`,
      summary: 'Requires a second factor of a user only where the rules of the organization do',
      description: 'There is as much time as at first: so another administrator does it, not the user.',
      answer: { status: 204 },
      handle: async (call) => await undoDemand(store, { ...commandOf(call, now), ...call.parameters }),
    }),
  ];
}

export const toFactorsDto = (
  userId: string,
  { factors, recoveryCodesLeft, deadline }: FactorsOfPerson,
): Returned<typeof UserFactorsDto> => ({
  ...{ userId, recoveryCodesLeft },
  factors: factors.map(({ id, kind, name, createdAt, lastUsedAt }) => ({
    ...{ id, kind, name, creationTime: createdAt, lastUseTime: lastUsedAt },
  })),
  isDemanded: deadline?.isDemanded ?? false,
  dueTime: deadline?.dueAt ?? null,
});

export const userFactorVocabulary: Vocabulary = {
  meanings: {
    factors: 'In the order in which they were set up. Recovery codes are not among them.',
    'UserFactorDto.kind': '`passkey`, `totp` (an app for codes) or `emailCode`.',
    'UserFactorDto.name': 'As its owner calls it.',
    lastUseTime: 'When it was used last; null: not yet.',
    recoveryCodesLeft: 'How many recovery codes have not been used.',
    isDemanded: 'Whether an administrator requires a second factor of this user.',
    dueTime: 'Until when one has to be set up; null: nothing has been said.',
    kinds: '`passkey`, `totp`, `emailCode`, `recoveryCodes`, each once.',
  },
  examples: {
    parameters: { factorId: ids.token, 'User_GetFactorKinds.userId': 'har-3107' },
    members: {
      'UserFactorDto.id': ids.token,
      'UserFactorDto.kind': 'totp',
      'UserFactorDto.name': 'Telephone',
      'UserFactorDto.creationTime': exampleTime,
      lastUseTime: exampleTime,
      recoveryCodesLeft: 10,
      isDemanded: false,
      dueTime: exampleExpiry,
      kinds: ['totp', 'recoveryCodes'],
    },
  },
};
