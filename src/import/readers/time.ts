/** Texts of a time without a zone, as databases write them, are UTC. */
const spellings = [
  /** ISO 8601 and what SQL makes of it: `2026-01-15 08:30:00.1234567 +01:00`, `2026-01-15T08:30:00Z`, `2026-01-15`. */
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,3})\d*)?)?)? ?(Z|[+-]\d\d:?\d\d)?$/,
  /** Generalized time of LDAP (RFC 4517, section 3.3.13) and the timestamps of MediaWiki: `20261127005838Z`. */
  /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:[.,](\d{1,3})\d*)?(Z|[+-]\d{4})?$/,
];

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
  const epoch = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0')}${at}`);
  return Number.isNaN(epoch) ? undefined : epoch;
}
