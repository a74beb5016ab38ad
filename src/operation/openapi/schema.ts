import type { ObjectShape, Shape } from '../../json/shape.ts';
import type { AnswerShape, DtoShape, EnumValues } from '../answer-shape.ts';

/** A schema of OpenAPI 3.0, as far as this document uses it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly nullable?: boolean;
  readonly enum?: readonly (string | number)[];
  /** What the numbers of an enumeration are called. */
  readonly 'x-enum-varnames'?: readonly string[];
  readonly default?: string | number | boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | true;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly discriminator?: { readonly propertyName: string; readonly mapping?: Readonly<Record<string, string>> };
}

/** The name under which a schema refers to another one. */
export const referredName = ({ $ref = '' }: Pick<Schema, '$ref'>): string => $ref.slice($ref.lastIndexOf('/') + 1);

export type Components = Readonly<Record<string, Schema>>;

type OneOfShape = Extract<AnswerShape, { readonly kind: 'oneOf' }>;

interface SchemaParts {
  readonly enumValues: EnumValues;
  /** What members mean, by name, or by schema and name. */
  readonly meanings: Readonly<Record<string, string>>;
  /** What is there without an operation that asks for it. */
  readonly given: Components;
}

/** The schemas that others refer to by name, filled while those are made. */
export class Schemas {
  readonly components: Record<string, Schema>;
  readonly #enumValues: EnumValues;
  readonly #meanings: SchemaParts['meanings'];

  constructor({ enumValues, meanings, given }: SchemaParts) {
    this.#enumValues = enumValues;
    this.#meanings = meanings;
    this.components = { ...given };
  }

  /** The schema of a body that is read. */
  ofBody(shape: Shape): Schema {
    switch (shape.kind) {
      case 'text':
        return { type: 'string', nullable: true };
      case 'boolean':
        return { type: 'boolean', ...orNull(shape.nullable) };
      case 'guid':
        return { type: 'string', format: 'uuid', ...orNull(shape.nullable) };
      case 'int32':
      case 'int64':
        return { type: 'integer', format: shape.kind, ...orNull(shape.nullable) };
      case 'dateTime':
        return { type: 'string', format: 'date-time', ...orNull(shape.nullable) };
      case 'enumeration': {
        const named = this.#enumeration(shape.clrName, shape.names);
        return shape.nullable ? this.#orNull(named) : named;
      }
      case 'list':
        return {
          type: 'array',
          items: notNull(this.ofBody(shape.of)),
          ...(shape.most === undefined ? {} : { maxItems: shape.most }),
          nullable: true,
        };
      case 'map':
        return { type: 'object', additionalProperties: this.ofBody(shape.of), nullable: true };
      case 'object':
        return this.#command(shape);
    }
  }

  /** The schema of a body that is sent. */
  ofAnswer(shape: AnswerShape): Schema {
    switch (shape.kind) {
      case 'any':
        return {};
      case 'string':
        return { type: 'string' };
      case 'uuid':
        return { type: 'string', format: 'uuid' };
      case 'flag':
        return { type: 'boolean' };
      case 'int32':
      case 'int64':
        return { type: 'integer', format: shape.kind };
      case 'moment':
        return { type: 'string', format: 'date-time' };
      case 'numbered':
        return this.#enumeration(shape.name, shape.names);
      case 'list':
        return { type: 'array', items: this.ofAnswer(shape.of) };
      case 'map':
        return { type: 'object', additionalProperties: this.ofAnswer(shape.of) };
      case 'nullable':
        return this.#orNull(this.ofAnswer(shape.of));
      case 'optional':
        return this.ofAnswer(shape.of);
      case 'oneOf':
        return this.#oneOf(shape);
      case 'dto':
        return this.#dto(shape);
    }
  }

  /** A name in messages carries its namespace; here the last part is enough. */
  named(fullName: string, make: () => Schema): Schema {
    const name = fullName.slice(fullName.lastIndexOf('.') + 1);
    if (!(name in this.components)) {
      this.components[name] = {}; // An object may contain itself.
      this.components[name] = make();
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  /** Null counts only beside a type; what may be anything may be null anyway. */
  #orNull(schema: Schema): Schema {
    if (schema.$ref !== undefined) {
      const { type = 'object' } = this.components[referredName(schema)] ?? {};
      return { type, allOf: [schema], nullable: true };
    }
    if (schema.oneOf !== undefined) return { type: 'object', ...schema, nullable: true };
    return schema.type === undefined ? schema : { ...schema, nullable: true };
  }

  /** In the form in which it is sent, also where it is read: what was answered can be sent back. */
  #enumeration(fullName: string, names: readonly string[]): Schema {
    const name = fullName.slice(fullName.lastIndexOf('.') + 1);
    return this.named(name, () =>
      this.#enumValues === 'names'
        ? { type: 'string', enum: names, ...{ 'x-ms-enum': { name, modelAsString: false } } }
        : { type: 'integer', format: 'int32', enum: names.map((_, n) => n), 'x-enum-varnames': names },
    );
  }

  #command({ clrName, members, required = [] }: ObjectShape): Schema {
    return this.named(clrName, () => ({
      type: 'object',
      ...(required.length === 0 ? {} : { required }),
      properties: mapValues(members, (member, name) => {
        const schema = this.ofBody(member);
        return this.#described(required.includes(name) ? notNull(schema) : schema, clrName, name);
      }),
    }));
  }

  #dto({ name, members }: DtoShape): Schema {
    return this.named(name, () => this.#object(name, members));
  }

  #object(name: string, members: DtoShape['members']): Schema {
    return {
      type: 'object',
      required: Object.keys(members).filter((member) => members[member]?.kind !== 'optional'),
      properties: mapValues(members, (of, member) => this.#described(this.ofAnswer(of), name, member)),
    };
  }

  /**
   * What all variants have stands in a schema of its own, which each of them extends. That schema names no discriminator, though
   * the one of the original does: generators of Java and Kotlin would make classes that inherit, and then no two types of the
   * member by which the variants are told apart fit together.
   */
  #oneOf({ name, discriminator: propertyName, variants }: OneOfShape): Schema {
    const [first, ...others] = Object.values(variants).map(({ members }) => members);
    const isShared = (member: string) => others.every((members) => member in members);
    const [shared, base] = [Object.entries(first ?? {}).filter(([member]) => isShared(member)), name];
    const parent = this.named(base, () => this.#object(base, Object.fromEntries(shared)));
    const schemas = mapValues(variants, ({ name: own, members }, tag) =>
      this.named(own, () => {
        const rest = Object.entries(members).filter(([member]) => !isShared(member));
        const { required = [], properties } = this.#object(own, Object.fromEntries(rest));
        const told = { type: 'string', enum: [tag], description: this.#meaningOf(own, propertyName) ?? '' };
        const part = {
          type: 'object',
          required: [propertyName, ...required],
          properties: { [propertyName]: told, ...properties },
        };
        return { allOf: [parent, part] };
      }),
    );
    const mapping = mapValues(schemas, ({ $ref = '' }) => $ref);
    return { oneOf: Object.values(schemas), discriminator: { propertyName, mapping } };
  }

  /** Beside a reference nothing else counts, so a description needs a level more. */
  #described(schema: Schema, owner: string, member: string): Schema {
    const description = this.#meaningOf(owner.slice(owner.lastIndexOf('.') + 1), member);
    if (description === undefined) return schema;
    return schema.$ref === undefined ? { ...schema, description } : { allOf: [schema], description };
  }

  #meaningOf(schema: string, member: string): string | undefined {
    return this.#meanings[`${schema}.${member}`] ?? this.#meanings[member];
  }
}

const orNull = (isNullable: boolean) => (isNullable ? { nullable: true } : {});

function notNull({ nullable: _, ...schema }: Schema): Schema {
  const [only, ...others] = schema.allOf ?? [];
  return only && others.length === 0 && schema.description === undefined ? only : schema;
}

const mapValues = <T, R>(members: Readonly<Record<string, T>>, map: (member: T, name: string) => R) =>
  Object.fromEntries(Object.entries(members).map(([name, member]) => [name, map(member, name)]));
