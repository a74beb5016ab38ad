import type { FastifyRequest } from 'fastify';
import { queryOf } from '../directory/url-parts.ts';
import { GatehouseError } from '../errors.ts';
import { foldCase } from '../json/shape-facts.ts';
import type { Call, Endpoint } from '../operation/endpoint.ts';
import type { Parameters } from '../operation/parameter.ts';
import { type BodyReading, readBody, readOrdinaryBody } from './body/read.ts';
import type { ReaderThread } from './body/reader-thread.ts';
import { ValidationErrors } from './validation-errors.ts';

type Bound = Pick<Call, 'parameters' | 'query' | 'body'>;
type BindableRequest = FastifyRequest<{ Params: Record<string, string>; Body: Buffer | undefined }>;

/** Reads parameters, query and body; everything that is wrong with any of them is reported together. */
export async function bind(request: BindableRequest, endpoint: Endpoint, thread: ReaderThread): Promise<Bound> {
  const errors = new ValidationErrors();
  const inPath = (name: string) => (request.params[name] === undefined ? [] : [request.params[name]]);
  const parameters = await readParameters(endpoint.parameters, inPath, errors);
  const query = await readParameters(endpoint.query, queryReader(request.raw.url), errors);
  const body = endpoint.body && commandOf(await readingOf(request, endpoint, endpoint.body, thread), errors);
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
function queryReader(url: string | undefined): (name: string) => readonly string[] {
  const texts = Map.groupBy(new URLSearchParams(queryOf(url)), ([name]) => foldCase(name));
  return (name) => (texts.get(foldCase(name)) ?? []).map(([, text]) => text);
}

/** Bytes of which each kind of body is read in a few milliseconds: any body, and one as most clients send it. */
const atOnce = { any: 32 * 1024, ordinary: 128 * 1024 };

async function readingOf(
  { body, headers }: BindableRequest,
  { isBodyOptional, bareListMember }: Endpoint,
  shape: NonNullable<Endpoint['body']>,
  thread: ReaderThread,
): Promise<BodyReading> {
  const sent = { bytes: body ?? Buffer.alloc(0), contentType: headers['content-type'] ?? '' };
  const rules = { shape, isBodyOptional, bareListMember };
  const { length } = sent.bytes;
  if (length <= atOnce.any) return readBody(sent, rules);
  const ordinary = length <= atOnce.ordinary ? readOrdinaryBody(sent, rules) : undefined;
  return ordinary ?? (await thread.read(sent, rules));
}

function commandOf(reading: BodyReading, errors: ValidationErrors): object | undefined {
  if (!reading.ok) for (const { key, message } of reading.errors) errors.add(key, message);
  else if (reading.value === null) errors.add('', 'A non-empty request body is required.');
  else return reading.value;
  return undefined;
}
