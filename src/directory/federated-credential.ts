import type { ApplicationKey } from './application.ts';

/**
 * An issuer that vouches for an application: it authenticates with a token of that issuer, about that subject and for
 * that audience, instead of a secret (RFC 7523). All three are compared letter by letter.
 */
export interface FederatedCredential {
  readonly organizationId: string;
  readonly applicationId: string;
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly issuer: string;
  readonly audience: string;
  readonly subject: string;
  readonly createdAt: number;
}

export interface FederatedCredentials {
  /** By the time at which they were made. */
  ofApplication(application: ApplicationKey): Promise<readonly FederatedCredential[]>;
  insert(credential: FederatedCredential): Promise<void>;
  replace(credential: FederatedCredential): Promise<void>;
  delete(credential: FederatedCredential): Promise<void>;
}
