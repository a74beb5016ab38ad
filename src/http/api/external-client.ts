import { listResources } from '../../directory/api-resource/manage.ts';
import type { Declaration } from '../../directory/application/declaration.ts';
import {
  createApplication,
  deleteApplication,
  isClientId,
  listApplications,
  loadApplication,
  searchApplications,
  updateApplication,
} from '../../directory/application/manage.ts';
import { applicationOrders } from '../../directory/application/registry.ts';
import { listCredentials } from '../../directory/federated-credential/manage.ts';
import { boolean, guid, type Infer, list, object, text } from '../../json/shape.ts';
import { listOf } from '../../operation/answer-shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { idInPath, type Parameter, paging, partition, searchTerm } from '../../operation/parameter.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import { commandOf } from '../command.ts';
import { pageQueryOf } from '../page-query.ts';
import { requiredField } from '../required-field.ts';
import { hogwarts, owlPost } from './example-world.ts';
import { asExternalClients, ExternalClient, toExternalClient } from './external-client-dto.ts';
import { partyBody, readNewParty, readParty } from './external-client-party.ts';
import { clientSecretEndpoints } from './external-client-secret.ts';
import { toFederatedCredential } from './federated-credential.ts';
import type { ResourceTools } from './resource-tools.ts';
import { readScopeType, scopeType } from './scope-type.ts';

const scopes = list(object('ExternalScopeCommand', { name: text(), type: scopeType }, { required: ['name'] }));
const CreateExternalClientCommand = object(
  'CreateExternalClientCommand',
  {
    partitionGlobalId: guid({ nullable: true }),
    name: text(),
    isConfidential: boolean(),
    redirectUri: text(),
    scopes,
    generateFirstSecret: boolean({ nullable: true }),
    ...partyBody,
  },
  { required: ['name'] },
);
const UpdateExternalClientCommand = object('UpdateExternalClientCommand', {
  name: text(),
  isConfidential: boolean({ nullable: true }),
  redirectUri: text(),
  scopes,
  ...partyBody,
});
const tag = 'ExternalClient';
const readers = 'application.read';
const writers = 'application.write';
const partitionGlobalId = partition();
const itemPath = '/api/ExternalClient/{partitionGlobalId}/{clientId}';

/** External applications and their secrets. */
export function externalClientEndpoints(tools: ResourceTools): readonly Endpoint[] {
  const clientId = idInPath('The application.', (id) => isClientId(tools.store, id));
  return [...reading(tools, clientId), ...writing(tools, clientId), ...clientSecretEndpoints(tools, clientId)];
}

function reading({ store }: ResourceTools, clientId: Parameter<string>): readonly Endpoint[] {
  return [
    describeEndpoint({
      operationId: 'ExternalClient_GetAll',
      tag,
      summary: 'Lists the external applications of an organization',
      method: 'GET',
      path: '/api/ExternalClient/{partitionGlobalId}',
      access: readers,
      parameters: { partitionGlobalId },
      answer: { status: 200, shape: listOf(ExternalClient), isLong: true },
      handle: async ({ permitted }) =>
        asExternalClients(listApplications(store, permitted), await listResources(store, permitted)),
    }),
    describeEndpoint({
      operationId: 'ExternalClient_Search',
      tag,
      summary: 'Finds external applications by name or client id, page by page',
      method: 'GET',
      path: '/api/ExternalClient/Search/{partitionGlobalId}',
      access: readers,
      parameters: { partitionGlobalId },
      query: { searchTerm, ...paging },
      answer: { status: 200, pagesOf: { name: 'ExternalClientDtoPagedResultDto', row: ExternalClient } },
      handle: async ({ permitted, query }) => {
        const wanted = { searchTerm: query.searchTerm, ...pageQueryOf(applicationOrders, query) };
        const { totalCount, results } = await searchApplications(store, permitted, wanted);
        return { totalCount, results: asExternalClients(results, await listResources(store, permitted)) };
      },
    }),
    describeEndpoint({
      operationId: 'ExternalClient_Get',
      tag,
      summary: 'Gets an external application',
      method: 'GET',
      path: itemPath,
      access: readers,
      parameters: { partitionGlobalId, clientId },
      answer: { status: 200, shape: ExternalClient },
      handle: async ({ permitted, parameters }) => {
        const application = await loadApplication(store, permitted, parameters.clientId);
        const credentials = await listCredentials(store, permitted, application.id);
        const found = toExternalClient(application, await listResources(store, permitted));
        return { ...found, federatedCredentials: credentials.map(toFederatedCredential) };
      },
    }),
  ];
}

function writing({ store, now }: ResourceTools, clientId: Parameter<string>): readonly Endpoint[] {
  return [
    describeEndpoint({
      operationId: 'ExternalClient_Create',
      tag,
      summary: 'Registers an external application',
      description:
        'The secret of a confidential application is in this answer and in no other. With generateFirstSecret false it has none, nor has one with keys, with which it proves itself.',
      method: 'POST',
      path: '/api/ExternalClient',
      access: writers,
      body: CreateExternalClientCommand,
      answer: { status: 201, shape: ExternalClient },
      handle: async (call) => {
        const { name, isConfidential, redirectUri, scopes: given, generateFirstSecret } = call.body;
        const withSecret = generateFirstSecret !== false;
        const declaration = {
          name: name ?? '',
          isConfidential,
          redirectUris: readUris(redirectUri ?? ''),
          scopes: readScopes(given ?? []),
          ...readNewParty(call.body),
        };
        const { application, secret } = await createApplication(store, commandOf(call, now), declaration, {
          withSecret,
        });
        return toExternalClient(application, await listResources(store, call.permitted), secret);
      },
    }),
    describeEndpoint({
      operationId: 'ExternalClient_Update',
      tag,
      summary: 'Changes an external application',
      description:
        'Scopes, URIs and keys are replaced as a whole; what is absent stays. An empty text, list or set of keys takes away what was there.',
      method: 'PUT',
      path: itemPath,
      access: writers,
      parameters: { partitionGlobalId, clientId },
      body: UpdateExternalClientCommand,
      answer: { status: 200, shape: ExternalClient },
      handle: async (call) => {
        const { name, isConfidential, redirectUri, scopes: given } = call.body;
        const application = await updateApplication(store, commandOf(call, now), call.parameters.clientId, {
          name: name ?? undefined,
          isConfidential: isConfidential ?? undefined,
          redirectUris: redirectUri === null ? undefined : readUris(redirectUri),
          scopes: given === null ? undefined : readScopes(given),
          ...readParty(call.body),
        });
        return toExternalClient(application, await listResources(store, call.permitted));
      },
    }),
    describeEndpoint({
      operationId: 'ExternalClient_Delete',
      tag,
      summary: 'Deletes an external application',
      description: 'Its secrets, and everything issued to it, become invalid at once.',
      method: 'DELETE',
      path: itemPath,
      access: writers,
      parameters: { partitionGlobalId, clientId },
      answer: { status: 204 },
      handle: async (call) => await deleteApplication(store, commandOf(call, now), call.parameters.clientId),
    }),
  ];
}

/** Several stand in one text, separated by commas. */
const readUris = (given: string): readonly string[] => [
  ...new Set(
    given
      .split(',')
      .map((uri) => uri.trim())
      .filter(Boolean),
  ),
];

function readScopes(given: Infer<typeof scopes>): Declaration['scopes'] {
  return given.map((scope, index) => {
    if (!scope?.name) throw requiredField(`Scopes[${index}].Name`);
    return { name: scope.name, type: readScopeType(scope.type, `Scopes[${index}].Type`) };
  });
}

export const externalClientVocabulary: Vocabulary = {
  tags: {
    ExternalClient: 'Applications that get tokens, and their secrets.',
  },
  meanings: {
    'ExternalClientDto.id': 'The client id.',
    clientId: 'The client id of the application.',
    isConfidential: 'Whether the application can keep a secret.',
    redirectUri: 'Where the application takes answers, several with commas between them.',
    postLogoutRedirectUris: 'Where a browser may go after signing out, besides the redirect URIs.',
    jwks: 'Public keys with which the application proves itself, instead of a secret (RFC 7517).',
    'JsonWebKeySetCommand.keys': 'At most ten public keys.',
    'JsonWebKeySet.keys': 'The public keys.',
    jwksUri: 'Where the public keys of the application can be fetched, instead of `jwks`.',
    backchannelLogoutUri: 'Where the application is told that a session has ended; `https`, or the same machine.',
    backchannelLogoutSessionRequired: 'Whether the application is told which session has ended, not only whose.',
    kty: 'The kind of key: `RSA`, `EC` or `OKP`.',
    use: 'What the key is for; other than `sig`, it is not used.',
    alg: 'The only algorithm for which the key is used.',
    kid: 'The name of the key.',
    n: 'The modulus of an RSA key, in base64url.',
    e: 'The exponent of an RSA key, in base64url.',
    crv: 'The curve: `P-256`, `P-384`, `P-521` or `Ed25519`.',
    x: 'The x coordinate, or the key of Ed25519, in base64url.',
    y: 'The y coordinate, in base64url.',
    d: 'Refused: only a private key has it.',
    resources: 'The resources of which the application has scopes, with these scopes.',
    federatedCredentials: 'Issuers that vouch for the application; only where one application is read.',
    generateFirstSecret: 'Whether a confidential application gets a secret at once; absent: it does.',
    secret: 'The secret, in the one answer that has it; null in all others.',
    secrets: 'The secrets, without their values.',
    'ExternalScopeCommand.type': 'Who may use the scope; absent: as the resource has it.',
  },
  examples: {
    parameters: {
      clientId: owlPost,
    },
    bodies: {
      CreateExternalClientCommand: {
        partitionGlobalId: hogwarts,
        name: 'Floo Network',
        isConfidential: true,
        redirectUri: 'https://floo.hogwarts.example/callback',
        postLogoutRedirectUris: ['https://floo.hogwarts.example/'],
        backchannelLogoutUri: 'https://floo.hogwarts.example/signed-out',
        scopes: [{ name: 'PM.User.Read' }],
      },
      UpdateExternalClientCommand: { redirectUri: 'https://owls.hogwarts.example/callback' },
    },
    members: {
      'ExternalClientDto.id': owlPost,
      'ExternalClientDto.name': 'Owl Post',
      redirectUri: 'https://owls.hogwarts.example/callback',
      isConfidential: true,
    },
  },
};
