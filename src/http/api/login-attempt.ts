import { listLoginAttempts } from '../../directory/login-attempt/read.ts';
import {
  type LoginAttempt,
  type LoginAttempts,
  loginAttemptFields,
  loginAttemptResults,
} from '../../directory/login-attempt.ts';
import type { Users } from '../../directory/user.ts';
import { isUserId } from '../../directory/user-target.ts';
import {
  chosenId,
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
import { direction, optionalMoment, optionalText, paging, userIdInPath } from '../../operation/parameter.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';

const UserLoginAttemptDto = dto('UserLoginAttemptDto', {
  id: int64Out,
  partitionName: nullable(string),
  userId: nullable(chosenId),
  userNameOrEmailAddress: nullable(string),
  clientIpAddress: nullable(string),
  clientName: nullable(string),
  browserInfo: nullable(string),
  result: numbered('LoginAttemptResult', loginAttemptResults),
  creationTime: moment,
  partitionGlobalId: uuid,
});

export const UserLoginAttemptPage = pageOf('UserLoginAttemptDtoPagedResultDto', UserLoginAttemptDto);

interface LoginAttemptTables {
  readonly users: Users;
  readonly loginAttempts: LoginAttempts;
}

/** How people have signed in, or tried to. */
export function loginAttemptEndpoints(store: LoginAttemptTables): readonly Endpoint[] {
  return [
    describeEndpoint({
      operationId: 'UserLoginAttempt_GetLoginAttempts',
      tag: 'UserLoginAttempt',
      summary: "Lists a user's sign-in attempts, the newest first",
      method: 'GET',
      path: '/api/User/{userId}/loginAttempts',
      access: 'loginAttempt.read',
      parameters: { userId: userIdInPath((id) => isUserId(store, id)) },
      query: {
        userSID: optionalText('A Windows identity. Nobody signs in with one here, so there are no attempts of it.'),
        ...paging,
        sortOrder: direction('SortOrderDto', 'Direction of the sort; absent: the newest first, or by a member `asc`.'),
        since: optionalMoment('Only attempts from then on; without a zone in UTC.'),
      },
      answer: { status: 200, shape: UserLoginAttemptPage },
      handle: async ({ permitted, parameters, query }) => {
        const { sortOrder } = query;
        const named = loginAttemptFields.find((field) => field.toLowerCase() === query.sortBy?.toLowerCase());
        const sortBy = named ?? (sortOrder && 'creationTime');
        const { total, attempts } = await listLoginAttempts(store, permitted, parameters.userId, {
          top: query.top,
          skip: query.skip,
          ...(sortBy === undefined ? {} : { sortBy, sortOrder: sortOrder ?? 'asc' }),
          ...(query.since === undefined ? {} : { since: query.since }),
        });
        if (query.userSID !== undefined) return { totalCount: 0, results: [] };
        return { totalCount: total, results: attempts.map(toDto) };
      },
    }),
  ];
}

const toDto = (attempt: LoginAttempt): Returned<typeof UserLoginAttemptDto> => ({
  id: attempt.id,
  partitionName: attempt.organizationName,
  userId: attempt.userId,
  userNameOrEmailAddress: attempt.userNameOrEmail,
  clientIpAddress: attempt.clientIp,
  clientName: attempt.clientName,
  browserInfo: attempt.browserInfo,
  result: attempt.result,
  creationTime: attempt.at,
  partitionGlobalId: attempt.organizationId,
});

export const loginAttemptVocabulary: Vocabulary = {
  tags: {
    UserLoginAttempt: 'How people have signed in, or tried to.',
  },
  meanings: {
    userNameOrEmailAddress: 'The name or the address that was typed.',
    'UserLoginAttemptDto.userId': 'The id of the user; null when the name was that of nobody.',
    clientIpAddress: 'The address from which it came.',
    'UserLoginAttemptDto.clientName': 'The name of the computer, where it is known.',
    browserInfo: 'What the browser said of itself.',
    'UserLoginAttemptDto.result': 'How the attempt ended.',
  },
  examples: {
    parameters: {
      since: '2026-09-01T00:00:00Z',
    },
    members: {
      'UserLoginAttemptDto.id': 1,
      'UserLoginAttemptDto.result': 'success',
      userNameOrEmailAddress: 'harry.potter',
      clientIpAddress: '192.0.2.7',
      browserInfo: 'Mozilla/5.0',
    },
  },
};
