import type { ApplicationKey } from './application.ts';
import type { UserKey } from './user.ts';

/** What people have allowed applications to do in their name. It outlives the sign-in in which it was given. */
export interface Consents {
  /** The scopes that the user has granted to the application so far. */
  find(user: UserKey, applicationId: string): Promise<readonly string[]>;
  /** Everything that the user has granted, and when last. */
  list(user: UserKey): Promise<readonly GivenConsent[]>;
  /** Adds to what was granted before. */
  add(user: UserKey, applicationId: string, scopes: readonly string[], at: number): Promise<void>;
  /** Forgets what the user has granted to the application. Returns whether there was anything. */
  withdraw(user: UserKey, applicationId: string): Promise<boolean>;
  /** Everything that anybody has granted to the application. */
  forget(application: ApplicationKey): Promise<void>;
}

interface GivenConsent {
  readonly applicationId: string;
  readonly scopes: readonly string[];
  readonly grantedAt: number;
}
