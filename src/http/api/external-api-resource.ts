import {
  deleteResource,
  listResources,
  type ResourceDeclaration,
  registerResource,
  replaceResource,
} from '../../directory/api-resource/manage.ts';
import { type ApiResource, accessTokenTypes } from '../../directory/api-resource.ts';
import { asKept, nameProblem, textProblem } from '../../directory/name.ts';
import { validationFailed } from '../../errors.ts';
import { guid, type Infer, list, object, text } from '../../json/shape.ts';
import { dto, listOf, nullable, numbered, optional, type Returned, string } from '../../operation/answer-shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { partition, requiredText } from '../../operation/parameter.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import { commandOf } from '../command.ts';
import { ValidationErrors } from '../validation-errors.ts';
import { hogwarts } from './example-world.ts';
import type { ResourceTools } from './resource-tools.ts';
import { readScopeType, scopeType, scopeTypes } from './scope-type.ts';

export const ExternalResource = dto('ExternalResource', {
  name: string,
  displayName: string,
  description: nullable(string),
  accessTokenType: optional(string),
  scopes: listOf(
    dto('ExternalScope', {
      name: string,
      displayName: string,
      description: nullable(string),
      type: numbered('ScopeType', scopeTypes),
    }),
  ),
});

const members = {
  displayName: text(),
  description: text(),
  accessTokenType: text(),
  scopes: list(
    object(
      'ExternalApiScopeCommand',
      {
        name: text(),
        displayName: text(),
        description: text(),
        type: scopeType,
      },
      { required: ['name'] },
    ),
  ),
};
const CreateExternalApiResourceCommand = object(
  'CreateExternalApiResourceCommand',
  {
    partitionGlobalId: guid({ nullable: true }),
    name: text(),
    ...members,
  },
  { required: ['name'] },
);
const UpdateExternalApiResourceCommand = object('UpdateExternalApiResourceCommand', {
  partitionGlobalId: guid({ nullable: true }),
  ...members,
});

const tag = 'ExternalApiResource';
const path = '/api/ExternalApiResource';
const query = { partitionGlobalId: partition('The organization; absent: that of the token.') };
const name = requiredText('The name of the resource.');

/** The APIs of which applications can have scopes. The built-in ones are there; the others are registered. */
export function externalApiResourceEndpoints({ store, now }: ResourceTools): readonly Endpoint[] {
  return [
    describeEndpoint({
      operationId: 'ExternalApiResource_GetAll',
      tag,
      summary: 'Lists the resources and the scopes that applications can have',
      method: 'GET',
      path,
      access: 'apiResource.read',
      query,
      answer: { status: 200, shape: listOf(ExternalResource) },
      handle: async ({ permitted }) => (await listResources(store, permitted)).map(toExternalResource),
    }),
    describeEndpoint({
      operationId: 'ExternalApiResource_Create',
      tag,
      summary: 'Registers a resource with its scopes',
      method: 'POST',
      path,
      access: 'apiResource.write',
      body: CreateExternalApiResourceCommand,
      answer: { status: 201, shape: ExternalResource },
      handle: async (call) => {
        const resource = readResource(call.body.name ?? '', call.body);
        return toExternalResource(await registerResource(store, commandOf(call, now), resource));
      },
    }),
    describeEndpoint({
      operationId: 'ExternalApiResource_Update',
      tag,
      summary: 'Replaces a registered resource and its scopes',
      method: 'PUT',
      path: `${path}/{name}`,
      access: 'apiResource.write',
      parameters: { name },
      query,
      body: UpdateExternalApiResourceCommand,
      answer: { status: 200, shape: ExternalResource },
      handle: async (call) => {
        const resource = readResource(call.parameters.name, call.body);
        return toExternalResource(await replaceResource(store, commandOf(call, now), resource));
      },
    }),
    describeEndpoint({
      operationId: 'ExternalApiResource_Delete',
      tag,
      summary: 'Deletes a registered resource of which no application has a scope',
      method: 'DELETE',
      path: `${path}/{name}`,
      access: 'apiResource.write',
      parameters: { name },
      query,
      answer: { status: 204 },
      handle: async (call) => await deleteResource(store, commandOf(call, now), call.parameters.name),
    }),
  ];
}

export const toExternalResource = (resource: ApiResource): Returned<typeof ExternalResource> => ({
  name: resource.name,
  displayName: resource.displayName,
  description: resource.description,
  accessTokenType: resource.accessTokenType,
  scopes: resource.scopes,
});

const most = { name: 256, description: 1000, scopes: 500 };

function readResource(resourceName: string, body: Infer<typeof UpdateExternalApiResourceCommand>): ResourceDeclaration {
  const errors = new ValidationErrors();
  const name = asKept(resourceName);
  const displayName = asKept(body.displayName ?? '') || name;
  check(errors, 'Name', name, nameProblem(name));
  check(errors, 'DisplayName', displayName, textProblem(displayName));
  const given = body.scopes ?? [];
  if (given.length > most.scopes) errors.add('Scopes', `A resource has at most ${most.scopes} scopes.`);
  const scopes = given.slice(0, most.scopes).map((scope, index) => {
    const key = `Scopes[${index}]`;
    const scopeName = scope?.name ?? '';
    // The characters of a scope token in RFC 6749.
    if (!/^[!#-[\]-~]{1,256}$/.test(scopeName)) {
      errors.add(`${key}.Name`, 'The Name field must be a scope name without blanks, quotes and backslashes.');
    }
    return {
      name: scopeName,
      displayName: readable(errors, `${key}.DisplayName`, scope?.displayName, most.name) ?? scopeName,
      description: readable(errors, `${key}.Description`, scope?.description, most.description),
      type: readScopeType(scope?.type ?? null, `${key}.Type`) ?? 'both',
    };
  });
  if (new Set(scopes.map((scope) => scope.name)).size < scopes.length) {
    errors.add('Scopes', 'A scope must not come more than once.');
  }
  const accessTokenType = accessTokenTypes.find((type) => type === body.accessTokenType);
  if (body.accessTokenType !== null && accessTokenType === undefined) {
    errors.add('AccessTokenType', `The AccessTokenType must be one of ${accessTokenTypes.join(', ')}.`);
  }
  const description = readable(errors, 'Description', body.description, most.description);
  if (errors.size > 0) throw validationFailed(errors.toObject());
  return { name, displayName, description, accessTokenType, scopes };
}

function check(errors: ValidationErrors, key: string, name: string, problem: string | undefined): void {
  if (name === '') errors.add(key, `The ${key} field is required.`);
  else if (name.length > most.name || problem) errors.add(key, `The ${key} field is not valid.`);
}

/** Null when nothing is said. People read it where they are asked to consent. */
function readable(errors: ValidationErrors, key: string, given: string | null | undefined, longest: number) {
  const text = asKept(given ?? '');
  const field = key.slice(key.lastIndexOf('.') + 1);
  if (text.length > longest) {
    errors.add(key, `The field ${field} must be a string with a maximum length of ${longest}.`);
    return null;
  }
  const problem = textProblem(text.replaceAll(/[\t\r\n]/g, ' '));
  if (problem) errors.add(key, `The text ${problem}.`);
  return text || null;
}

const potions = {
  displayName: 'Potions',
  description: 'Recipes and ingredients',
  scopes: [{ name: 'Potions.Read', displayName: 'Read recipes' }],
};

export const externalApiResourceVocabulary: Vocabulary = {
  tags: {
    ExternalApiResource: 'APIs, and the scopes that applications can have of them.',
  },
  meanings: {
    accessTokenType: 'The `typ` of tokens for this API alone: `at+jwt`, or `JWT`. Absent: `at+jwt`.',
    scopes: 'The scopes.',
    'ExternalScope.type': 'Who may use the scope.',
    'ExternalApiScopeCommand.type': 'Who may use the scope; absent: applications and people.',
  },
  examples: {
    parameters: {
      name: 'Potions',
    },
    bodies: {
      CreateExternalApiResourceCommand: { partitionGlobalId: hogwarts, name: 'Potions', ...potions },
      UpdateExternalApiResourceCommand: { partitionGlobalId: hogwarts, ...potions, description: 'Recipes' },
    },
    members: {
      'ExternalResource.name': 'UiPath.PlatformManagement',
      'ExternalResource.displayName': 'Platform Management',
      'ExternalScope.name': 'PM.User.Read',
      'ExternalScope.displayName': 'PM.User.Read',
      'ExternalScope.type': 'both',
    },
  },
};
