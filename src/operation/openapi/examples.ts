import type { Parameter } from '../parameter.ts';
import type { ExampleValues } from '../vocabulary.ts';
import { type Components, referredName, type Schema } from './schema.ts';

/** Objects inside of objects that are written out. */
const deepest = 6;

/** The position of a schema within the one that is exemplified. */
interface SchemaPosition {
  readonly schema: Schema;
  /** The schema in which the value is a member, and the name of that member. */
  readonly owner?: string;
  readonly member?: string;
  readonly depth: number;
}

const plainValues: Readonly<Record<string, unknown>> = { string: 'text', integer: 0, boolean: false, object: {} };

/** Examples of what is sent and answered, put together from known values. */
export class Examples {
  readonly #known: Required<ExampleValues>;
  readonly #components: Components;

  constructor(known: Required<ExampleValues>, components: Components) {
    this.#known = known;
    this.#components = components;
  }

  ofBody(schema: Schema): unknown {
    return this.#at({ schema, depth: 0 });
  }

  ofAnswer(operationId: string, schema: Schema): unknown {
    return this.#known.answers[operationId] ?? this.ofBody(schema);
  }

  /** Without the member `example` when there is nothing to show. */
  ofParameter(operationId: string, name: string, { schema, isList }: Parameter): { readonly example?: unknown } {
    const { parameters } = this.#known;
    const value = parameters[`${operationId}.${name}`] ?? parameters[name] ?? schema.default;
    if (value === undefined) return {};
    return { example: isList ? [value] : value };
  }

  #at(position: SchemaPosition): unknown {
    const { schema, owner, member, depth } = position;
    const known = member === undefined ? undefined : this.#ofMember(`${owner}.${member}`, member);
    if (known !== undefined) return inForm(known, this.#enumerationOf(schema));
    if (schema.$ref !== undefined) return this.#ofNamed(referredName(schema), position);
    const [first] = schema.oneOf ?? [];
    if (first) return this.#at({ ...position, schema: first });
    if (schema.allOf) return this.#merged(schema.allOf, position);
    if (schema.nullable) return null;
    if (schema.enum) return schema.enum[0];
    if (schema.items) return depth < deepest ? [this.#at({ schema: schema.items, depth: depth + 1 })] : [];
    if (schema.properties) return this.#ofProperties(schema.properties, position);
    return plainValues[schema.type ?? ''] ?? null;
  }

  #ofMember(...names: readonly string[]): unknown {
    const { members } = this.#known;
    const known = names.find((name) => name in members);
    return known === undefined ? undefined : members[known];
  }

  #ofNamed(name: string, { member: _, ...position }: SchemaPosition): unknown {
    const schema = this.#components[name] ?? {};
    const known = Object.entries(this.#known.bodies[name] ?? {});
    if (known.length === 0) return this.#at({ ...position, schema, owner: name });
    const written = (member: string, value: unknown) => {
      const property = schema.properties?.[member] ?? {};
      return inForm(value, this.#enumerationOf(property.items ?? property));
    };
    return Object.fromEntries(known.map(([member, value]) => [member, written(member, value)]));
  }

  #ofProperties(properties: NonNullable<Schema['properties']>, { owner, depth }: SchemaPosition): object {
    const named = owner === undefined ? {} : { owner };
    return Object.fromEntries(
      Object.entries(properties).map(([member, schema]) => [
        member,
        this.#at({ schema, member, depth: depth + 1, ...named }),
      ]),
    );
  }

  #merged(schemas: readonly Schema[], position: SchemaPosition): unknown {
    const [only, ...more] = schemas.map((schema) => this.#at({ ...position, schema }));
    return more.length === 0 ? only : Object.assign({}, only, ...more);
  }

  #enumerationOf(schema: Schema): Schema | undefined {
    const named = schema.$ref === undefined ? schema.allOf?.[0] : schema;
    const found = named && this.#components[referredName(named)];
    return found?.enum ? found : undefined;
  }
}

/** Enumerations are known by name; in the document they are what is sent. */
function inForm(value: unknown, enumeration: Schema | undefined): unknown {
  if (Array.isArray(value)) return value.map((one) => inForm(one, enumeration));
  const number = enumeration?.['x-enum-varnames']?.indexOf(String(value)) ?? -1;
  return number < 0 ? value : number;
}
