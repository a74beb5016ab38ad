/** .NET's reading and writing of numbers. */

const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);
const INT32_MAX = 2n ** 31n - 1n;
const INT32_MIN = -(2n ** 31n);

/** An integer, or why there is none. */
export type Parsed = bigint | 'overflow' | 'invalid';

/** Digits with an optional minus sign, as an Int64. Twenty digits are an overflow even when zeros lead them. */
export function parseInt64(text: string): Parsed {
  return parseDigits(text, 19, INT64_MIN, INT64_MAX);
}

/** Digits with an optional minus sign, as an Int32. Eleven digits are an overflow even when zeros lead them. */
export function parseInt32(text: string): Parsed {
  return parseDigits(text, 10, INT32_MIN, INT32_MAX);
}

function parseDigits(text: string, longest: number, min: bigint, max: bigint): Parsed {
  if (!/^-?[0-9]+$/.test(text)) return 'invalid';
  if (text.length - (text.startsWith('-') ? 1 : 0) > longest) return 'overflow';
  return within(BigInt(text), min, max);
}

/** `Int64.Parse` of the text of a string: blanks around it and a plus sign are allowed. */
export function parseInt64Text(text: string): Parsed {
  return parseIntegerText(text, INT64_MIN, INT64_MAX);
}

/** `Int32.Parse` of the text of a string. */
export function parseInt32Text(text: string): Parsed {
  return parseIntegerText(text, INT32_MIN, INT32_MAX);
}

function parseIntegerText(text: string, min: bigint, max: bigint): Parsed {
  // Trailing NUL characters are allowed for the sake of native callers of .NET.
  const match = /^[\t-\r ]*([+-]?)([0-9]+)[\t-\r ]*\0*$/.exec(text);
  if (!match) return 'invalid';
  const digits = withoutLeadingZeros(match[2] ?? '');
  // Twenty digits are beyond 64 bits; longer ones are not worth the work of a conversion.
  if (digits.length > 20) return 'overflow';
  return within(match[1] === '-' ? -BigInt(digits) : BigInt(digits), min, max);
}

/** At least one digit stays, if there was one. */
export function withoutLeadingZeros(digits: string): string {
  return digits.replace(/^0+(?=.)/, '');
}

function within(value: bigint, min: bigint, max: bigint): Parsed {
  return value >= min && value <= max ? value : 'overflow';
}

/** Whether a number's text is read as octal or hexadecimal: it starts with 0, and is not a fraction or a power. */
export function isOtherBase(text: string): boolean {
  return /^0[^.eE]/.test(text);
}

/** `Convert.ToInt64`/`ToInt32` of `0x…` or of octal digits; the highest bit is the sign. */
export function parseOtherBase(text: string, bits: 32 | 64): bigint | undefined {
  const [, hexadecimal, octal] = /^0[xX]([0-9a-fA-F]+)$|^([0-7]+)$/.exec(text) ?? [];
  const digits = withoutLeadingZeros(hexadecimal ?? octal ?? '');
  if (digits === '' || digits.length > 22) return undefined;
  const value = BigInt((hexadecimal === undefined ? '0o' : '0x') + digits);
  return value < 2n ** BigInt(bits) ? BigInt.asIntN(bits, value) : undefined;
}

/** `Double.TryParse` with `NumberStyles.Float`; what is too large for a Double is no number. */
export function parseDouble(text: string): number | undefined {
  if (!/^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** `Double.ToString()`: at most 15 digits, an exponent from 1E+15 up and from 1E-05 down. */
export function formatDouble(value: number): string {
  if (!Number.isFinite(value) || value === 0) return Number.isNaN(value) ? 'NaN' : value === 0 ? '0' : String(value);
  const [mantissa = '', power = ''] = Math.abs(value).toExponential(14).split('e');
  const exponent = Number(power);
  const digits = mantissa.replace('.', '').replace(/0+$/, '');
  const sign = value < 0 ? '-' : '';
  return sign + (exponent > -5 && exponent < 15 ? plain(digits, exponent) : scientific(digits, exponent));
}

function plain(digits: string, exponent: number): string {
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const fraction = digits.slice(exponent + 1);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

function scientific(digits: string, exponent: number): string {
  const fraction = digits.slice(1);
  const power = Math.abs(exponent).toString().padStart(2, '0');
  return `${digits.slice(0, 1)}${fraction && `.${fraction}`}E${exponent < 0 ? '-' : '+'}${power}`;
}

/** `Convert.ToInt64` of a Double: halves go to the even neighbour. */
export function doubleToInt64(value: number): bigint | undefined {
  if (!Number.isFinite(value)) return undefined;
  const rounded = within(BigInt(roundHalfToEven(value)), INT64_MIN, INT64_MAX);
  return typeof rounded === 'bigint' ? rounded : undefined;
}

function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}

/** Whether the integer fits 64 bits. */
export function isInt64(value: bigint): boolean {
  return value >= INT64_MIN && value <= INT64_MAX;
}
