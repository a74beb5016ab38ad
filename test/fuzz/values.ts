import fc from 'fast-check';
import type { JsonSchema } from '../support/described.ts';

/** Texts that have surprised servers before. */
const awkwardTexts = fc.constantFrom(
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  '\udfff\ud800',
  '\u202eevil\u202c',
  '\u0301\u0301\u0301',
  '\u200b',
  '\ufeff',
  'ﬀ',
  'ß',
  'İ',
  "' or 1=1 --",
  '"; drop table users; --',
  '*)(uid=*))(|(uid=*',
  '%',
  '_',
  '\\',
  '../../etc/passwd',
  '=cmd()',
  '<script>alert(1)</script>',
  '{{constructor}}',
  '__proto__',
  'null',
  '-1',
  '1e400',
  '٣',
  '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
);

export const anyTextAtAll = fc.oneof(
  { weight: 4, arbitrary: awkwardTexts },
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.uuid(),
  fc.integer({ min: 1000, max: 20_000 }).map((length) => 'x'.repeat(length)),
);

const numbers = fc.oneof(
  fc.constantFrom(0, -0, -1, 1, 1000, 1001, 2147483647, 2147483648, -2147483649, 1e308, 0.5),
  fc.integer(),
  fc.double(),
);

/** JSON of any kind, deep and long ones too. */
export const anyJson: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  anyTextAtAll,
  numbers,
  fc.integer({ min: 10, max: 200 }).map((depth) => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`)),
);

/** A value that suits the schema, or nearly, or not at all. */
export function valueFor(schema: JsonSchema, schemas: Readonly<Record<string, JsonSchema>>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 6, arbitrary: suitable(schema, schemas) }, anyJson, fc.constant(null));
}

function suitable(schema: JsonSchema, schemas: Readonly<Record<string, JsonSchema>>): fc.Arbitrary<unknown> {
  const { $ref = (schema.allOf as readonly JsonSchema[] | undefined)?.[0]?.$ref } = schema;
  const name = /\/(\w+)$/.exec(String($ref ?? ''))?.[1];
  if (name !== undefined) return suitable(schemas[name] ?? {}, schemas);
  if (Array.isArray(schema.enum)) return fc.oneof(fc.constantFrom(...schema.enum), fc.nat(20), anyTextAtAll);
  switch (schema.type) {
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return numbers;
    case 'array':
      return fc.array(valueFor(schema.items as JsonSchema, schemas), { maxLength: 4 });
    case 'object': {
      if (!schema.properties) return fc.dictionary(anyTextAtAll, anyTextAtAll, { maxKeys: 4 });
      const members = Object.entries(schema.properties as Record<string, JsonSchema>);
      return fc.record(Object.fromEntries(members.map(([key, member]) => [key, valueFor(member, schemas)])), {
        requiredKeys: [],
      });
    }
    default:
      return schema.format === 'uuid' ? fc.oneof(fc.uuid(), anyTextAtAll) : anyTextAtAll;
  }
}
