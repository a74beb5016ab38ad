import assert from 'node:assert/strict';
import { Ajv, type ValidateFunction } from 'ajv';

/** What the running server says of its API, as far as tests ask. */
export interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

export interface DescribedOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly 'x-access': 'anyone' | 'caller' | 'members' | 'administrators' | 'account' | 'host';
  readonly 'x-aliases'?: readonly string[];
  readonly 'x-body-limit'?: number;
  readonly parameters: readonly { readonly name: string; readonly in: 'path' | 'query'; readonly schema: JsonSchema }[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: JsonSchema } } };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { schema: JsonSchema }>> }>>;
  readonly security: readonly { readonly oauth2?: readonly string[] }[];
}

export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

const documents = new Map<string, Promise<Described>>();

/** The API description of a running server, fetched once. */
export function describedBy(origin: string): Promise<Described> {
  const known = documents.get(origin);
  if (known) return known;
  const fetched = fetch(`${origin}/identity/swagger/external/swagger.json`).then(
    async (response) => (await response.json()) as Described,
  );
  documents.set(origin, fetched);
  return fetched;
}

const validators = new WeakMap<object, ValidateFunction>();

/**
 * Holds a successful answer of the API against its description: a member too many or too few, or of another type, is
 * an error in either.
 */
export async function assertAsDescribed(method: string, url: string, status: number, body: unknown): Promise<void> {
  const { origin, pathname } = new URL(url);
  const path = /\/identity_?(\/api\/.*?)\/?$/i.exec(pathname)?.[1];
  // Browsers ask for the methods of a path; that is no operation.
  if (path === undefined || status >= 300 || method === 'OPTIONS') return;
  const api = await describedBy(origin);
  const operation = operationAt(api, method, path);
  assert.ok(operation, `${method} ${path} is answered, but not described`);
  const response = operation.responses[status];
  assert.ok(response, `${operation.operationId} answers ${status}, which is not described`);
  const schema = response.content?.['application/json']?.schema;
  if (schema === undefined) return;
  const validate = validators.get(schema) ?? compile(schema, api);
  validators.set(schema, validate);
  assert.ok(validate(body), `${operation.operationId}: ${JSON.stringify(validate.errors?.slice(0, 3))}`);
}

/** Of two paths that fit, the one with fewer parameters is meant. */
function operationAt(api: Described, method: string, path: string): DescribedOperation | undefined {
  const isAt = (template: string) => new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`, 'i').test(path);
  return Object.entries(api.paths)
    .flatMap(([template, methods]) => {
      const operation = methods[method.toLowerCase()];
      const templates = [template, ...(operation?.['x-aliases'] ?? [])];
      return operation ? templates.map((one) => ({ template: one, operation })) : [];
    })
    .filter(({ template }) => isAt(template))
    .sort((a, b) => a.template.split('{').length - b.template.split('{').length)
    .map(({ operation }) => operation)
    .at(0);
}

function compile(schema: JsonSchema, api: Described): ValidateFunction {
  const ajv = new Ajv({ strict: false, formats: { int32: true, int64: true, uuid: true, 'date-time': true } });
  const definitions = Object.fromEntries(
    Object.entries(api.components.schemas).map(([name, component]) => [name, jsonSchema(component)]),
  );
  return ajv.compile({ ...(jsonSchema(schema) as object), components: { schemas: definitions } });
}

/** OpenAPI 3.0 says `nullable` where JSON Schema has a type of its own for null. */
function jsonSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(jsonSchema);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { nullable, ...rest } = Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => [keyword, jsonSchema(value)]),
  );
  return nullable === true ? { anyOf: [rest, { type: 'null' }] } : rest;
}
