/**
 * The vocabulary in which a request body's type is declared once: from a shape come the reader's behaviour, the
 * TypeScript type ({@link Infer}) and, elsewhere, the schema in the API description.
 *
 * A shape stands for a .NET type, because the answers of the API name such types in their messages. Reference types
 * (text, list, map, object) may always be null; value types only when declared `nullable`.
 */

/** `System.String`. */
export interface TextShape {
  readonly kind: 'text';
}

/** `System.Boolean`. */
export interface BooleanShape<N extends boolean = boolean> {
  readonly kind: 'boolean';
  readonly nullable: N;
}

/** `System.Guid`, read as its lower-case hyphenated form. */
export interface GuidShape<N extends boolean = boolean> {
  readonly kind: 'guid';
  readonly nullable: N;
}

/** `System.Int32`. */
export interface Int32Shape<N extends boolean = boolean> {
  readonly kind: 'int32';
  readonly nullable: N;
}

/**
 * `System.Int64`, read as a JavaScript number. A value that a number cannot hold exactly (beyond 2^53 - 1) is refused
 * with the message that the library has for a value beyond 2^63.
 */
export interface Int64Shape<N extends boolean = boolean> {
  readonly kind: 'int64';
  readonly nullable: N;
}

/** `System.DateTime`, read as ISO 8601 text in UTC with up to seven fraction digits. No zone given means UTC. */
export interface DateTimeShape<N extends boolean = boolean> {
  readonly kind: 'dateTime';
  readonly nullable: N;
}

/**
 * An enumeration whose names stand for 0, 1, 2 …: read from a number, digits in a string, or a name in any case.
 * A number that no name stands for is kept as that number, as .NET does; the code that uses the value decides about it.
 */
export interface EnumerationShape<Name extends string = string, N extends boolean = boolean> {
  readonly kind: 'enumeration';
  readonly clrName: string;
  readonly names: readonly Name[];
  readonly nullable: N;
}

/** `System.Collections.Generic.List`. */
export interface ListShape<Item extends Shape = Shape> {
  readonly kind: 'list';
  readonly of: Item;
  /** How many elements it may have; without it, as many as fit into the body. */
  readonly most?: number;
}

/** `System.Collections.Generic.Dictionary` from text to text. */
export interface MapShape {
  readonly kind: 'map';
  readonly of: TextShape;
}

/** A class with the members named. */
export interface ObjectShape<M extends Members = Members> {
  readonly kind: 'object';
  readonly clrName: string;
  readonly members: M;
  /** Members without which the operation refuses, in words of its own. The reader accepts a body without them. */
  readonly required?: readonly string[];
}

/** Any shape. */
export type Shape =
  | TextShape
  | BooleanShape
  | GuidShape
  | Int32Shape
  | Int64Shape
  | DateTimeShape
  | EnumerationShape
  | ListShape
  | MapShape
  | ObjectShape;

/** The members of a class, in the order of their declaration. */
export interface Members {
  readonly [name: string]: Shape;
}

/** The TypeScript type of a value of shape `S`, null left out. */
export type Infer<S extends Shape> = S extends TextShape | GuidShape | DateTimeShape
  ? string
  : S extends BooleanShape
    ? boolean
    : S extends Int32Shape | Int64Shape
      ? number
      : S extends EnumerationShape<infer Name>
        ? Name | number
        : S extends ListShape<infer Item>
          ? InferSlot<Item>[]
          : S extends MapShape
            ? Record<string, string | null>
            : S extends ObjectShape<infer M>
              ? InferMembers<M>
              : never;

/** An interface of its own, so that the compiler unfolds a member only when it is looked at. */
type InferMembers<M extends Members> = { -readonly [K in keyof M]: InferSlot<M[K]> };

/** The TypeScript type of a member or element of shape `S`, null included where the shape allows it. */
type InferSlot<S extends Shape> = S extends { readonly nullable: false } ? Infer<S> : Infer<S> | null;

/** Makes a value type take null as well. */
interface Nullable {
  readonly nullable: true;
}

/** Text; may be null. */
export function text(): TextShape {
  return { kind: 'text' };
}

/** True or false. */
export function boolean(): BooleanShape<false>;
export function boolean(options: Nullable): BooleanShape<true>;
export function boolean(options?: Nullable): BooleanShape {
  return { kind: 'boolean', nullable: options !== undefined };
}

/** A uuid. */
export function guid(): GuidShape<false>;
export function guid(options: Nullable): GuidShape<true>;
export function guid(options?: Nullable): GuidShape {
  return { kind: 'guid', nullable: options !== undefined };
}

/** A 32-bit integer. */
export function int32(): Int32Shape<false>;
export function int32(options: Nullable): Int32Shape<true>;
export function int32(options?: Nullable): Int32Shape {
  return { kind: 'int32', nullable: options !== undefined };
}

/** A 64-bit integer, as far as a JavaScript number holds it. */
export function int64(): Int64Shape<false>;
export function int64(options: Nullable): Int64Shape<true>;
export function int64(options?: Nullable): Int64Shape {
  return { kind: 'int64', nullable: options !== undefined };
}

/** A moment. */
export function dateTime(): DateTimeShape<false>;
export function dateTime(options: Nullable): DateTimeShape<true>;
export function dateTime(options?: Nullable): DateTimeShape {
  return { kind: 'dateTime', nullable: options !== undefined };
}

/** One of the names given; the first stands for 0. */
export function enumeration<const Name extends string>(
  clrName: string,
  names: readonly Name[],
): EnumerationShape<Name, false>;
export function enumeration<const Name extends string>(
  clrName: string,
  names: readonly Name[],
  options: Nullable,
): EnumerationShape<Name, true>;
export function enumeration(clrName: string, names: readonly string[], options?: Nullable): EnumerationShape {
  return { kind: 'enumeration', clrName, names, nullable: options !== undefined };
}

/** A list; may be null. */
export function list<Item extends Shape>(of: Item, bound: { readonly most?: number } = {}): ListShape<Item> {
  return { kind: 'list', of, ...bound };
}

/** A map from text to text; may be null. */
export function map(of: TextShape): MapShape {
  return { kind: 'map', of };
}

/** An object; may be null where it is a member or an element. Member names are ASCII, as the API's all are. */
export function object<M extends Members>(
  clrName: string,
  members: M,
  described: { readonly required?: readonly (keyof M & string)[] } = {},
): ObjectShape<M> {
  return { kind: 'object', clrName, members, ...described };
}
