/**
 * The vocabulary in which an answer's body is declared once: from a shape come the writing of the answer, the
 * TypeScript type of what an operation returns ({@link Returned}) and the schema in the API description.
 */

/** How enumerations stand on the wire. */
export type EnumValues = 'numbers' | 'names';

interface Shape<Kind extends string, T, W = T> {
  readonly kind: Kind;
  /** For the compiler only: the type of what is written by this shape. No shape has such a member. */
  readonly returned: T;
  /** The same of what is read on the wire. */
  readonly wire: W;
}

/** One of the names; on the wire its number, or its name when the server is set so. */
interface NumberedShape<Name extends string = string> extends Shape<'numbered', Name> {
  readonly name: string;
  readonly names: readonly Name[];
}

interface ListOfShape<T = unknown, W = unknown> extends Shape<'list', T, W> {
  readonly of: AnswerShape;
}

/** An object whose member names are data. */
interface MapOfShape<T = unknown, W = unknown> extends Shape<'map', T, W> {
  readonly of: AnswerShape;
}

/** An object with these members, all of them always present unless they are optional, in this order. */
export interface DtoShape<M extends DtoMembers = DtoMembers, T = unknown, W = unknown> extends Shape<'dto', T, W> {
  readonly name: string;
  readonly members: M;
}

interface DtoMembers {
  readonly [name: string]: AnswerShape;
}

/** One of several objects, told apart by the text of one member, which each of them has. */
interface OneOfShape<T = unknown, W = unknown> extends Shape<'oneOf', T, W> {
  readonly name: string;
  readonly discriminator: string;
  readonly variants: DtoVariants;
}

interface DtoVariants {
  readonly [tag: string]: DtoShape;
}

/** A member that may be left out; its value is undefined then. */
interface OptionalShape<T = unknown, W = unknown> extends Shape<'optional', T, W> {
  readonly of: AnswerShape;
}

interface NullableShape<T = unknown, W = unknown> extends Shape<'nullable', T, W> {
  readonly of: AnswerShape;
}

export type AnswerShape =
  | Shape<'any', unknown>
  | Shape<'string' | 'uuid', string>
  | Shape<'flag', boolean>
  | Shape<'int32' | 'int64', number>
  | Shape<'moment', number, string>
  | NumberedShape
  | ListOfShape
  | MapOfShape
  | DtoShape
  | OneOfShape
  | OptionalShape
  | NullableShape;

/** What an operation returns for an answer of shape `S`. Moments are epoch milliseconds. */
export type Returned<S extends AnswerShape> = S['returned'];

/** What an answer of shape `S` is where enumerations are written as names. Moments are texts in ISO 8601. */
export type Wire<S extends AnswerShape> = S['wire'];

const scalar = <Kind extends string, T, W = T>(kind: Kind) => ({ kind }) as Shape<Kind, T, W>;

export const string = scalar<'string', string>('string');
/** An id that is made here or checked to be one: a lower-case hyphenated UUID. */
export const uuid = scalar<'uuid', string>('uuid');
/** The id of a person or an application, or of either: a UUID, or the text that was chosen for it. */
export const chosenId = scalar<'string', string>('string');
export const flag = scalar<'flag', boolean>('flag');
export const int32Out = scalar<'int32', number>('int32');
export const int64Out = scalar<'int64', number>('int64');
/** A time: ISO 8601 in UTC on the wire. */
export const moment = scalar<'moment', number, string>('moment');
/** Anything that JSON can say; for documents whose form is not fixed here. */
export const anything = scalar<'any', unknown>('any');

export const numbered = <const Name extends string>(name: string, names: readonly Name[]) =>
  ({ kind: 'numbered', name, names }) as NumberedShape<Name>;

export const listOf = <Item extends AnswerShape>(of: Item) =>
  ({ kind: 'list', of }) as ListOfShape<readonly Returned<Item>[], readonly Wire<Item>[]>;

export const mapOf = <Item extends AnswerShape>(of: Item) =>
  ({ kind: 'map', of }) as MapOfShape<Readonly<Record<string, Returned<Item>>>, Readonly<Record<string, Wire<Item>>>>;

export const nullable = <Inner extends AnswerShape>(of: Inner) =>
  ({ kind: 'nullable', of }) as NullableShape<Returned<Inner> | null, Wire<Inner> | null>;

export const optional = <Inner extends AnswerShape>(of: Inner) =>
  ({ kind: 'optional', of }) as OptionalShape<Returned<Inner> | undefined, Wire<Inner> | undefined>;

export const dto = <M extends DtoMembers>(name: string, members: M) =>
  ({ kind: 'dto', name, members }) as DtoShape<
    M,
    { readonly [K in keyof M]: Returned<M[K]> },
    { readonly [K in keyof M]: Wire<M[K]> }
  >;

export const oneOf = <Discriminator extends string, M extends DtoVariants>(
  name: string,
  discriminator: Discriminator,
  variants: M,
) =>
  ({ kind: 'oneOf', name, discriminator, variants }) as unknown as OneOfShape<
    Variant<Discriminator, M>,
    WireVariant<Discriminator, M>
  >;

type Variant<Discriminator extends string, M extends DtoVariants> = {
  [Tag in keyof M]: { readonly [K in Discriminator]: Tag } & Omit<Returned<M[Tag]>, Discriminator>;
}[keyof M];

type WireVariant<Discriminator extends string, M extends DtoVariants> = {
  [Tag in keyof M]: { readonly [K in Discriminator]: Tag } & Omit<Wire<M[Tag]>, Discriminator>;
}[keyof M];

/** One page of a longer list, with the count of all that match. */
export const pageOf = <Item extends DtoShape>(name: string, of: Item) =>
  dto(name, { totalCount: int64Out, results: listOf(of) });
