/** Preferences and pictures may be long; the record says enough to recognize them. */
export function excerpt(value: string | null | undefined): string | null {
  if (value === null || value === undefined) return null;
  return value.length <= 300 ? value : `${value.slice(0, 300)}…`;
}
