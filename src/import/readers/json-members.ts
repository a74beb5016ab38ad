import { RowProblem } from './row-problem.ts';
import { isTime } from './time.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Any value in words: of an object or a list its JSON, because what stands in a file may have a member `toString`. */
export const inWords = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);

/** @throws RowProblem when it is none. */
export function requireObject(value: unknown): JsonObject {
  if (isObject(value)) return value;
  throw new RowProblem('is no object');
}

function member<T>(of: JsonObject, name: string, is: (value: unknown) => value is T, problem: string): T | undefined {
  const value = Object.hasOwn(of, name) ? of[name] : undefined;
  if (value === undefined || value === null) return undefined;
  if (is(value)) return value;
  throw new RowProblem(`${name} ${problem}`);
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
const isMoment = (value: unknown): value is number => typeof value === 'number' && isTime(value);
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

// Members of an object by name: undefined where they are absent or null, a RowProblem where they are something else.

/** The text as it stands there, for passwords and hashes. */
export const exactText = (of: JsonObject, name: string): string | undefined => member(of, name, isText, 'is no text');

/** The text without blanks around it; undefined where nothing is left. */
export const text = (of: JsonObject, name: string): string | undefined => exactText(of, name)?.trim() || undefined;

export const flag = (of: JsonObject, name: string): boolean | undefined =>
  member(of, name, isFlag, 'is neither true nor false');
export const number = (of: JsonObject, name: string): number | undefined => member(of, name, isNumber, 'is no number');
/** Epoch milliseconds. */
export const time = (of: JsonObject, name: string): number | undefined => member(of, name, isMoment, 'is no time');
export const object = (of: JsonObject, name: string): JsonObject | undefined =>
  member(of, name, isObject, 'is no object');
export const list = (of: JsonObject, name: string): readonly unknown[] => member(of, name, isList, 'is no list') ?? [];

export const objects = (of: JsonObject, name: string): readonly JsonObject[] =>
  list(of, name).map((one) => {
    if (isObject(one)) return one;
    throw new RowProblem(`${name} holds something that is no object`);
  });

export const texts = (of: JsonObject, name: string): readonly string[] =>
  list(of, name).map((one) => {
    if (isText(one)) return one;
    throw new RowProblem(`${name} holds something that is no text`);
  });
