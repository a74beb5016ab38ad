/** What can be sealed. Each has a key of its own, so that a leak or a mistake with one opens no other. */
export const sealPurposes = [
  'signing-key',
  'setting',
  'outbox',
  'factor',
  'cookie',
  'form',
  'ticket',
  'page',
  'audit',
  'refresh-token',
  'device-code',
] as const;

export type SealPurpose = (typeof sealPurposes)[number];

/** What a sealed text is for: the purpose and, after a blank, the one record that it belongs to. */
export type SealLabel = `${SealPurpose} ${string}`;

/**
 * Keeps secrets that must be read again, such as the password of a mail server: what the store holds of them can be
 * read only with the installation key. A sealed text opens under its own label only.
 */
export interface Sealer {
  seal(text: string, label: SealLabel): string;
  /** Undefined when it was sealed with another key or for another label, or was changed. */
  unseal(sealed: string, label: SealLabel): string | undefined;
  /** What only a holder of the key can write under the text: an HMAC-SHA-256 in base64url. The text stays readable. */
  sign(text: string, label: SealLabel): string;
}
