import { type Access, accessOf } from '../../directory/permission/access.ts';
import { pageOf } from '../answer-shape.ts';
import { defaultBodyLimit, type Endpoint, type SuccessAnswer } from '../endpoint.ts';
import type { Parameter } from '../parameter.ts';
import { revokedHeader } from '../revoked-header.ts';
import type { Examples } from './examples.ts';
import { refusalsOf } from './operation-refusals.ts';
import type { Schema, Schemas } from './schema.ts';
import { securityOf, whoMay } from './security.ts';

/** An operation as the document has it. */
export interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly DescribedParameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  /** Largest request body in bytes. */
  readonly 'x-body-limit'?: number;
  readonly responses: Readonly<Record<string, DescribedAnswer>>;
  readonly security: readonly object[];
  /** Who may call it, as a word: see `Access`. */
  readonly 'x-access': Access['who'];
  /** Other paths of the same operation. */
  readonly 'x-aliases'?: readonly string[];
}

/** A parameter of the path or the query. */
interface DescribedParameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required?: true;
  readonly description: string;
  readonly schema: Schema;
  readonly example?: unknown;
}

type Content = Readonly<Record<string, { readonly schema: Schema; readonly example?: unknown }>>;

/** An answer, or the name of one. */
interface DescribedAnswer {
  readonly $ref?: string;
  readonly description?: string;
  readonly headers?: Readonly<Record<string, object>>;
  readonly content?: Content;
}

/** Describes an operation, with the schemas that it speaks of. */
export function operationOf(endpoint: Endpoint, schemas: Schemas, examples: Examples): Operation {
  const { operationId, tag, summary, description, body, isBodyOptional } = endpoint;
  const access = accessOf(endpoint.access);
  return {
    operationId,
    tags: [tag],
    summary,
    description: [description, whoMay(access)].filter(Boolean).join(' '),
    parameters: [
      ...parameters(endpoint, 'path', schemas, examples),
      ...parameters(endpoint, 'query', schemas, examples),
    ],
    ...(body
      ? {
          requestBody: { required: !isBodyOptional, content: sent(schemas.ofBody(body), examples) },
          'x-body-limit': endpoint.bodyLimit ?? defaultBodyLimit,
        }
      : {}),
    responses: { [endpoint.answer.status]: success(endpoint, schemas, examples), ...refusalsOf(endpoint) },
    security: securityOf(access),
    'x-access': access.who,
    ...(endpoint.aliases ? { 'x-aliases': endpoint.aliases } : {}),
  };
}

const parameters = (
  { operationId, ...endpoint }: Endpoint,
  location: 'path' | 'query',
  schemas: Schemas,
  examples: Examples,
): readonly DescribedParameter[] =>
  Object.entries(location === 'path' ? endpoint.parameters : endpoint.query).map(([name, parameter]) => ({
    name,
    in: location,
    ...(location === 'path' || parameter.isRequired ? { required: true } : {}),
    description: parameter.description,
    schema: schemaOf(parameter, schemas),
    ...examples.ofParameter(operationId, name, parameter),
  }));

function schemaOf({ schema: one, named, isList }: Parameter, schemas: Schemas): Schema {
  const schema = named === undefined ? one : schemas.named(named, () => one);
  return isList ? { type: 'array', items: schema } : schema;
}

const sent = (schema: Schema, examples: Examples): Content => ({
  'application/json': { schema, example: examples.ofBody(schema) },
});

function success(
  { operationId, answer, headers: own = [] }: Endpoint,
  schemas: Schemas,
  examples: Examples,
): DescribedAnswer {
  const answered = (schema: Schema): Content => ({
    'application/json': { schema, example: examples.ofAnswer(operationId, schema) },
  });
  const described = headersOf(answer, own);
  const headers = Object.keys(described).length === 0 ? {} : { headers: described };
  if ('shape' in answer) {
    return { description: 'Success.', ...headers, content: answered(schemas.ofAnswer(answer.shape)) };
  }
  if ('pagesOf' in answer) {
    const { name, row } = answer.pagesOf;
    return { description: 'Success.', ...headers, content: answered(schemas.ofAnswer(pageOf(name, row))) };
  }
  if ('text' in answer) {
    return { description: answer.text, ...headers, content: { 'text/plain': { schema: { type: 'string' } } } };
  }
  if ('download' in answer) {
    const content = { [answer.download.mediaType]: { schema: { type: 'string', format: 'binary' } } };
    return { description: 'The file.', ...headers, content };
  }
  return { description: 'Done; there is no body.', ...headers };
}

const headerSchemas = {
  Location: { description: 'Where what was made can be read.', schema: { type: 'string' } },
  'X-Total-Count': { description: 'How many there are, on all pages together.', schema: { type: 'integer' } },
  [revokedHeader]: {
    description:
      'What ended with it, as a dictionary (RFC 9651): `sessions=1, refresh-tokens=2, codes=0, device-grants=0, ' +
      'personal-access-tokens=0`.',
    schema: { type: 'string' },
  },
  'Content-Disposition': { description: 'The name of the file.', schema: { type: 'string' } },
} as const;

function headersOf(answer: SuccessAnswer, own: NonNullable<Endpoint['headers']>): Readonly<Record<string, object>> {
  const names = 'download' in answer ? [...own, 'Content-Disposition' as const] : own;
  return Object.fromEntries(names.map((name) => [name, headerSchemas[name]]));
}
