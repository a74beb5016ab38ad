/**
 * Keeps secrets that must be read again, such as the password of a mail server: what the store holds of them can be read
 * only with the installation key. A sealed text opens under its own label only.
 */
export interface Sealer {
  seal(text: string, label: string): string;
  /** Undefined when it was sealed with another key or for another label, or was changed. */
  unseal(sealed: string, label: string): string | undefined;
}
