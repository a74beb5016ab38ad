import type { AnswerShape, DtoShape } from '../answer/shape.ts';
import type { EnumValues } from '../answer/write.ts';
import type { Shape } from '../json/shape.ts';

type Schema = Readonly<Record<string, unknown>>;

/** The schemas that others refer to by name, filled while those are made. */
export class Schemas {
  readonly components: Record<string, Schema> = {};
  readonly #enumValues: EnumValues;

  constructor(enumValues: EnumValues) {
    this.#enumValues = enumValues;
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
      case 'enumeration':
        return this.#named(shape.clrName, () => ({ enum: shape.names, type: 'string' }));
      case 'list':
        return {
          type: 'array',
          items: this.ofBody(shape.of),
          ...(shape.most === undefined ? {} : { maxItems: shape.most }),
          nullable: true,
        };
      case 'map':
        return { type: 'object', additionalProperties: this.ofBody(shape.of), nullable: true };
      case 'object':
        return this.#named(shape.clrName, () => ({
          type: 'object',
          properties: mapValues(shape.members, (member) => this.ofBody(member)),
        }));
    }
  }

  /** The schema of a body that is sent. */
  ofAnswer(shape: AnswerShape): Schema {
    switch (shape.kind) {
      case 'any':
        return {};
      case 'string':
      case 'uuid': // Ids that clients chose need not be UUIDs, so no format is promised.
        return { type: 'string' };
      case 'flag':
        return { type: 'boolean' };
      case 'int32':
      case 'int64':
        return { type: 'integer', format: shape.kind };
      case 'moment':
        return { type: 'string', format: 'date-time' };
      case 'numbered':
        return this.#enumValues === 'names'
          ? { type: 'string', enum: shape.names }
          : { type: 'integer', format: 'int32', enum: shape.names.map((_, n) => n), 'x-enum-varnames': shape.names };
      case 'list':
        return { type: 'array', items: this.ofAnswer(shape.of) };
      case 'map':
        return { type: 'object', additionalProperties: this.ofAnswer(shape.of) };
      case 'nullable': {
        const inner = this.ofAnswer(shape.of);
        return '$ref' in inner ? { allOf: [inner], nullable: true } : { ...inner, nullable: true };
      }
      case 'optional':
        return this.ofAnswer(shape.of);
      case 'oneOf':
        return this.#oneOf(shape);
      case 'dto':
        return this.#object(shape);
    }
  }

  /** @param told the text of the member by which the object is told from its alternatives. */
  #object({ name, members }: DtoShape, told: Readonly<Record<string, string>> = {}): Schema {
    const schemaOf = (member: string, shape: AnswerShape) =>
      told[member] === undefined ? this.ofAnswer(shape) : { type: 'string', enum: [told[member]] };
    return this.#named(name, () => ({
      type: 'object',
      required: Object.keys(members).filter((member) => members[member]?.kind !== 'optional'),
      properties: Object.fromEntries(Object.entries(members).map(([member, of]) => [member, schemaOf(member, of)])),
      additionalProperties: false,
    }));
  }

  #oneOf({ discriminator: propertyName, variants }: Extract<AnswerShape, { readonly kind: 'oneOf' }>): Schema {
    const schemas = mapValues(variants, (variant, tag) => this.#object(variant, { [propertyName]: tag }));
    const mapping = mapValues(schemas, ({ $ref }) => $ref);
    return { oneOf: Object.values(schemas), discriminator: { propertyName, mapping } };
  }

  /** A name in messages carries its namespace; here the last part is enough. */
  #named(fullName: string, make: () => Schema): Schema {
    const name = fullName.slice(fullName.lastIndexOf('.') + 1);
    if (!(name in this.components)) {
      this.components[name] = {}; // An object may contain itself.
      this.components[name] = make();
    }
    return { $ref: `#/components/schemas/${name}` };
  }
}

const orNull = (isNullable: boolean) => (isNullable ? { nullable: true } : {});

const mapValues = <T, R>(members: Readonly<Record<string, T>>, map: (member: T, name: string) => R) =>
  Object.fromEntries(Object.entries(members).map(([name, member]) => [name, map(member, name)]));
