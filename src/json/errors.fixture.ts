import { readJson } from './read.ts';
import type { ObjectShape } from './shape.ts';

/** The errors of a body: key and text of each, in order. */
export type Errors = readonly (readonly [key: string, message: string])[];

/** The errors of reading the body as this shape; none when it is right. */
export function errorsOf(body: string, shape: ObjectShape): Errors {
  const result = readJson(body, shape);
  return result.ok ? [] : result.errors.map(({ key, message }) => [key, message]);
}

/** Errors whose key is their path, on line 1. */
export function at(path: string, ...found: readonly (readonly [text: string, position: number])[]): Errors {
  return found.map(([text, position]) => [path, `${text} Path '${path}', line 1, position ${position}.`]);
}
