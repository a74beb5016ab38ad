import { validationFailed } from '../errors.ts';
import { foldCase } from '../json/shape-facts.ts';
import type { Call, Endpoint } from '../operation/endpoint.ts';
import type { Parameters } from '../operation/parameter.ts';
import { type BodyReading, readBody, readOrdinaryBody } from './body/read.ts';
import type { ReaderThread } from './body/reader-thread.ts';
import { ValidationErrors } from './validation-errors.ts';

type Bound = Pick<Call, 'parameters' | 'query' | 'body'>;

/** What an operation is asked for, before anything of it is read. */
export interface Sent {
  /** Of the path, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
  /** As it stands in a URL, without the question mark. */
  readonly query: string;
  readonly body: Uint8Array | undefined;
  readonly contentType: string | undefined;
}

/**
 * Reads parameters, query and body; everything that is wrong with any of them is reported together.
 *
 * @throws GatehouseError ValidationFailed.
 */
export async function bind(sent: Sent, endpoint: Endpoint, thread: ReaderThread): Promise<Bound> {
  const errors = new ValidationErrors();
  const inPath = (name: string) => (sent.parameters[name] === undefined ? [] : [sent.parameters[name]]);
  const parameters = await readParameters(endpoint.parameters, inPath, errors);
  const query = await readParameters(endpoint.query, queryReader(sent.query), errors);
  const body = endpoint.body && commandOf(await readingOf(sent, endpoint, endpoint.body, thread), errors);
  if (errors.size > 0) throw validationFailed(errors.toObject());
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
function queryReader(query: string): (name: string) => readonly string[] {
  const texts = Map.groupBy(new URLSearchParams(query), ([name]) => foldCase(name));
  return (name) => (texts.get(foldCase(name)) ?? []).map(([, text]) => text);
}

/** Bytes of which each kind of body is read in a few milliseconds: any body, and one as most clients send it. */
const atOnce = { any: 32 * 1024, ordinary: 128 * 1024 };

async function readingOf(
  { body = new Uint8Array(), contentType = '' }: Sent,
  { isBodyOptional, bareListMember }: Endpoint,
  shape: NonNullable<Endpoint['body']>,
  thread: ReaderThread,
): Promise<BodyReading> {
  const sent = { bytes: body, contentType };
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
