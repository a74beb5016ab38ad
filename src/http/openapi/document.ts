import { type Access, accessOf, scopesOf } from '../../directory/permission/access.ts';
import { dto, int32Out, listOf, mapOf, pageOf, string } from '../answer/shape.ts';
import type { EnumValues } from '../answer/write.ts';
import { IdentityResult } from '../api/identity-result.ts';
import { type Answer, defaultBodyLimit, type Endpoint } from '../endpoint.ts';
import type { Parameters } from '../parameter.ts';
import { Schemas } from './schema.ts';

/** The version of the published API that is spoken. */
const apiVersion = '3.2.54';

const problemMembers = { type: string, title: string, status: int32Out, traceId: string };
const validationProblem = dto('HttpValidationProblemDetails', { errors: mapOf(listOf(string)), ...problemMembers });

/** The description of the API (OpenAPI 3.0.3), made from the descriptions of its operations. */
export interface ApiDocument {
  readonly openapi: '3.0.3';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, unknown>>;
}

interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly object[];
  readonly requestBody?: object;
  /** Largest request body in bytes. */
  readonly 'x-body-limit'?: number;
  readonly responses: Readonly<Record<string, object>>;
  readonly security: readonly object[];
  /** Who may call it, as a word: see `Access`. */
  readonly 'x-access': Access['who'];
  /** Other paths of the same operation. */
  readonly 'x-aliases'?: readonly string[];
}

/** Describes an API that is at `base`: the external URL and the prefix through which the document is fetched. */
type Describe = (base: string) => ApiDocument;

/** Describes the operations and their schemas once, because everybody may fetch the document as often as they like. */
export function describeApi(endpoints: readonly Endpoint[], enumValues: EnumValues): Describe {
  const schemas = new Schemas(enumValues);
  const paths: Record<string, Record<string, Operation>> = {};
  for (const endpoint of endpoints) {
    paths[endpoint.path] = {
      ...paths[endpoint.path],
      [endpoint.method.toLowerCase()]: operation(endpoint, schemas),
    };
  }
  const scopes = allScopesOf(endpoints);
  return (base) => ({
    openapi: '3.0.3',
    info: {
      title: 'IdentityServer External API',
      version: apiVersion,
      description:
        'Organizations, users, groups, robot accounts, applications, settings and audit of a Gatehouse server.',
    },
    servers: [{ url: base }],
    paths,
    components: { schemas: schemas.components, securitySchemes: securitySchemes(scopes, base) },
  });
}

function operation(endpoint: Endpoint, schemas: Schemas): Operation {
  const { operationId, tag, summary, description, body, isBodyOptional } = endpoint;
  const access = accessOf(endpoint.access);
  return {
    operationId,
    tags: [tag],
    summary,
    description: [description, whoMay(access)].filter(Boolean).join(' '),
    parameters: [...parameters(endpoint.parameters, 'path'), ...parameters(endpoint.query, 'query')],
    ...(body
      ? {
          requestBody: { required: !isBodyOptional, content: { 'application/json': { schema: schemas.ofBody(body) } } },
          'x-body-limit': endpoint.bodyLimit ?? defaultBodyLimit,
        }
      : {}),
    responses: responses(endpoint, schemas),
    security: access.who === 'anyone' ? [] : [{ oauth2: scopesOf(access) }],
    'x-access': access.who,
    ...(endpoint.aliases ? { 'x-aliases': endpoint.aliases } : {}),
  };
}

function parameters(described: Parameters, place: 'path' | 'query'): readonly object[] {
  return Object.entries(described).map(([name, { description, schema, isList }]) => ({
    name,
    in: place,
    ...(place === 'path' ? { required: true } : {}),
    description,
    schema: isList ? { type: 'array', items: schema } : schema,
  }));
}

function responses({ answer, access }: Endpoint, schemas: Schemas): Record<string, object> {
  const problem = (description: string) => ({
    description,
    content: { 'application/problem+json': { schema: problemSchema } },
  });
  return {
    [answer.status]: success(answer, schemas),
    400: {
      description: 'The request cannot be read, or the operation refuses it.',
      content: {
        'application/problem+json': { schema: schemas.ofAnswer(validationProblem) },
        'application/json': { schema: schemas.ofAnswer(IdentityResult) },
      },
    },
    ...(accessOf(access).who === 'anyone'
      ? {}
      : {
          401: { description: 'No token, or a bad one.' },
          403: problem('The scope or the right is missing, or it belongs to another organization.'),
        }),
    404: problem('There is no such thing.'),
  };
}

const problemSchema = {
  type: 'object',
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    message: { type: 'string' },
    traceId: { type: 'string' },
    errorMessage: { type: 'string' },
  },
};

function success(answer: Answer, schemas: Schemas): object {
  if ('shape' in answer) {
    return { description: 'Success.', content: { 'application/json': { schema: schemas.ofAnswer(answer.shape) } } };
  }
  if ('pagesOf' in answer) {
    const schema = schemas.ofAnswer(pageOf(answer.pagesOf.name, answer.pagesOf.row));
    return { description: 'Success.', content: { 'application/json': { schema } } };
  }
  if ('download' in answer) {
    const content = { [answer.download.mediaType]: { schema: { type: 'string', format: 'binary' } } };
    return { description: 'The file.', content };
  }
  return { description: 'Done; there is no body.' };
}

function whoMay(access: Access): string {
  switch (access.who) {
    case 'anyone':
      return 'Needs no token.';
    case 'caller':
      return 'For everybody who has a token: it is about whoever calls.';
    case 'members':
      return 'For applications and people of the organization.';
    case 'administrators':
      return 'For applications, and for organization administrators.';
    case 'account': {
      const people = 'For applications, for organization administrators, and for the person whose account it is';
      return access.ownWithoutScope ? `${people}, who needs no scope.` : `${people}.`;
    }
    case 'host':
      return 'For applications and administrators of the host.';
    case 'operator':
      return 'For whoever runs the server.';
  }
}

/** Each with its name as its description. */
function allScopesOf(endpoints: readonly Endpoint[]): Readonly<Record<string, string>> {
  const names = endpoints.flatMap(({ access }) => scopesOf(accessOf(access)));
  return Object.fromEntries([...new Set(names)].sort().map((name) => [name, name]));
}

function securitySchemes(scopes: Readonly<Record<string, string>>, base: string): object {
  const tokenUrl = `${base}/connect/token`;
  return { oauth2: { type: 'oauth2', flows: { clientCredentials: { tokenUrl, scopes } } } };
}
