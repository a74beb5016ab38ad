import type { Described, DescribedOperation, JsonSchema } from './described.ts';

type Schema = JsonSchema & {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
};

/** Bodies of exactly the limit, each made to cost as much as it can, by what is in it. */
export function worstBodies(operation: DescribedOperation, api: Described): Readonly<Record<string, string>> {
  const { requestBody, 'x-body-limit': limit = 0 } = operation;
  const { properties = {} } = resolved((requestBody?.content['application/json'].schema ?? {}) as Schema, api);
  const full = (head: string, unit: string, tail: string) => filled(head, unit, tail, limit);
  const bodies: Record<string, string> = {
    'arrays without end': full('{"x":', '[', ''),
    'arrays that end': full('{"x":', '[', ']'.repeat(limit / 2)),
    'nothing but arrays': full('', '[', ''),
    'nothing but numbers': full('', '9', ''),
    'unknown members': full('{', '"x":1,', '}'),
    'unknown objects': full('{x:[', '{},', ']}'),
    comments: full('{', '/**/', '}'),
  };
  for (const [name, schema] of Object.entries(properties)) {
    for (const [what, unit] of unitsOf(resolved(schema, api), api)) {
      bodies[`${name}: ${what}`] = full(`{"${name}":${unit.head}`, unit.unit, `${unit.tail}}`);
    }
  }
  return bodies;
}

/** Behind a reference, also where it has a description beside it. An enumeration is read from a text as well. */
function resolved(schema: Schema, { components }: Described): Schema {
  const name = (schema.$ref ?? schema.allOf?.[0]?.$ref)?.split('/').at(-1);
  const found = name === undefined ? schema : (components.schemas[name] as Schema);
  return found.enum ? { ...found, type: 'string' } : found;
}

interface Unit {
  readonly head: string;
  readonly unit: string;
  readonly tail: string;
}

function* unitsOf(schema: Schema, api: Described): Generator<readonly [what: string, Unit]> {
  if (schema.type === 'array') {
    const elements = { head: '[', tail: ']' };
    const item = resolved(schema.items ?? {}, api);
    yield ['elements with an error each', { ...elements, unit: '{"x":[]},"",' }];
    yield ['absent elements', { ...elements, unit: 'null,' }];
    if (item.type === 'object') yield ['empty objects', { ...elements, unit: '{},' }];
    if (item.format === 'uuid')
      yield ['ids', { ...elements, unit: '"{0x1,0x1,0x1,{0x1,0x1,0x1,0x1,0x1,0x1,0x1,0x1}}",' }];
  } else if (schema.type === 'object') {
    yield ['members', { head: '{', unit: '"a":"b",', tail: '}' }];
  } else if (schema.type === 'string') {
    const text = { head: '"', tail: '"' };
    yield ['a long text', { ...text, unit: 'a' }];
    yield ['escapes', { ...text, unit: '\\u003c' }];
    yield ['separators', { ...text, unit: ', a' }];
  }
}

/** Blanks make up for what the unit leaves over. */
export function filled(head: string, unit: string, tail: string, length: number): string {
  const times = Math.floor((length - head.length - tail.length) / unit.length);
  return `${head}${unit.repeat(times)}${tail}`.padEnd(length, ' ');
}
