/** What is known of a password: it was breached, or not; or nobody answered in time, which refuses nothing. */
export type Breach = 'found' | 'absent' | 'unanswered';

/** Passwords that became public in breaches, as far as they can be looked up here. */
export interface BreachedPasswords {
  /** Whether there is anything to look them up in. */
  isAvailable(): Promise<boolean>;
  /**
   * Undefined when there is nothing to look it up in.
   *
   * @throws Error when what there is cannot be read: then no password can be judged.
   */
  find(password: string): Promise<Breach | undefined>;
}

/** Where there is nothing to look them up in. */
export const nothingBreached: BreachedPasswords = {
  isAvailable: async () => false,
  find: async () => undefined,
};

/** What an audit entry says about it: of a password that could not be looked up, that it was not. */
export const breachNote = (breach: Breach | undefined): { readonly breachLookup?: 'unanswered' } =>
  breach === 'unanswered' ? { breachLookup: 'unanswered' } : {};
