/** The values that tokens carry, each in the .NET type that the library would give it. */
import { formatDate } from './clr-date.ts';
import { formatDouble } from './clr-number.ts';

/** A `System.DateTime`: ticks of 100 ns since the year 1, in UTC. */
interface ClrDate {
  readonly kind: 'date';
  readonly ticks: bigint;
}

/** A `System.Numerics.BigInteger`: an integer that was written with too many digits for 64 bits. */
export interface BigInteger {
  readonly kind: 'bigInteger';
  readonly integer: bigint;
}

/** A `bigint` is an Int64 (or Int32), a `number` a Double. */
export type ClrValue = null | string | boolean | bigint | number | ClrDate | BigInteger;

/** The value as it stands in a message: text in quotes, null in braces. */
export function describe(value: ClrValue): string {
  if (value === null) return '{null}';
  return typeof value === 'string' ? `"${value}"` : clrText(value);
}

/** `ToString()` of the value in the invariant culture. */
export function clrText(value: Exclude<ClrValue, null>): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'boolean':
      return value ? 'True' : 'False';
    case 'bigint':
      return value.toString();
    case 'number':
      return formatDouble(value);
    default:
      return value.kind === 'date' ? formatDate(value.ticks) : value.integer.toString();
  }
}
