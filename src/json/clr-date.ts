/** .NET dates: which strings become one, and how one is written. Ticks are 100 ns since the year 1. */

const TICKS_PER_SECOND = 10_000_000n;
const TICKS_PER_MILLISECOND = 10_000n;
const UNIX_EPOCH = 621_355_968_000_000_000n;
const LAST_TICK = 3_155_378_975_999_999_999n;

/** A string that has the form of a date, but of one that `System.DateTime` cannot hold. */
export type Unrepresentable = 'un-representable' | 'out of range';

/** The moment a JSON string stands for in the two forms that the reader itself knows, if it does. */
export function recogniseDate(text: string): bigint | Unrepresentable | undefined {
  const first = text.charCodeAt(0);
  if (first === 0x2f) return parseMicrosoft(text);
  return text.length >= 19 && text.length <= 40 ? parseIso(text) : undefined;
}

// A date and a time with seconds; then a zone, of which the hours, the minutes or both may be missing.
const ISO =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{7}|\d{1,6}(?!\d)))?(?:([Zz])|([+-]\d\d)?(?::(\d\d)?|(\d\d))?)$/;

function parseIso(text: string): bigint | Unrepresentable | undefined {
  const match = ISO.exec(text);
  if (!match) return undefined;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '', fraction = ''] = match;
  const local = civilTicks([year, month, day, hour, minute, second].map(Number), fraction);
  if (local === undefined) return undefined;
  if (local > LAST_TICK) return 'un-representable';
  const hours = match[9];
  return hours === undefined ? local : clamped(local - offsetTicks(hours, match[10] ?? match[11] ?? '0'));
}

/** Hour 24 is the end of the day, and allowed for midnight only. */
function civilTicks(parts: readonly number[], fraction: string): bigint | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const ticks = BigInt(fraction.padEnd(7, '0'));
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const realDay = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  if (!realDay || year < 1 || hour > 24 || minute > 59 || second > 59) return undefined;
  if (hour === 24 && (minute > 0 || second > 0 || ticks > 0n)) return undefined;
  const seconds = BigInt((hour * 60 + minute) * 60 + second);
  return UNIX_EPOCH + BigInt(date.getTime()) * TICKS_PER_MILLISECOND + seconds * TICKS_PER_SECOND + ticks;
}

function offsetTicks(hours: string, minutes: string): bigint {
  const amount = BigInt(Math.abs(Number(hours)) * 60 + Number(minutes)) * 60n * TICKS_PER_SECOND;
  return hours.startsWith('-') ? -amount : amount;
}

function clamped(ticks: bigint): bigint {
  if (ticks < 0n) return 0n;
  return ticks > LAST_TICK ? LAST_TICK : ticks;
}

/** The form `/Date(milliseconds+hhmm)/`. The milliseconds are UTC; the offset is looked at and not used. */
function parseMicrosoft(text: string): bigint | Unrepresentable | undefined {
  const digits = /^\/Date\((-?\d{1,19})(?:\+\d\d.*|-\d\d[^+]*)?\)\/$/s.exec(text)?.[1];
  if (digits === undefined || BigInt.asIntN(64, BigInt(digits)) !== BigInt(digits)) return undefined;
  // The library multiplies without a check for overflow.
  const ticks = BigInt.asIntN(64, BigInt(digits) * TICKS_PER_MILLISECOND + UNIX_EPOCH);
  return ticks < 0n || ticks > LAST_TICK ? 'out of range' : ticks;
}

// What `DateTime.Parse` adds for members that are dates: the common forms only, not every form of every culture.
const LOOSE_ISO =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,7})\d{0,20})?)?)? ?(?:[Zz]|([+-]\d\d):?(\d\d)?)?$/;
const LOOSE_US = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?: +(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,7}))?)?)?$/;

/** The moment that the text of a date member stands for, when the reader itself did not know its form. */
export function parseLooseDate(text: string): bigint | undefined {
  const iso = LOOSE_ISO.exec(text.slice(0, 100).trim());
  const us = iso ? null : LOOSE_US.exec(text.slice(0, 100).trim());
  const found = iso ?? us;
  if (!found || text.length > 100) return undefined;
  const [, first = '', second = '', third = '', hour = '0', minute = '0', seconds = '0', fraction = ''] = found;
  const day = us ? [third, first, second] : [first, second, third];
  const ticks = Number(hour) > 23 ? undefined : civilTicks([...day, hour, minute, seconds].map(Number), fraction);
  if (ticks === undefined) return undefined;
  return iso?.[8] === undefined ? ticks : clamped(ticks - offsetTicks(iso[8], iso[9] ?? '0'));
}

/** As in messages: `10/19/2021 15:37:49`. */
export function formatDate(ticks: bigint): string {
  const [year, month, day, time] = isoParts(ticks);
  return `${month}/${day}/${year} ${time}`;
}

/** ISO 8601 in UTC, with as many fraction digits as the value needs. */
export function formatIso(ticks: bigint): string {
  const [year, month, day, time] = isoParts(ticks);
  const fraction = (ticks % TICKS_PER_SECOND).toString().padStart(7, '0').replace(/0+$/, '');
  return `${year}-${month}-${day}T${time}${fraction && `.${fraction}`}Z`;
}

function isoParts(ticks: bigint): readonly [string, string, string, string] {
  const milliseconds = (ticks / TICKS_PER_SECOND) * 1000n - UNIX_EPOCH / TICKS_PER_MILLISECOND;
  const iso = new Date(Number(milliseconds)).toISOString();
  return [iso.slice(0, 4), iso.slice(5, 7), iso.slice(8, 10), iso.slice(11, 19)];
}
