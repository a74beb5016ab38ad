/** Turning the value of a token into a value of the wanted type. */
import { formatIso } from './clr-date.ts';
import { parseEnumeration } from './clr-enumeration.ts';
import { parseGuid } from './clr-guid.ts';
import { doubleToInt64, isInt64, parseInt64Text } from './clr-number.ts';
import { type ClrValue, clrText, describe } from './clr-value.ts';
import type { Reader } from './reader.ts';
import type { Shape } from './shape.ts';
import { clrName, enumerationValue, isNullable } from './shape-facts.ts';

/** The value as a value of the shape, or a fault that names both. */
export function convert(reader: Reader, value: ClrValue, shape: Shape): unknown {
  if (value === null && isNullable(shape)) return null;
  const converted = value === null ? undefined : converter(shape)(value, shape);
  if (converted !== undefined) return converted;
  throw reader.fault(`Error converting value ${describe(value)} to type '${clrName(shape)}'.`);
}

type Present = Exclude<ClrValue, null>;

function converter(shape: Shape): (value: Present, shape: Shape) => unknown {
  switch (shape.kind) {
    case 'text':
      return clrText;
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? value : undefined);
    case 'guid':
      return (value) => (typeof value === 'string' ? parseGuid(value) : undefined);
    case 'int32':
    case 'int64':
      return toSafeNumber;
    case 'dateTime':
      return (value) => (typeof value === 'object' && value.kind === 'date' ? formatIso(value.ticks) : undefined);
    case 'enumeration':
      return (value) => toEnumeration(value, shape.names);
    case 'list':
    case 'map':
    case 'object':
      return () => undefined;
  }
}

function toSafeNumber(value: Present): number | undefined {
  const number = Number(toInt64(value));
  return Number.isSafeInteger(number) ? number : undefined;
}

function toInt64(value: Present): bigint | undefined {
  switch (typeof value) {
    case 'bigint':
      return value;
    case 'number':
      return doubleToInt64(value);
    case 'boolean':
      return value ? 1n : 0n;
    case 'string': {
      const parsed = parseInt64Text(value);
      return typeof parsed === 'bigint' ? parsed : undefined;
    }
    default:
      return value.kind === 'bigInteger' && isInt64(value.integer) ? value.integer : undefined;
  }
}

/** Numbers are cut to 32 bits. Fractions, dates and integers of more than 64 bits are no enumeration values. */
function toEnumeration(value: Present, names: readonly string[]): string | number | undefined {
  const number = enumerationNumber(value, names);
  return number === undefined ? undefined : enumerationValue(names, number);
}

function enumerationNumber(value: Present, names: readonly string[]): number | undefined {
  switch (typeof value) {
    case 'string':
      return parseEnumeration(names, value);
    case 'bigint':
      return Number(BigInt.asIntN(32, value));
    case 'boolean':
      return value ? 1 : 0;
    default:
      return undefined;
  }
}
