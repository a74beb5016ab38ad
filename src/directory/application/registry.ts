import type { Application, ApplicationKey, ApplicationScope, ApplicationSecret } from '../application.ts';
import type { RelyingParty } from './relying-party.ts';

export interface RegisteredSecret extends Omit<ApplicationSecret, 'hash'> {
  /** Within the organization. */
  readonly id: number;
}

/** An application as its administrators see it. */
export interface RegisteredApplication extends Pick<Application, 'organizationId' | 'id' | 'name'>, RelyingParty {
  readonly scopes: readonly ApplicationScope[];
  readonly secrets: readonly RegisteredSecret[];
}

export interface ApplicationRegistry {
  /** By name, read while they are used. */
  ofOrganization(organizationId: string): AsyncIterable<RegisteredApplication>;
  find(organizationId: string, id: string): Promise<RegisteredApplication | undefined>;
  /** What it says takes the place of what is there. */
  replace(application: Omit<RegisteredApplication, 'secrets'>): Promise<void>;
  /** With its scopes and secrets. */
  delete(application: ApplicationKey): Promise<void>;
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
