import assert from 'node:assert/strict';
import { Ajv2019, type ValidateFunction } from 'ajv/dist/2019.js';
import type { Config } from '../../src/config/settings.ts';
import { exchange } from './exchange.ts';

/** What the running server says of its API, as far as tests ask. */
export interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly responses: Readonly<Record<string, DescribedResponse>>;
    readonly securitySchemes: {
      readonly oauth2: {
        readonly flows: { readonly clientCredentials: { readonly scopes: Readonly<Record<string, string>> } };
      };
    };
  };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
}

export interface DescribedOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly 'x-access':
    | 'anyone'
    | 'browser'
    | 'caller'
    | 'installer'
    | 'person'
    | 'members'
    | 'administrators'
    | 'account'
    | 'host';
  readonly 'x-aliases'?: readonly string[];
  readonly 'x-body-limit'?: number;
  readonly description: string;
  readonly parameters: readonly DescribedParameter[];
  readonly requestBody?: {
    readonly required: boolean;
    readonly content: { readonly 'application/json': DescribedContent };
  };
  readonly responses: Readonly<Record<string, DescribedResponse>>;
  readonly security: readonly { readonly oauth2?: readonly string[] }[];
}

interface DescribedParameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required?: boolean;
  readonly description: string;
  readonly schema: JsonSchema;
  readonly example?: unknown;
}

interface DescribedContent {
  readonly schema: JsonSchema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

interface DescribedResponse {
  readonly headers?: Readonly<Record<string, object>>;
  readonly content?: Readonly<Record<string, DescribedContent>>;
}

export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** By origin, of servers of this process: the settings that their descriptions follow from. */
const settings = new Map<string, string>();
/** By those settings, or else by origin. */
const documents = new Map<string, Promise<Described>>();
/** By their texts without the origin: most servers describe the same. */
const read = new Map<string, Described>();

/** A server of this process was started: it describes what all others with such settings do. */
export function noteDescribed(origin: string, config: Pick<Config, 'enum-values' | 'external-url'>): void {
  settings.set(origin, JSON.stringify([config['enum-values'], config['external-url']]));
}

/** The API description of a running server, fetched once: to make it takes as long as ten requests. */
export function describedBy(origin: string): Promise<Described> {
  const key = settings.get(origin) ?? origin;
  const known = documents.get(key);
  if (known) return known;
  const fetched = exchange(`${origin}/identity/swagger/external/swagger.json`).then(async (response) => {
    const text = (await response.text()).replaceAll(origin, '');
    const described = read.get(text) ?? readDescribed(JSON.parse(text) as Described);
    read.set(text, described);
    return described;
  });
  documents.set(key, fetched);
  return fetched;
}

/** As tests look at it: a path has operations and nothing else, and what has a name stands where it is named. */
function readDescribed(api: Described): Described {
  const inPlace = (response: DescribedResponse & { readonly $ref?: string }) =>
    api.components.responses[response.$ref?.split('/').at(-1) ?? ''] ?? response;
  const paths = mapped(api.paths, (item) =>
    mapped(
      Object.fromEntries(Object.entries(item).filter(([key]) => key !== 'servers')),
      (operation): DescribedOperation => ({ ...operation, responses: mapped(operation.responses, inPlace) }),
    ),
  );
  return { ...api, paths };
}

const mapped = <T, R>(values: Readonly<Record<string, T>>, map: (value: T) => R): Record<string, R> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));

interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/**
 * Holds an answer of the API against its description: a status, a header or a member that is not described is an error in
 * either, and so is a member that is missing or of another type.
 */
export async function assertAsDescribed(
  method: string,
  url: string,
  { status, headers, body }: Answered,
): Promise<void> {
  const { origin, pathname } = new URL(url);
  const path = describedPath.exec(pathname)?.slice(1).find(Boolean);
  // Browsers ask for the methods of a path; that is no operation.
  if (path === undefined || method === 'OPTIONS') return;
  const api = await describedBy(origin);
  const operation = operationAt(api, method, path);
  if (operation === undefined && status >= 400) return;
  assert.ok(operation, `${method} ${path} is answered, but not described`);
  const response = operation.responses[status];
  assert.ok(response, `${operation.operationId} answers ${status}, which is not described`);
  for (const name of describedHeaders) {
    if (headers.has(name)) assert.ok(response.headers?.[name], `${operation.operationId} ${status} sends ${name}`);
  }
  const [[mediaType, content] = []] = Object.entries(response.content ?? {});
  assertSentAs(headers.get('content-type') ?? undefined, mediaType, `${operation.operationId} ${status}`);
  if (content === undefined || body === undefined) return;
  assertFits(body, content.schema, api, operation.operationId);
}

/** Below the prefix, or the whole path below one of three other services. */
const describedPath = /\/identity_?(\/api\/.*?)\/?$|(\/(?:portal|audit|orchestrator)_\/api\/.*?)\/?$/i;

/** A refusal that may have either of two forms is described as JSON, which both are. */
function assertSentAs(contentType: string | undefined, described: string | undefined, said: string): void {
  const [sent, wanted] = [contentType, described].map((type) => type?.replace(/;.*/, ''));
  const isEither = wanted === 'application/json' && sent === 'application/problem+json' && !/ 2\d\d$/.test(said);
  assert.ok(sent === wanted || isEither, `${said} is sent as ${sent}, and described as ${wanted}`);
}

/** Holds a value against a schema of the description. */
export function assertFits(value: unknown, schema: JsonSchema, api: Described, said: string): void {
  const validate = validator(schema, api);
  assert.ok(validate(value), `${said}: ${JSON.stringify(validate.errors?.slice(0, 3))}`);
}

/** What an answer says outside of its body. */
const describedHeaders = ['Location', 'Retry-After', 'WWW-Authenticate', 'Content-Disposition', 'Gatehouse-Revoked'];

interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly operation: DescribedOperation;
}

const routes = new WeakMap<Described, readonly Route[]>();

function operationAt(api: Described, method: string, path: string): DescribedOperation | undefined {
  const known = routes.get(api) ?? routesOf(api);
  routes.set(api, known);
  return known.find((route) => route.method === method.toLowerCase() && route.pattern.test(path))?.operation;
}

/** Of two paths that fit, the one with fewer parameters is meant: it comes first. */
function routesOf({ paths }: Described): readonly Route[] {
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) =>
      [path, ...(operation['x-aliases'] ?? [])].map((template) => ({ template, method, operation })),
    ),
  );
  return all
    .sort((a, b) => a.template.split('{').length - b.template.split('{').length)
    .map(({ template, ...route }) => ({
      ...route,
      pattern: new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`, 'i'),
    }));
}

/** By description. */
const compilers = new WeakMap<Described, Ajv2019>();
const compiled = new WeakMap<JsonSchema, ValidateFunction>();

function validator(schema: JsonSchema, api: Described): ValidateFunction {
  const ajv = compilers.get(api) ?? compilerFor(api);
  compilers.set(api, ajv);
  const validate = compiled.get(schema) ?? ajv.compile(jsonSchema(schema));
  compiled.set(schema, validate);
  return validate;
}

function compilerFor({ components }: Described): Ajv2019 {
  const ajv = new Ajv2019({ strict: false, formats, ...quickly });
  const extended = new Set(Object.values(components.schemas).map(parentOf));
  for (const [name, component] of Object.entries(components.schemas)) {
    ajv.addSchema(extended.has(name) ? jsonSchema(component) : closed(name, jsonSchema(component)), name);
  }
  return ajv;
}

/**
 * To clients, objects are open for members that come with a later version; nothing may be sent that this one does not
 * describe. Refusals have several forms, and what others extend has more than its own members.
 */
const closed = (name: string, schema: JsonSchema): JsonSchema =>
  name === 'Refusal' ? schema : { ...schema, unevaluatedProperties: false };

/** The schema that this one extends by members of its own. */
function parentOf({ allOf }: JsonSchema): string | undefined {
  const [parent, part] = (allOf ?? []) as readonly { readonly $ref?: string }[];
  return part && parent?.$ref?.split('/').at(-1);
}

/** Most schemas fit no more than a few values: to make less of them takes less than half as long. */
const quickly = { code: { optimize: false }, inlineRefs: false } as const;

const formats = {
  int32: true,
  int64: true,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  'date-time': true,
} as const;

/** OpenAPI 3.0 says `nullable` where JSON Schema has a type of its own for null. Components are known by their names. */
function jsonSchema<T>(schema: T): T;
function jsonSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(jsonSchema);
  if (typeof schema === 'string') return schema.replace(/^#\/components\/schemas\//, '');
  if (typeof schema !== 'object' || schema === null) return schema;
  const { nullable, ...rest } = Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => [keyword, jsonSchema(value)]),
  );
  return nullable === true ? { anyOf: [rest, { type: 'null' }] } : rest;
}
