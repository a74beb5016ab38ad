/**
 * The members with which the library describes objects themselves: `$id` gives an object a name, `$ref` stands for
 * the object so named, `$type` is ignored, `$values` holds the elements of a list. They count only at the beginning
 * of an object, before any other member.
 */
import { clrText } from './clr-value.ts';
import { Fault } from './fault.ts';
import { readToken } from './read-token.ts';
import type { Reader } from './reader.ts';
import type { Shape } from './shape.ts';
import { clrName, isNullable } from './shape-facts.ts';

/** An object, list or map that a body has named. */
export interface Named {
  readonly shape: Shape;
  readonly value: object;
}

/** What a body has named so far. Each name is given once, and each thing gets one name. */
export class Names {
  readonly #named = new Map<string, Named>();
  readonly #things = new Set<object>();

  /** The thing of that name. */
  named(id: string): Named | undefined {
    return this.#named.get(id);
  }

  /** Gives the thing the name. False when either is taken already, even by the other. */
  add(id: string, named: Named): boolean {
    if (this.#named.has(id) || this.#things.has(named.value)) return false;
    this.#named.set(id, named);
    this.#things.add(named.value);
    return true;
  }
}

/** What the members at the beginning of an object say. `named` is undefined when nothing has the name. */
export type Metadata =
  | { readonly kind: 'none' | 'values'; readonly id: string | undefined }
  | { readonly kind: 'reference'; readonly named: Named | undefined };

/** Reads these members; the reader stands at the first token in the object, and then at the first that is left. */
export function readMetadata(reader: Reader, names: Names): Metadata {
  let id: string | undefined;
  while (reader.token === 'PropertyName') {
    switch (reader.value) {
      case '$ref': {
        const reference = readReference(reader);
        if (reference !== undefined) return { kind: 'reference', named: names.named(reference) };
        break;
      }
      case '$type':
        advance(reader);
        // The library asks for the text of a value without looking whether there is one.
        if (reader.value === null) throw new Fault('Object reference not set to an instance of an object');
        advance(reader);
        break;
      case '$id':
        advance(reader);
        id = reader.value === null ? undefined : clrText(reader.value);
        advance(reader);
        break;
      case '$values':
        advance(reader);
        return { kind: 'values', id };
      default:
        return { kind: 'none', id };
    }
  }
  return { kind: 'none', id };
}

function readReference(reader: Reader): string | undefined {
  advance(reader);
  if (reader.token !== 'String' && reader.token !== 'Null') {
    throw reader.fault('JSON reference $ref property must have a string or null value.');
  }
  const reference = reader.value === null ? undefined : clrText(reader.value);
  advance(reader);
  if (reference !== undefined && reader.at('PropertyName')) {
    throw reader.fault(
      'Additional content found in JSON reference object. A JSON reference object should only have a $ref property.',
    );
  }
  return reference;
}

/** Moves to the next token, which has to be there. */
export function advance(reader: Reader): void {
  if (!readToken(reader)) throw reader.fault('Unexpected end when reading JSON.');
}

/** Whether a reference to what was named, or to nothing, can stand where the shape is wanted. */
export function fits(named: Named | undefined, shape: Shape): boolean {
  return named === undefined ? isNullable(shape) : isSameType(named.shape, shape);
}

function isSameType(one: Shape, other: Shape): boolean {
  if (one.kind === 'list') return other.kind === 'list' && isSameType(one.of, other.of);
  // Two objects of one .NET name may still have been declared with different members.
  return one.kind === 'object' ? one === other : clrName(one) === clrName(other);
}
