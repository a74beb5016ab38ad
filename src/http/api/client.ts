import {
  deleteInstalledClient,
  type InstalledClient,
  installClient,
  loadInstalledClient,
} from '../../directory/application/install.ts';
import { int32, list, object, text } from '../../json/shape.ts';
import { dto, int32Out, listOf, nullable, type Returned, string } from '../../operation/answer-shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { requiredText } from '../../operation/parameter.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import { commandOf } from '../command.ts';
import type { ResourceTools } from './resource-tools.ts';

const ClientDto = dto('ClientDto', {
  clientId: string,
  clientName: string,
  allowedGrantTypes: listOf(string),
  allowedScopes: listOf(string),
  accessTokenLifetime: nullable(int32Out),
});
const CreateClientCommand = object(
  'CreateClientCommand',
  {
    clientId: text(),
    clientName: text(),
    clientSecrets: list(text(), { most: 100 }),
    allowedGrantTypes: list(text(), { most: 100 }),
    allowedScopes: list(text(), { most: 500 }),
    accessTokenLifetime: int32({ nullable: true }),
  },
  { required: ['clientId', 'clientSecrets', 'allowedGrantTypes'] },
);

const tag = 'Client';
const itemPath = '/api/Client/{clientId}';

/** Clients of other products, which their installers register themselves. */
export function clientEndpoints({ store, now }: ResourceTools): readonly Endpoint[] {
  const clientId = requiredText('The id of the client.');
  return [
    describeEndpoint({
      operationId: 'Client_Create',
      tag,
      summary: 'Registers a client of another product',
      description:
        'It belongs to the host, gets tokens with its secrets, and opens nothing here: its scopes are names for its own product. ' +
        'Members that are not described are ignored.',
      method: 'POST',
      path: '/api/Client',
      access: 'client.register',
      body: CreateClientCommand,
      answer: { status: 201, shape: ClientDto },
      refusals: ['Conflict'],
      handle: async (call) => {
        const { clientId: id, clientName, clientSecrets, allowedGrantTypes, allowedScopes } = call.body;
        const declaration = {
          id: id ?? '',
          name: clientName ?? id ?? '',
          secrets: texts(clientSecrets),
          grantTypes: texts(allowedGrantTypes),
          scopes: texts(allowedScopes),
          accessTokenSeconds: call.body.accessTokenLifetime ?? undefined,
        };
        return toDto(await installClient(store, commandOf(call, now), declaration));
      },
    }),
    describeEndpoint({
      operationId: 'Client_Get',
      tag,
      summary: 'Gets a client that an installer has registered',
      method: 'GET',
      path: itemPath,
      access: 'client.read',
      parameters: { clientId },
      answer: { status: 200, shape: ClientDto },
      handle: async ({ permitted, parameters }) =>
        toDto(await loadInstalledClient(store, permitted, parameters.clientId)),
    }),
    describeEndpoint({
      operationId: 'Client_Delete',
      tag,
      summary: 'Deletes a client that an installer has registered',
      description: 'Everything issued to it becomes invalid at once.',
      method: 'DELETE',
      path: itemPath,
      access: 'client.register',
      parameters: { clientId },
      answer: { status: 204 },
      handle: async (call) => await deleteInstalledClient(store, commandOf(call, now), call.parameters.clientId),
    }),
  ];
}

const texts = (given: readonly (string | null)[] | null): readonly string[] => (given ?? []).map((one) => one ?? '');

const toDto = ({ id, name, scopes, accessTokenSeconds }: InstalledClient): Returned<typeof ClientDto> => ({
  clientId: id,
  clientName: name,
  allowedGrantTypes: ['client_credentials'],
  allowedScopes: scopes,
  accessTokenLifetime: accessTokenSeconds ?? null,
});

export const clientVocabulary: Vocabulary = {
  tags: {
    Client: 'Clients of other products, which their installers register.',
  },
  meanings: {
    'CreateClientCommand.clientId': 'The id that the client has with its own product. Nothing else may have it.',
    'ClientDto.clientId': 'The id of the client.',
    clientName: 'The name of the client.',
    clientSecrets: 'Its secrets, each of 32 to 100 characters.',
    allowedGrantTypes: 'Its grants: `client_credentials`, and others that are ignored.',
    allowedScopes: 'Names of its own product, which open nothing here. Those that say who a person is are left out.',
    accessTokenLifetime: 'The lifetime of its tokens in seconds, at most 345600; null: the default.',
  },
  examples: {
    parameters: {
      'Client_Get.clientId': 'pensieve-0f3a9c1e',
      'Client_Delete.clientId': 'pensieve-0f3a9c1e',
    },
    bodies: {
      CreateClientCommand: {
        clientId: 'pensieve-0f3a9c1e',
        clientName: 'Pensieve',
        clientSecrets: ['example-secret-of-the-pensieve-0123456789'],
        allowedGrantTypes: ['client_credentials'],
        allowedScopes: ['Pensieve'],
        accessTokenLifetime: 3600,
      },
    },
  },
};
