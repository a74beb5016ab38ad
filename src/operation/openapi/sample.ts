import type { Parameter } from '../parameter.ts';
import { answerSamples, bodySamples, memberSamples, parameterSamples } from './samples.ts';
import { type Components, referredName, type Schema } from './schema.ts';

/** Objects inside of objects that are written out. */
const deepest = 6;

/** An example of what is sent with a schema, as it could come from the example world. */
export const bodySample = (schema: Schema, schemas: Components): unknown => sample({ schema, schemas, depth: 0 });

/** An example of what an operation answers. */
export const answerSample = (operationId: string, schema: Schema, schemas: Components): unknown =>
  answerSamples[operationId] ?? bodySample(schema, schemas);

interface Place {
  readonly schema: Schema;
  readonly schemas: Components;
  /** The schema in which the value is a member, and the name of that member. */
  readonly owner?: string;
  readonly member?: string;
  readonly depth: number;
}

function sample(place: Place): unknown {
  const { schema, schemas, owner, member, depth } = place;
  const said = member === undefined ? undefined : saidOf(`${owner}.${member}`, member);
  if (said !== undefined) return inForm(said, enumerationOf(schema, schemas));
  if (schema.$ref !== undefined) return ofNamed(referredName(schema), place);
  const [first] = schema.oneOf ?? [];
  if (first) return sample({ ...place, schema: first });
  if (schema.allOf) return mergedSample(schema.allOf, place);
  if (schema.nullable) return null;
  if (schema.enum) return schema.enum[0];
  if (schema.items) return depth < deepest ? [sample({ schemas, schema: schema.items, depth: depth + 1 })] : [];
  if (schema.properties) return ofMembers(schema.properties, place);
  return plainValues[schema.type ?? ''] ?? null;
}

const saidOf = (...names: readonly string[]): unknown => {
  const known = names.find((name) => name in memberSamples);
  return known === undefined ? undefined : memberSamples[known];
};

function ofNamed(name: string, place: Place): unknown {
  const { member: _, ...rest } = place;
  const schema = place.schemas[name] ?? {};
  const said = Object.entries(bodySamples[name] ?? {});
  if (said.length === 0) return sample({ ...rest, schema, owner: name });
  const inPlace = (member: string, value: unknown) => {
    const of = schema.properties?.[member] ?? {};
    return inForm(value, enumerationOf(of.items ?? of, place.schemas));
  };
  return Object.fromEntries(said.map(([member, value]) => [member, inPlace(member, value)]));
}

const ofMembers = (members: NonNullable<Schema['properties']>, { schemas, owner, depth }: Place): object =>
  Object.fromEntries(
    Object.entries(members).map(([member, schema]) => [
      member,
      sample({ schema, schemas, member, depth: depth + 1, ...(owner === undefined ? {} : { owner }) }),
    ]),
  );

function mergedSample(schemas: readonly Schema[], place: Place): unknown {
  const [only, ...more] = schemas.map((schema) => sample({ ...place, schema }));
  return more.length === 0 ? only : Object.assign({}, only, ...more);
}

const enumerationOf = (schema: Schema, schemas: Components): Schema | undefined => {
  const named = schema.$ref === undefined ? schema.allOf?.[0] : schema;
  const found = named && schemas[referredName(named)];
  return found?.enum ? found : undefined;
};

/** Enumerations are written as names; in the document they are what is sent. */
function inForm(value: unknown, enumeration: Schema | undefined): unknown {
  if (Array.isArray(value)) return value.map((one) => inForm(one, enumeration));
  const number = enumeration?.['x-enum-varnames']?.indexOf(String(value)) ?? -1;
  return number < 0 ? value : number;
}

const plainValues: Readonly<Record<string, unknown>> = { string: 'text', integer: 0, boolean: false, object: {} };

/** An example of a parameter of an operation, if there is one to show. */
export function parameterSample(
  operationId: string,
  name: string,
  { schema, isList }: Parameter,
): { readonly example?: unknown } {
  const value = parameterSamples[`${operationId}.${name}`] ?? parameterSamples[name] ?? schema.default;
  if (value === undefined) return {};
  return { example: isList ? [value] : value };
}
