import { isClientId } from '../../directory/application/manage.ts';
import { connectedApplicationsOf } from '../../directory/application-access.ts';
import { isUserId } from '../../directory/user-target.ts';
import { notFound } from '../../errors.ts';
import { dto, listOf, moment, nullable, type Returned, string } from '../../operation/answer-shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { idInPath, userIdInPath } from '../../operation/parameter.ts';
import { revokedHeader, revokedValue } from '../../operation/revoked-header.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import type { ConnectedApplication, ConnectedApplications } from '../../token/browser/connected-applications.ts';
import { commandOf } from '../command.ts';
import { exampleTime, owlPost } from './example-world.ts';
import type { ResourceTools } from './resource-tools.ts';

export const ConnectedApplicationDto = dto('ConnectedApplicationDto', {
  clientId: string,
  name: string,
  scopes: listOf(string),
  allowedTime: nullable(moment),
  lastUsedTime: nullable(moment),
});

interface ConnectedApplicationTools extends ResourceTools {
  readonly connectedApplications: ConnectedApplications;
}

/** Applications that act in the name of a user. The original has no such operations. */
export function connectedApplicationEndpoints({
  store,
  now,
  connectedApplications,
}: ConnectedApplicationTools): readonly Endpoint[] {
  const userId = userIdInPath((id) => isUserId(store, id));
  const path = '/api/User/{userId}/connectedApplications';
  return [
    describeEndpoint({
      operationId: 'User_GetConnectedApplications',
      tag: 'User',
      summary: 'Lists the applications that may act in the name of a user, by name',
      method: 'GET',
      path,
      access: 'connectedApplication.read',
      parameters: { userId },
      answer: { status: 200, shape: listOf(ConnectedApplicationDto) },
      handle: async ({ permitted, parameters }) =>
        (await connectedApplicationsOf(store, connectedApplications, permitted, parameters.userId)).map(toDto),
    }),
    describeEndpoint({
      operationId: 'User_RemoveConnectedApplication',
      tag: 'User',
      summary: 'Takes away what an application may do in the name of a user',
      description:
        'What the user has allowed it is forgotten; its codes, refresh tokens and access tokens end at once. The user may allow it again.',
      method: 'DELETE',
      path: `${path}/{clientId}`,
      access: 'connectedApplication.remove',
      parameters: { userId, clientId: idInPath('The application.', (id) => isClientId(store, id), { isUuid: false }) },
      answer: { status: 204 },
      headers: [revokedHeader],
      handle: async (call) => {
        const { userId, clientId: applicationId } = call.parameters;
        const ended = await connectedApplications.removeOf({ ...commandOf(call, now), userId, applicationId });
        if (!ended) throw nothingThere();
        call.header(revokedHeader, revokedValue({ ...ended, personalAccessTokens: 0, keptPersonalAccessTokens: 0 }));
      },
    }),
  ];
}

const nothingThere = () => notFound('The application has nothing of the user: it may have ended by now.');

const toDto = (connection: ConnectedApplication): Returned<typeof ConnectedApplicationDto> => ({
  clientId: connection.application.id,
  name: connection.application.name,
  scopes: connection.scopes,
  allowedTime: connection.allowedAt,
  lastUsedTime: connection.lastUsedAt,
});

export const connectedApplicationVocabulary: Vocabulary = {
  meanings: {
    'ConnectedApplicationDto.clientId': 'The id of the application.',
    'ConnectedApplicationDto.scopes': 'What it may do.',
    'ConnectedApplicationDto.lastUsedTime':
      'When it asked for tokens last, as far as that is remembered; null: unknown.',
    allowedTime: 'When the user last allowed it; null: nobody was asked, as for the tools of the house.',
  },
  examples: {
    parameters: { 'User_RemoveConnectedApplication.clientId': owlPost },
    members: {
      'ConnectedApplicationDto.clientId': owlPost,
      'ConnectedApplicationDto.name': 'Owl Post',
      'ConnectedApplicationDto.scopes': ['openid', 'OR.Jobs'],
      allowedTime: exampleTime,
    },
  },
};
