/**
 * One setting. `read` turns the text of a flag, a variable or a file into its value, or says what would be right.
 * A secret has no flag, because other users of the machine can read a command line.
 */
export interface Setting<T> {
  readonly doc: string;
  readonly placeholder: string;
  readonly fallback: T;
  /** Said instead of the value where the default is not a constant. */
  readonly fallbackText?: string;
  readonly isSecret?: boolean;
  /** Its flag stands alone, and means yes. */
  readonly isSwitch?: boolean;
  readonly read: (text: string) => { readonly value: T } | { readonly expected: string };
}
