import type { FastifyRequest } from 'fastify';
import { GatehouseError } from '../errors.ts';
import type { Call, Endpoint } from './endpoint.ts';
import { readJson } from './json/read.ts';
import type { ListShape, ObjectShape } from './json/shape.ts';
import { foldCase } from './json/shape-facts.ts';
import { decodeBody } from './media-type.ts';
import type { Parameters } from './parameter.ts';
import { ValidationErrors } from './validation-errors.ts';

type Bound = Pick<Call, 'parameters' | 'query' | 'body'>;
type BindableRequest = FastifyRequest<{ Params: Record<string, string>; Body: Buffer | undefined }>;

/** Reads parameters, query and body; everything that is wrong with any of them is reported together. */
export async function bind(request: BindableRequest, endpoint: Endpoint): Promise<Bound> {
  const errors = new ValidationErrors();
  const inPath = (name: string) => (request.params[name] === undefined ? [] : [request.params[name]]);
  const parameters = await readParameters(endpoint.parameters, inPath, errors);
  const query = await readParameters(endpoint.query, queryOf(request.raw.url ?? ''), errors);
  const body = endpoint.body && readBody(request, endpoint, endpoint.body, errors);
  if (errors.size > 0) throw new GatehouseError({ code: 'ValidationFailed', errors: errors.toObject() });
  return { parameters: parameters as never, query: query as never, body };
}

async function readParameters(
  described: Parameters,
  textsOf: (name: string) => readonly string[],
  errors: ValidationErrors,
): Promise<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(described)) {
    const reading = await parameter.read(textsOf(name), name);
    if ('error' in reading) errors.add(name, reading.error);
    else values[name] = reading.value;
  }
  return values;
}

/** Names are compared without regard to case; what nobody asked for is ignored. */
function queryOf(url: string): (name: string) => readonly string[] {
  const start = url.indexOf('?');
  if (start < 0) return () => [];
  const texts = Map.groupBy(new URLSearchParams(url.slice(start + 1)), ([name]) => foldCase(name));
  return (name) => (texts.get(foldCase(name)) ?? []).map(([, text]) => text);
}

function readBody(
  request: BindableRequest,
  { isBodyOptional, bareListMember }: Endpoint,
  shape: NonNullable<Endpoint['body']>,
  errors: ValidationErrors,
): unknown {
  const text = decodeBody(request.body ?? Buffer.alloc(0), request.headers['content-type'] ?? '');
  if (bareListMember && shape.kind === 'object' && text.trimStart().startsWith('[')) {
    return readBareList(text, shape, bareListMember, errors);
  }
  const read = readJson(isBodyOptional && text.trim() === '' ? '{}' : text, shape);
  if (!read.ok) for (const { key, message } of read.errors) errors.add(key, message);
  else if (read.value === null) errors.add('', 'A non-empty request body is required.');
  else return read.value;
  return undefined;
}

/** Everything else that the body could have said is absent. */
function readBareList(text: string, shape: ObjectShape, member: string, errors: ValidationErrors): unknown {
  const read = readJson(text, shape.members[member] as ListShape);
  const absent = Object.fromEntries(Object.keys(shape.members).map((name) => [name, null]));
  if (read.ok) return { ...absent, [member]: read.value };
  for (const { key, message } of read.errors) errors.add(key, message);
  return undefined;
}
