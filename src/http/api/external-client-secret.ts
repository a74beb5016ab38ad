import { deleteSecret, generateSecret } from '../../directory/application/secret.ts';
import { dateTime, guid, object, text } from '../../json/shape.ts';
import { string } from '../../operation/answer-shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { numberInPath, type Parameter, partition } from '../../operation/parameter.ts';
import { commandOf } from '../command.ts';
import { requiredField } from '../required-field.ts';
import { ClientSecret, toClientSecret } from './external-client-dto.ts';
import type { ResourceTools } from './resource-tools.ts';

const GenerateSecretCommand = object(
  'GenerateSecretCommand',
  {
    partitionGlobalId: guid({ nullable: true }),
    clientId: text(),
    description: text(),
    expiryTime: dateTime({ nullable: true }),
  },
  { required: ['clientId'] },
);

const tag = 'ExternalClient';
const access = 'application.secret';
const partitionGlobalId = partition();

/** The secrets of an application: several can be good at the same time, so that one takes the place of another. */
export function clientSecretEndpoints({ store, now }: ResourceTools, clientId: Parameter<string>): readonly Endpoint[] {
  return [
    describeEndpoint({
      operationId: 'ExternalClient_GenerateSecret',
      tag,
      summary: 'Creates another secret for an application',
      description: 'The value is in this answer and in no other. The other secrets stay valid.',
      method: 'POST',
      path: '/api/ExternalClient/GenerateSecret',
      access,
      body: GenerateSecretCommand,
      answer: { status: 200, shape: ClientSecret },
      handle: async (call) => {
        const { clientId: id, description, expiryTime } = call.body;
        if (!id) throw requiredField('ClientId');
        const expiresAt = expiryTime === null ? null : Date.parse(expiryTime);
        return toClientSecret(await generateSecret(store, commandOf(call, now), id, { description, expiresAt }));
      },
    }),
    describeEndpoint({
      operationId: 'ExternalClient_GenerateSecretByGet',
      tag,
      summary: 'Creates another secret, as older clients ask for it: the answer is its value',
      method: 'GET',
      path: '/api/ExternalClient/{partitionGlobalId}/{clientId}/GenerateSecret',
      access,
      parameters: { partitionGlobalId, clientId },
      answer: { status: 200, shape: string },
      refusals: ['Conflict'],
      handle: async (call) => {
        const wish = { description: null, expiresAt: null };
        return (await generateSecret(store, commandOf(call, now), call.parameters.clientId, wish)).secret;
      },
    }),
    describeEndpoint({
      operationId: 'ExternalClient_DeleteSecret',
      tag,
      summary: 'Deletes a secret of an application',
      method: 'DELETE',
      path: '/api/ExternalClient/{partitionGlobalId}/secrets/{secretId}',
      access,
      parameters: { partitionGlobalId, secretId: numberInPath('The secret.') },
      answer: { status: 204 },
      handle: async (call) => await deleteSecret(store, commandOf(call, now), call.parameters.secretId),
    }),
  ];
}
