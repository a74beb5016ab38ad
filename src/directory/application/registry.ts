import type { Application, ApplicationKey, ApplicationScope, StoredSecret } from '../application.ts';
import type { RelyingParty } from './relying-party.ts';

export interface RegisteredSecret extends Omit<StoredSecret, 'hash'> {}

/** A secret whose time is over. */
interface EndedSecret extends Pick<RegisteredSecret, 'id' | 'description' | 'expiresAt'> {
  readonly organizationId: string;
  readonly applicationId: string;
}

/** An application as its administrators see it. */
export interface RegisteredApplication extends Pick<Application, 'organizationId' | 'id' | 'name'>, RelyingParty {
  readonly scopes: readonly ApplicationScope[];
  readonly secrets: readonly RegisteredSecret[];
}

/** Members of an application by which a list can be sorted. */
export const applicationOrders = ['name'] as const;

export interface ApplicationQuery {
  /** Part of the name or of the client id, in any letter case. */
  readonly searchTerm: string | undefined;
  readonly orderBy: (typeof applicationOrders)[number];
  readonly descending: boolean;
  readonly skip: number;
  readonly limit: number;
}

export interface ApplicationRegistry {
  /** By name, read while they are used. */
  ofOrganization(organizationId: string): AsyncIterable<RegisteredApplication>;
  /** A page of those that match, read while they are used, and how many match. */
  page(
    organizationId: string,
    query: ApplicationQuery,
  ): Promise<{ readonly totalCount: number; readonly results: AsyncIterable<RegisteredApplication> }>;
  find(organizationId: string, id: string): Promise<RegisteredApplication | undefined>;
  /** What it says takes the place of what is there. */
  replace(application: Omit<RegisteredApplication, 'secrets'>): Promise<void>;
  /** With its scopes and secrets. */
  delete(application: ApplicationKey): Promise<void>;
  /** Gives a secret that is replaced its end. */
  endSecret(organizationId: string, secret: Pick<RegisteredSecret, 'id' | 'expiresAt' | 'replacedAt'>): Promise<void>;
  /** At most so many secrets, of all organizations, whose end nobody has noted. */
  endedSecrets(now: number, limit: number): Promise<readonly EndedSecret[]>;
  /** Returns whether nobody was quicker. */
  noteSecretEnd(secret: Pick<EndedSecret, 'organizationId' | 'id'>, at: number): Promise<boolean>;
  /** Returns whose it was; undefined when there is none of that number. */
  deleteSecret(
    organizationId: string,
    secretId: number,
  ): Promise<{ readonly applicationId: string; readonly description: string | null } | undefined>;
  /** Every scope that an application of the organization has. */
  scopeNames(organizationId: string): Promise<ReadonlySet<string>>;
  /** Whether pages of some application come from there. */
  isOrigin(origin: string): Promise<boolean>;
}
