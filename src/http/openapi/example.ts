import { referredName, type Schema } from './schema-view.ts';

/** A parameter of the path or the query, as the document has it. */
export interface DescribedParameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly description: string;
  readonly schema: Schema;
}

type Schemas = Readonly<Record<string, Schema>>;

interface Exemplified {
  readonly method: string;
  /** With the parameters of its path in braces. */
  readonly url: string;
  readonly parameters: readonly DescribedParameter[];
  readonly body: Schema | undefined;
  /** Whether it needs no token. */
  readonly isOpen: boolean;
}

/** Objects inside of objects that are written out. */
const deepest = 3;

/** How to call the operation with cURL: everything in braces is the caller's to fill in. */
export function curlOf({ method, url, parameters, body, isOpen }: Exemplified, schemas: Schemas): string {
  const needed = parameters.filter(({ in: place, name }) => place === 'query' && name === 'partitionGlobalId');
  const query = needed.map(({ name }) => `?${name}={${name}}`).join('');
  const lines = [`curl${method === 'GET' ? '' : ` -X ${method}`} '${url}${query}'`];
  if (!isOpen) lines.push(`-H "Authorization: Bearer $TOKEN"`);
  if (body) lines.push(`-H 'Content-Type: application/json'`, `-d '${JSON.stringify(sampleOf(body, schemas, 0))}'`);
  return lines.join(' \\\n  ');
}

/** A value that the schema allows. */
function sampleOf(schema: Schema, schemas: Schemas, depth: number): unknown {
  if (schema.$ref) return sampleOf(schemas[referredName(schema)] ?? {}, schemas, depth);
  if (schema.enum) return schema.enum[0];
  if (schema.items) return depth < deepest ? [sampleOf(schema.items, schemas, depth + 1)] : [];
  if (schema.properties && depth < deepest) return membersOf(schema.properties, schemas, depth + 1);
  if (schema.type === 'object') return {};
  return plainValues[schema.format ?? ''] ?? plainValues[schema.type ?? ''] ?? null;
}

const membersOf = (members: Readonly<Record<string, Schema>>, schemas: Schemas, depth: number) =>
  Object.fromEntries(Object.entries(members).map(([name, schema]) => [name, sampleOf(schema, schemas, depth)]));

const plainValues: Readonly<Record<string, unknown>> = {
  uuid: '00000000-0000-0000-0000-000000000000',
  'date-time': '2030-01-31T12:00:00Z',
  string: '…',
  integer: 0,
  boolean: false,
};
