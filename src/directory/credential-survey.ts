import type { StoredHash } from './stored-hash.ts';

/** People whose passwords were judged alike. */
interface JudgedPeople {
  /** Null where by no rule. */
  readonly keptRules: string | null;
  /** Whether they have a factor of `strongKinds`. */
  readonly haveSecondFactor: boolean;
  readonly people: number;
}

/** What is known of the passwords of an organization without knowing one: of people who are active and have a password. */
export interface CredentialSurvey {
  /** How many there are, by the rules that the password was judged by when it was set, and by whether they have a second factor. */
  byKeptRules(organizationId: string): Promise<readonly JudgedPeople[]>;
  /** How many have had the present password since then or longer, and need not change it anyway. Epoch milliseconds. */
  unchangedSince(organizationId: string, at: number): Promise<number>;
  /** What is stored of the hashes of the next ones behind that id, by id. */
  storedHashes(organizationId: string, behind: string, limit: number): Promise<readonly StoredHash[]>;
  /** How many have so many retired passwords kept, by that number; those who have none are left out. */
  byRetired(organizationId: string): Promise<readonly { readonly retired: number; readonly people: number }[]>;
}
