import { createHash } from 'node:crypto';

/** The first part of an id has so many values. */
const places = 2 ** 48;

/**
 * The ids that people get whom an import makes, by the lines of the file: always the same ones, so that a form that is sent once
 * more meets them, and is told that it has made them; but other ones at another organization, because ids are those of the whole
 * server. They lie side by side, as those that are made together elsewhere.
 *
 * @param importId a UUID.
 */
export function idsOf(importId: string, organizationId: string): (line: string) => string {
  const first = Number.parseInt(importId.replaceAll('-', '').slice(0, 12), 16);
  return (line) => {
    const place = ((first + (Number.parseInt(line, 10) || 0)) % places).toString(16).padStart(12, '0');
    const drawn = createHash('sha256').update(`${organizationId} ${importId} ${line}`).digest('hex');
    // The version and the variant of an id that is drawn (RFC 9562).
    const variant = ((Number.parseInt(drawn.slice(3, 4), 16) & 0x3) | 0x8).toString(16);
    return `${place.slice(0, 8)}-${place.slice(8)}-4${drawn.slice(0, 3)}-${variant}${drawn.slice(4, 7)}-${drawn.slice(7, 19)}`;
  };
}
