import { loadApplication } from '../../directory/application/manage.ts';
import type { RegisteredSecret } from '../../directory/application/registry.ts';
import { longestOverlapHours, rotateSecret, usualOverlapHours } from '../../directory/application/rotate-secret.ts';
import { deleteSecret, generateSecret } from '../../directory/application/secret.ts';
import { dateTime, guid, type Infer, int32, int64, object, text } from '../../json/shape.ts';
import { dto, int64Out, listOf, moment, nullable, type Returned, string } from '../../operation/answer-shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { numberInPath, type Parameter, partition } from '../../operation/parameter.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import { commandOf } from '../command.ts';
import { requiredField } from '../required-field.ts';
import { exampleExpiry, exampleTime, hogwarts, owlPost } from './example-world.ts';
import { ClientSecret, toClientSecret } from './external-client-dto.ts';
import type { ResourceTools } from './resource-tools.ts';

const wish = {
  partitionGlobalId: guid({ nullable: true }),
  clientId: text(),
  description: text(),
  expiryTime: dateTime({ nullable: true }),
};
const GenerateSecretCommand = object('GenerateSecretCommand', wish, { required: ['clientId'] });
const RotateSecretCommand = object(
  'RotateSecretCommand',
  { ...wish, overlapHours: int32({ nullable: true }), secretId: int64({ nullable: true }) },
  { required: ['clientId'] },
);

/** A secret without its value, and more of it than the original tells. */
export const KeptSecret = dto('KeptSecretDto', {
  id: int64Out,
  description: nullable(string),
  creationTime: moment,
  expiryTime: nullable(moment),
  lastUsedTime: nullable(moment),
  replacedTime: nullable(moment),
});
export const RotatedSecret = dto('RotatedSecretDto', { ...ClientSecret.members, replaced: listOf(KeptSecret) });

export const toKeptSecret = (secret: RegisteredSecret): Returned<typeof KeptSecret> => ({
  ...{ id: secret.id, description: secret.description },
  ...{ creationTime: secret.createdAt, expiryTime: secret.expiresAt },
  ...{ lastUsedTime: secret.lastUsedAt, replacedTime: secret.replacedAt },
});

const tag = 'ExternalClient';
const access = 'application.secret';
const partitionGlobalId = partition();

/** The secrets of an application: several can be good at the same time, so that one takes the place of another. */
export const clientSecretEndpoints = (tools: ResourceTools, clientId: Parameter<string>): readonly Endpoint[] => [
  ...generation(tools, clientId),
  ...rotation(tools, clientId),
];

function generation({ store, now }: ResourceTools, clientId: Parameter<string>): readonly Endpoint[] {
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
        const { id, ...wished } = wishOf(call.body);
        return toClientSecret(await generateSecret(store, commandOf(call, now), id, wished));
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
        const { clientId: id } = call.parameters;
        const wished = { description: null, expiresAt: null };
        return (await generateSecret(store, commandOf(call, now), id, wished)).secret;
      },
      // Nobody would be told the value.
      handleHead: async ({ permitted, parameters }) => {
        await loadApplication(store, permitted, parameters.clientId);
        return '';
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

function rotation({ store, now }: ResourceTools, clientId: Parameter<string>): readonly Endpoint[] {
  return [
    describeEndpoint({
      operationId: 'ExternalClient_RotateSecret',
      tag,
      summary: 'Creates a secret in place of others, which stay valid for a while',
      description: `The value is in this answer and in no other. What it replaces ends after overlapHours: at most ${longestOverlapHours}, ${usualOverlapHours} when absent, at once with 0. Tokens that were issued stay valid.`,
      method: 'POST',
      path: '/api/ExternalClient/RotateSecret',
      access,
      body: RotateSecretCommand,
      answer: { status: 200, shape: RotatedSecret },
      handle: async (call) => {
        const { id, ...wished } = wishOf(call.body);
        const { overlapHours, secretId: replacedId } = call.body;
        const { replaced, ...made } = await rotateSecret(store, commandOf(call, now), id, {
          ...{ ...wished, overlapHours: overlapHours ?? usualOverlapHours, replacedId },
        });
        return { ...toClientSecret(made), replaced: replaced.map(toKeptSecret) };
      },
    }),
    describeEndpoint({
      operationId: 'ExternalClient_GetSecrets',
      tag,
      summary: 'Lists the secrets of an application, without their values',
      description: 'With their ends and when each was used last. One that has ended is listed for 30 more days.',
      method: 'GET',
      path: '/api/ExternalClient/{partitionGlobalId}/{clientId}/secrets',
      access: 'application.read',
      parameters: { partitionGlobalId, clientId },
      answer: { status: 200, shape: listOf(KeptSecret) },
      handle: async ({ permitted, parameters }) =>
        (await loadApplication(store, permitted, parameters.clientId)).secrets.map(toKeptSecret),
    }),
  ];
}

function wishOf({ clientId: id, description, expiryTime }: Infer<typeof GenerateSecretCommand>) {
  if (!id) throw requiredField('ClientId');
  return { id, description, expiresAt: expiryTime === null ? null : Date.parse(expiryTime) };
}

export const clientSecretVocabulary: Vocabulary = {
  meanings: {
    overlapHours: 'For how many hours what is replaced stays valid; 0: it ends at once.',
    'RotateSecretCommand.secretId': 'The secret that is replaced; absent: every one of the application.',
    'KeptSecretDto.lastUsedTime': 'When it was used last, to the hour; null: not since that is written down.',
    replacedTime: 'When another one took its place; null: none did.',
    replaced: 'The secrets that were replaced, with the ends that they have now.',
  },
  examples: {
    parameters: {
      secretId: 1,
    },
    bodies: {
      GenerateSecretCommand: {
        partitionGlobalId: hogwarts,
        clientId: owlPost,
        description: 'For the owlery',
        expiryTime: exampleExpiry,
      },
      RotateSecretCommand: { partitionGlobalId: hogwarts, clientId: owlPost, overlapHours: 48 },
    },
    members: {
      ...Object.fromEntries(
        ['ClientSecretDto', 'KeptSecretDto', 'RotatedSecretDto'].flatMap((name) => [
          [`${name}.id`, 1],
          [`${name}.description`, 'For the owlery'],
        ]),
      ),
      'KeptSecretDto.lastUsedTime': exampleTime,
      replacedTime: exampleTime,
    },
  },
};
