/** Texts of a time without a zone, as databases write them, are UTC. */
const spellings = [
  /** ISO 8601 and what SQL makes of it: `2026-01-15 08:30:00.1234567 +01:00`, `2026-01-15T08:30:00Z`, `2026-01-15`. */
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,3})\d*)?)?)? ?(Z|[+-]\d\d:?\d\d)?$/,
  /** Generalized time of LDAP (RFC 4517, section 3.3.13) and the timestamps of MediaWiki: `20261127005838Z`. */
  /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:[.,](\d{1,3})\d*)?(Z|[+-]\d{4})?$/,
];

/** Years of four digits, as our answers and those who read them have them. */
const [earliest, latest] = ['0001-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'].map((end) => Date.parse(end)) as [
  number,
  number,
];

/** Whether a number can be epoch milliseconds of anything that has happened to a person. */
export const isTime = (epoch: number): boolean => Number.isInteger(epoch) && epoch >= earliest && epoch <= latest;

/** Epoch milliseconds; undefined of a text that is no time. */
export function timeOf(text: string): number | undefined {
  for (const spelling of spellings) {
    const parts = spelling.exec(text.trim());
    if (parts) return epochOf(parts.slice(1));
  }
  return undefined;
}

function epochOf([year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z']: readonly (
  | string
  | undefined
)[]): number | undefined {
  const at = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
  const date = `${year}-${month}-${day}`;
  const epoch = Date.parse(`${date}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0')}${at}`);
  return isTime(epoch) && isDate(date) ? epoch : undefined;
}

/** What rolls over, such as 30 February, is none. */
const isDate = (date: string): boolean => new Date(`${date}T00:00Z`).toISOString().startsWith(date);
