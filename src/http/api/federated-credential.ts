import { isClientId } from '../../directory/application/manage.ts';
import {
  createCredential,
  deleteCredential,
  listCredentials,
  loadCredential,
  replaceCredential,
} from '../../directory/federated-credential/manage.ts';
import type { FederatedCredential } from '../../directory/federated-credential.ts';
import { parseUuid } from '../../directory/identifier.ts';
import { type Infer, object, text } from '../../json/shape.ts';
import { chosenId, dto, listOf, moment, nullable, type Returned, string, uuid } from '../../operation/answer-shape.ts';
import { type Call, describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { idInPath, type Parameter, partition } from '../../operation/parameter.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import { commandOf } from '../command.ts';
import { ids, owlPost } from './example-world.ts';
import type { ResourceTools } from './resource-tools.ts';

export const FederatedCredentialDto = dto('FederatedCredentialDto', {
  id: uuid,
  clientId: chosenId,
  name: string,
  description: nullable(string),
  issuer: string,
  audience: string,
  subject: string,
  creationTime: moment,
});

const members = { name: text(), description: text(), issuer: text(), audience: text(), subject: text() };
const required = ['name', 'issuer', 'audience', 'subject'] as const;
const CreateFederatedCredentialCommand = object('CreateFederatedCredentialCommand', members, { required });
const UpdateFederatedCredentialCommand = object('UpdateFederatedCredentialCommand', members, { required });

const tag = 'ExternalClient';
const partitionGlobalId = partition();
const listPath = '/api/ExternalClient/{partitionGlobalId}/{clientId}/FederatedCredentials';
const itemPath = `${listPath}/{credentialId}`;
const credentialId = idInPath('The federated credential.', (id) => parseUuid(id) !== undefined);

/** Issuers that vouch for an application, so that it needs no secret. */
export function federatedCredentialEndpoints(tools: ResourceTools): readonly Endpoint[] {
  const clientId = idInPath('The application.', (id) => isClientId(tools.store, id));
  return [...reading(tools, clientId), ...writing(tools, clientId)];
}

function reading({ store }: ResourceTools, clientId: Parameter<string>): readonly Endpoint[] {
  return [
    describeEndpoint({
      operationId: 'FederatedCredential_GetAll',
      tag,
      summary: 'Lists the federated credentials of an application',
      method: 'GET',
      path: listPath,
      access: 'application.read',
      parameters: { partitionGlobalId, clientId },
      answer: { status: 200, shape: listOf(FederatedCredentialDto) },
      handle: async ({ permitted, parameters }) =>
        (await listCredentials(store, permitted, parameters.clientId)).map(toFederatedCredential),
    }),
    describeEndpoint({
      operationId: 'FederatedCredential_Get',
      tag,
      summary: 'Gets a federated credential of an application',
      method: 'GET',
      path: itemPath,
      access: 'application.read',
      parameters: { partitionGlobalId, clientId, credentialId },
      answer: { status: 200, shape: FederatedCredentialDto },
      handle: async ({ permitted, parameters }) =>
        toFederatedCredential(await loadCredential(store, permitted, parameters.clientId, parameters.credentialId)),
    }),
  ];
}

function writing({ store, now }: ResourceTools, clientId: Parameter<string>): readonly Endpoint[] {
  return [
    describeEndpoint({
      operationId: 'FederatedCredential_Create',
      tag,
      summary: 'Lets an application prove itself with tokens of another issuer',
      description: 'An application has at most 20. Issuer, audience and subject are compared letter by letter.',
      method: 'POST',
      path: listPath,
      access: 'application.write',
      parameters: { partitionGlobalId, clientId },
      body: CreateFederatedCredentialCommand,
      answer: { status: 201, shape: FederatedCredentialDto },
      handle: async (call) =>
        toFederatedCredential(await createCredential(store, commandFor(call, now), declarationOf(call.body))),
    }),
    describeEndpoint({
      operationId: 'FederatedCredential_Update',
      tag,
      summary: 'Replaces a federated credential: what is left out is lost',
      method: 'PUT',
      path: itemPath,
      access: 'application.write',
      parameters: { partitionGlobalId, clientId, credentialId },
      body: UpdateFederatedCredentialCommand,
      answer: { status: 200, shape: FederatedCredentialDto },
      handle: async (call) => {
        const { credentialId: id } = call.parameters;
        return toFederatedCredential(
          await replaceCredential(store, commandFor(call, now), id, declarationOf(call.body)),
        );
      },
    }),
    describeEndpoint({
      operationId: 'FederatedCredential_Delete',
      tag,
      summary: 'Deletes a federated credential',
      description: 'Tokens that the application has obtained with it stay valid until they expire.',
      method: 'DELETE',
      path: itemPath,
      access: 'application.write',
      parameters: { partitionGlobalId, clientId, credentialId },
      answer: { status: 204 },
      handle: (call) => deleteCredential(store, commandFor(call, now), call.parameters.credentialId),
    }),
  ];
}

const commandFor = (
  call: Pick<Call<{ clientId: Parameter<string> }, never, never, 'application.write'>, CommandMembers>,
  now: () => number,
) => ({ ...commandOf(call, now), applicationId: call.parameters.clientId });

type CommandMembers = 'permitted' | 'traceId' | 'clientIp' | 'parameters';

const declarationOf = (body: Infer<typeof CreateFederatedCredentialCommand>) => ({
  name: body.name ?? '',
  description: body.description,
  issuer: body.issuer ?? '',
  audience: body.audience ?? '',
  subject: body.subject ?? '',
});

export const toFederatedCredential = (credential: FederatedCredential): Returned<typeof FederatedCredentialDto> => ({
  id: credential.id,
  clientId: credential.applicationId,
  name: credential.name,
  description: credential.description,
  issuer: credential.issuer,
  audience: credential.audience,
  subject: credential.subject,
  creationTime: credential.createdAt,
});

const vouching = {
  issuer: 'https://ci.hogwarts.example',
  audience: 'https://id.hogwarts.example',
  subject: 'repo:hogwarts/owlery:ref:refs/heads/main',
};

export const federatedCredentialVocabulary: Vocabulary = {
  meanings: {
    issuer: 'The issuer: an https URL, as its tokens name it.',
    audience: 'The audience that its tokens have to name.',
    'CreateFederatedCredentialCommand.subject': 'Whom its tokens have to be about.',
    'UpdateFederatedCredentialCommand.subject': 'Whom its tokens have to be about.',
    'FederatedCredentialDto.subject': 'Whom its tokens have to be about.',
  },
  examples: {
    parameters: {
      credentialId: ids.token,
    },
    bodies: {
      CreateFederatedCredentialCommand: { name: 'Owlery pipeline', ...vouching },
      UpdateFederatedCredentialCommand: { name: 'Owlery pipeline', description: 'By night', ...vouching },
    },
    members: {
      'FederatedCredentialDto.id': ids.token,
      'FederatedCredentialDto.clientId': owlPost,
      'FederatedCredentialDto.name': 'Owlery pipeline',
      'FederatedCredentialDto.subject': vouching.subject,
      issuer: vouching.issuer,
      audience: vouching.audience,
    },
  },
};
