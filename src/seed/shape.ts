import { suggestion } from '../suggestion.ts';
import { refusal, type SeedPosition, within } from './position.ts';

// The words in which the format is declared. A reader turns one value of the file into what is kept of it, or refuses it.

/** @throws StartupError naming the place and what would be right there. */
export type Reader<T> = (value: unknown, position: SeedPosition) => T;

/** What a reader makes. */
export type ReadBy<R> = R extends Reader<infer T> ? T : never;

interface Member<T> {
  readonly read: Reader<T>;
  readonly isRequired: boolean;
  readonly fallback: T | undefined;
}

type Members = Readonly<Record<string, Member<unknown>>>;

/** A record knows its place, because what is wrong with it may show only when it is compared with others. */
type RecordOf<M extends Members> = { readonly [Name in keyof M]: M[Name] extends Member<infer T> ? T : never } & {
  readonly position: SeedPosition;
};

export function required<T>(read: Reader<T>): Member<T> {
  return { read, isRequired: true, fallback: undefined };
}

export function optional<T>(read: Reader<T>): Member<T | undefined>;
export function optional<T>(read: Reader<T>, fallback: NoInfer<T>): Member<T>;
export function optional<T>(read: Reader<T>, fallback?: T): Member<T | undefined> {
  return { read, isRequired: false, fallback };
}

/** A mapping with these members and no others. `noun` is what it declares, with its article. */
export function objectOf<const M extends Members>(noun: string, members: M): Reader<RecordOf<M>> {
  return (value, position) => {
    const given = mapping(value, position);
    for (const name of Object.keys(given)) {
      if (Object.hasOwn(members, name)) continue;
      throw refusal(within(position, name), `is unknown; ${suggestion(name, Object.keys(members), `${noun} has`)}`);
    }
    const read = Object.entries(members).map(([name, member]) => [name, readMember(given, name, member, position)]);
    return { ...Object.fromEntries(read), position } as RecordOf<M>;
  };
}

function readMember(
  given: object,
  name: string,
  { read, isRequired, fallback }: Member<unknown>,
  position: SeedPosition,
) {
  if (Object.hasOwn(given, name)) return read((given as Record<string, unknown>)[name], within(position, name));
  if (isRequired) throw refusal(position, `lacks the member ${name}`);
  return fallback;
}

/** The members of a mapping, whatever their names. */
export const mapping: Reader<Readonly<Record<string, unknown>>> = (value, position) => {
  const given = present(value, position);
  if (typeof given === 'object' && !Array.isArray(given)) return given as Record<string, unknown>;
  throw refusal(position, 'must be a mapping, that is "name: value" lines');
};

export function list<T>(item: Reader<T>): Reader<readonly T[]> {
  return (value, position) => {
    const given = present(value, position);
    if (!Array.isArray(given)) throw refusal(position, 'must be a list, that is lines which begin with "- "');
    return given.map((one, index) => item(one, within(position, index)));
  };
}

export const flag: Reader<boolean> = (value, position) => {
  if (typeof value === 'boolean') return value;
  throw refusal(position, 'must be true or false');
};

/** A whole number between two, both of them allowed. */
export const wholeNumber =
  (least: number, most: number): Reader<number> =>
  (value, position) => {
    const isOne = typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
    if (!isOne) throw refusal(position, `must be a whole number from ${least} to ${most}`);
    return value;
  };

export function choice<const T extends string>(...choices: readonly T[]): Reader<T> {
  return (value, position) => {
    const found = choices.find((one) => one === value);
    if (found !== undefined) return found;
    throw refusal(position, `must be one of ${choices.join(', ')}`);
  };
}

/** Refuses a member without a value, which may be a variable that a template did not know. */
export function present(value: unknown, position: SeedPosition): NonNullable<unknown> {
  if (value !== null && value !== undefined) return value;
  throw refusal(position, 'has no value: give it one, or leave it out');
}
