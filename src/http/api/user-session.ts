import { endSessionOf, endSessionsOf, sessionsOf } from '../../directory/user-session.ts';
import { isUserId } from '../../directory/user-target.ts';
import { dto, flag, listOf, moment, nullable, type Returned, string } from '../../operation/answer-shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { idInPath, userIdInPath } from '../../operation/parameter.ts';
import { revokedHeader, revokedValue } from '../../operation/revoked-header.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import type { BrowserSession, BrowserSessions } from '../../token/browser/session.ts';
import { commandOf } from '../command.ts';
import { exampleExpiry, exampleTime, ids } from './example-world.ts';
import type { ResourceTools } from './resource-tools.ts';

export const UserSessionDto = dto('UserSessionDto', {
  id: string,
  creationTime: moment,
  lastSeenTime: moment,
  endTime: moment,
  clientIpAddress: nullable(string),
  browserInfo: nullable(string),
  isKept: flag,
});

interface UserSessionTools extends ResourceTools {
  readonly sessions: Pick<BrowserSessions, 'list'>;
}

/** Where a user is signed in with a browser. The original has no such operations. */
export function userSessionEndpoints({ store, now, sessions }: UserSessionTools): readonly Endpoint[] {
  const userId = userIdInPath((id) => isUserId(store, id));
  const path = '/api/User/{userId}/sessions';
  return [
    describeEndpoint({
      operationId: 'User_GetSessions',
      tag: 'User',
      summary: 'Lists where a user is signed in with a browser, the session used last first',
      method: 'GET',
      path,
      access: 'session.read',
      parameters: { userId },
      answer: { status: 200, shape: listOf(UserSessionDto) },
      handle: async ({ permitted, parameters }) =>
        (await sessionsOf(store, sessions, permitted, parameters.userId)).map(toDto),
    }),
    describeEndpoint({
      operationId: 'User_EndSessions',
      tag: 'User',
      summary: 'Signs a user out everywhere',
      description:
        'Sessions, codes, refresh tokens, device grants and access tokens end at once. Personal access tokens stay.',
      method: 'DELETE',
      path,
      access: 'session.endOfUser',
      parameters: { userId },
      answer: { status: 204 },
      headers: [revokedHeader],
      handle: async (call) => {
        const ended = await endSessionsOf(store, { ...commandOf(call, now), ...call.parameters });
        call.header(revokedHeader, revokedValue(ended));
      },
    }),
    describeEndpoint({
      operationId: 'User_EndSession',
      tag: 'User',
      summary: 'Ends one session of a user',
      description: 'What applications were given in it lives on: see `User_EndSessions`.',
      method: 'DELETE',
      path: `${path}/{sessionId}`,
      access: 'session.endOfUser',
      parameters: { userId, sessionId: idInPath('The session.', (id) => /^[\w-]+$/.test(id), { isUuid: false }) },
      answer: { status: 204 },
      handle: async (call) => await endSessionOf(store, { ...commandOf(call, now), ...call.parameters }),
    }),
  ];
}

const toDto = (session: BrowserSession): Returned<typeof UserSessionDto> => ({
  id: session.id,
  creationTime: session.signedInAt,
  lastSeenTime: session.lastSeenAt,
  endTime: session.endsAt,
  clientIpAddress: session.clientIp,
  browserInfo: session.userAgent,
  isKept: session.isKept,
});

export const userSessionVocabulary: Vocabulary = {
  meanings: {
    'UserSessionDto.creationTime': 'When the user signed in.',
    lastSeenTime: 'When it was used last, exact to the minute.',
    endTime: 'When it ends at the latest.',
    'UserSessionDto.isKept':
      'Whether it lives on when the browser is closed, because the user chose to stay signed in.',
  },
  examples: {
    parameters: { sessionId: ids.token },
    members: {
      'UserSessionDto.id': 'Qk3vZt0n7mW1',
      lastSeenTime: exampleTime,
      endTime: exampleExpiry,
      'UserSessionDto.isKept': false,
    },
  },
};
