/**
 * The vocabulary in which an answer's body is declared once: from a shape come the writing of the answer, the
 * TypeScript type of what an operation returns ({@link Returned}) and the schema in the API description.
 */

/** Anything that JSON can say; for documents whose form is not fixed here. */
interface AnyShape {
  readonly kind: 'any';
}

interface ScalarShape<K extends 'string' | 'uuid' | 'flag' | 'int32' | 'int64' | 'moment'> {
  readonly kind: K;
}

/** One of the names; on the wire its number, or its name when the server is set so. */
interface NumberedShape<Name extends string = string> {
  readonly kind: 'numbered';
  readonly name: string;
  readonly names: readonly Name[];
}

interface ListOfShape<Item extends AnswerShape = AnswerShape> {
  readonly kind: 'list';
  readonly of: Item;
}

/** An object whose member names are data. */
interface MapOfShape<Item extends AnswerShape = AnswerShape> {
  readonly kind: 'map';
  readonly of: Item;
}

/** An object with these members, all of them always present, in this order. */
export interface DtoShape<M extends DtoMembers = DtoMembers> {
  readonly kind: 'dto';
  readonly name: string;
  readonly members: M;
}

interface DtoMembers {
  readonly [name: string]: AnswerShape;
}

/** One of several objects, told apart by the text of one member, which each of them has. */
interface OneOfShape<Discriminator extends string = string, M extends DtoVariants = DtoVariants> {
  readonly kind: 'oneOf';
  readonly name: string;
  readonly discriminator: Discriminator;
  readonly variants: M;
}

interface DtoVariants {
  readonly [tag: string]: DtoShape;
}

interface NullableShape<Inner extends AnswerShape = AnswerShape> {
  readonly kind: 'nullable';
  readonly of: Inner;
}

export type AnswerShape =
  | AnyShape
  | ScalarShape<'string'>
  | ScalarShape<'uuid'>
  | ScalarShape<'flag'>
  | ScalarShape<'int32'>
  | ScalarShape<'int64'>
  | ScalarShape<'moment'>
  | NumberedShape
  | ListOfShape
  | MapOfShape
  | DtoShape
  | OneOfShape
  | NullableShape;

/** What an operation returns for an answer of shape `S`. Moments are epoch milliseconds. */
export type Returned<S extends AnswerShape> =
  S extends NullableShape<infer Inner>
    ? Returned<Inner> | null
    : S extends ScalarShape<'string'> | ScalarShape<'uuid'>
      ? string
      : S extends ScalarShape<'flag'>
        ? boolean
        : S extends ScalarShape<'int32'> | ScalarShape<'int64'> | ScalarShape<'moment'>
          ? number
          : S extends NumberedShape<infer Name>
            ? Name
            : S extends ListOfShape<infer Item>
              ? readonly Returned<Item>[]
              : S extends MapOfShape<infer Item>
                ? Readonly<Record<string, Returned<Item>>>
                : S extends DtoShape<infer M>
                  ? { readonly [K in keyof M]: Returned<M[K]> }
                  : S extends OneOfShape<infer Discriminator, infer M>
                    ? {
                        [Tag in keyof M]: { readonly [K in Discriminator]: Tag } & Omit<
                          Returned<M[Tag]>,
                          Discriminator
                        >;
                      }[keyof M]
                    : S extends AnyShape
                      ? unknown
                      : never;

export const string = { kind: 'string' } as const;
/** An id: a lower-case hyphenated UUID, or whatever text a client chose. */
export const uuid = { kind: 'uuid' } as const;
export const flag = { kind: 'flag' } as const;
export const int32Out = { kind: 'int32' } as const;
export const int64Out = { kind: 'int64' } as const;
/** A time: ISO 8601 in UTC on the wire. */
export const moment = { kind: 'moment' } as const;
export const anything = { kind: 'any' } as const;

export const numbered = <const Name extends string>(name: string, names: readonly Name[]): NumberedShape<Name> => ({
  kind: 'numbered',
  name,
  names,
});
export const listOf = <Item extends AnswerShape>(of: Item): ListOfShape<Item> => ({ kind: 'list', of });
export const mapOf = <Item extends AnswerShape>(of: Item): MapOfShape<Item> => ({ kind: 'map', of });
export const nullable = <Inner extends AnswerShape>(of: Inner): NullableShape<Inner> => ({ kind: 'nullable', of });
export const dto = <M extends DtoMembers>(name: string, members: M): DtoShape<M> => ({ kind: 'dto', name, members });
export const oneOf = <Discriminator extends string, M extends DtoVariants>(
  name: string,
  discriminator: Discriminator,
  variants: M,
): OneOfShape<Discriminator, M> => ({ kind: 'oneOf', name, discriminator, variants });

/** One page of a longer list, with the count of all that match. */
export const pageOf = <Item extends DtoShape>(name: string, of: Item) =>
  dto(name, { totalCount: int64Out, results: listOf(of) });
