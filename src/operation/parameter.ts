/**
 * Parameters of the path and the query, each declared once: how its text is read, with the messages that clients know,
 * and how it is described.
 */
export interface Parameter<T = unknown> {
  readonly description: string;
  /** JSON schema of one value (OpenAPI 3.0). */
  readonly schema: Readonly<Record<string, unknown>>;
  /** The name of that schema, where it has one in the published API. */
  readonly named?: string;
  /** Of the query: refused when it is absent. */
  readonly isRequired?: true;
  /** May stand in the query several times. */
  readonly isList?: boolean;
  /** @param texts as they stand in the request, decoded; none when the parameter is absent. */
  readonly read: (texts: readonly string[], name: string) => Reading<T> | Promise<Reading<T>>;
}

type Reading<T> = { readonly value: T } | { readonly error: string };

/** What an operation gets of its parameters. */
export type Values<P extends Parameters> = {
  readonly [Name in keyof P]: P[Name] extends Parameter<infer T> ? T : never;
};

export interface Parameters {
  readonly [name: string]: Parameter;
}

const invalid = (text: string) => ({ error: `The value '${text}' is not valid.` });
const empty = { error: "The value '' is invalid." };

/** An id in the path. Any text is one when a record has it; of the others, only what can be an id at all is. */
export function idInPath(
  description: string,
  isKnown: (text: string) => boolean | Promise<boolean>,
  { isUuid = true } = {},
): Parameter<string> {
  return {
    description,
    schema: { type: 'string', ...(isUuid ? { format: 'uuid' } : {}) },
    read: async ([text = '']) => ((await isKnown(text)) ? { value: text } : invalid(text)),
  };
}

/** The id of a user, which need not be a UUID. */
export const userIdInPath = (isKnown: (text: string) => Promise<boolean>): Parameter<string> =>
  idInPath('The user: a UUID, or the text that was chosen as the id.', isKnown, { isUuid: false });

/** The organization. It is looked up, and the caller's right to it checked, before the operation runs. */
export function partition(description = 'The organization.'): Parameter<string> {
  return { description, schema: { type: 'string', format: 'uuid' }, read: ([text = '']) => ({ value: text }) };
}

/** A whole number within bounds; absent: the default, or undefined without one. */
export function wholeNumber<F extends number | undefined>(
  description: string,
  { least, most, fallback }: { least: number; most: number; fallback: F },
): Parameter<number | F> {
  const format = most <= 2_147_483_647 ? 'int32' : 'int64';
  return {
    description,
    schema: {
      type: 'integer',
      format,
      minimum: least,
      maximum: most,
      ...(fallback === undefined ? {} : { default: fallback }),
    },
    read: ([text], name) => {
      if (text === undefined) return { value: fallback };
      if (text === '') return empty;
      const value = /^\s*[+-]?\d{1,15}\s*$/.test(text) ? Number(text) : Number.NaN;
      const isHeld = format === 'int32' ? Math.abs(value) <= 2_147_483_647 : Number.isSafeInteger(value);
      if (!isHeld) return invalid(text);
      if (value < least || value > most) return { error: `The field ${name} must be between ${least} and ${most}.` };
      return { value };
    },
  };
}

const longest = 2n ** 63n;
/** A number that no record has. */
const nobodys = -1;

/** A 64-bit number in the path that names a record. No record has a number that JavaScript cannot hold exactly. */
export function numberInPath(description: string): Parameter<number> {
  return {
    description,
    schema: { type: 'integer', format: 'int64' },
    read: ([text = '']) => {
      const [, sign = '', digits] = /^\s*([+-]?)(\d{1,40})\s*$/.exec(text) ?? [];
      if (digits === undefined) return invalid(text);
      const value = sign === '-' ? -BigInt(digits) : BigInt(digits);
      if (value < -longest || value >= longest) return invalid(text);
      return { value: Number.isSafeInteger(Number(value)) ? Number(value) : nobodys };
    },
  };
}

/** Whether something is wanted; absent: it is not. */
export function yesOrNo(description: string): Parameter<boolean> {
  return {
    description,
    schema: { type: 'boolean', default: false },
    read: ([text = 'false']) => {
      const value = text.trim().toLowerCase();
      if (value === '') return empty;
      return value === 'true' || value === 'false' ? { value: value === 'true' } : invalid(text);
    },
  };
}

/** A text; absent and empty are the same. */
export function optionalText(description: string): Parameter<string | undefined> {
  return { description, schema: { type: 'string' }, read: ([text]) => ({ value: text || undefined }) };
}

export const longestSearch = 256;

/** A part of a name. Longer ones than any name has are refused, because what they find is remembered. */
export function searchText(description: string): Parameter<string | undefined> {
  return {
    description,
    schema: { type: 'string', maxLength: longestSearch },
    read: ([text = ''], name) =>
      text.length > longestSearch
        ? { error: `The field ${name} must be a string with a maximum length of ${longestSearch}.` }
        : { value: text.trim() || undefined },
  };
}

export function requiredText(description: string): Parameter<string> {
  return {
    description,
    schema: { type: 'string' },
    isRequired: true,
    read: ([text], name) => (text ? { value: text } : { error: `The ${name} field is required.` }),
  };
}

/** A text that may be given several times. */
export function texts(description: string): Parameter<readonly string[]> {
  return { description, isList: true, schema: { type: 'string' }, read: (given) => ({ value: given.filter(Boolean) }) };
}

/** A moment in ISO 8601, without a zone in UTC; epoch milliseconds. */
export function optionalMoment(description: string): Parameter<number | undefined> {
  return {
    description,
    schema: { type: 'string', format: 'date-time' },
    read: ([text]) => {
      if (!text) return { value: undefined };
      const value = readMoment(text.trim());
      return Number.isNaN(value) ? invalid(text) : { value };
    },
  };
}

/** A blank may stand for the plus of a zone, because a plus means a blank in a query. */
const momentForm = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+\- ]\d\d:?\d\d)?)?$/i;

/** Epoch milliseconds; NaN when the text is neither a date nor a moment. */
export function readMoment(text: string): number {
  const [, day, time = '00:00', zone = 'Z'] = momentForm.exec(text) ?? [];
  if (day === undefined) return Number.NaN;
  const offset = zone.toUpperCase() === 'Z' ? 'Z' : zone.replace(' ', '+').replace(/^(.\d\d):?/, '$1:');
  const value = Date.parse(`${day}T${time.replace(/(\.\d{3})\d+$/, '$1')}${offset}`);
  // What rolls over, such as 30 February, is no date.
  const midnight = new Date(`${day}T00:00Z`);
  return !Number.isNaN(midnight.valueOf()) && midnight.toISOString().startsWith(day) ? value : Number.NaN;
}

const directions = ['asc', 'desc'] as const;

/** The direction of a sort, or its number, in any letter case. */
export function direction(named: string, description: string): Parameter<(typeof directions)[number] | undefined> {
  return {
    description,
    named,
    schema: { type: 'string', enum: directions },
    read: ([text]) => {
      if (text === undefined) return { value: undefined };
      if (text === '') return empty;
      const value = directions.find(
        (name, number) => name.toLowerCase() === text.toLowerCase() || String(number) === text,
      );
      return value === undefined ? invalid(text) : { value };
    },
  };
}

/** One of some words, in any letter case; absent and empty are the same. */
export function oneOfWords<const Word extends string>(
  words: readonly Word[],
  description: string,
): Parameter<Word | undefined> {
  return {
    description,
    schema: { type: 'string', enum: words },
    read: ([text = '']) => {
      const value = words.find((word) => word.toLowerCase() === text.trim().toLowerCase());
      return value === undefined && text !== '' ? invalid(text) : { value };
    },
  };
}

/** The four parameters of every list that comes in pages. */
export const paging = {
  top: wholeNumber('How many at most.', { least: 0, most: 1000, fallback: 10 }),
  skip: wholeNumber('How many to leave out before the first.', { least: 0, most: 2_147_483_647, fallback: 0 }),
  sortBy: optionalText('Member to sort by, in any letter case. An unknown one means the order of the operation.'),
  sortOrder: direction('SortOrderDto', 'Direction of the sort; absent: `asc`.'),
};

export const searchTerm = searchText('Only what has this text in one of its names, in any letter case.');
