import { type AuditOrigin, auditPerson } from './audit.ts';
import type { Tables } from './store.ts';
import type { UserKey } from './user.ts';

/** What people have allowed applications to do in their name. It outlives the sign-in in which it was given. */
export interface Consents {
  /** The scopes that the user has granted to the application so far. */
  find(user: UserKey, applicationId: string): Promise<readonly string[]>;
  /** Everything that the user has granted, and when last. */
  list(user: UserKey): Promise<readonly GivenConsent[]>;
  /** Adds to what was granted before. */
  add(user: UserKey, applicationId: string, scopes: readonly string[], at: number): Promise<void>;
  /** Forgets what the user has granted to the application. Answers whether there was anything. */
  withdraw(user: UserKey, applicationId: string): Promise<boolean>;
  /** Everything that anybody has granted to the application. */
  forget(applicationId: string): Promise<void>;
}

interface GivenConsent {
  readonly applicationId: string;
  readonly scopes: readonly string[];
  readonly grantedAt: number;
}

export interface Consent extends AuditOrigin {
  readonly user: UserKey;
  readonly applicationId: string;
  readonly scopes: readonly string[];
  readonly at: number;
}

/** A person allows an application what it asks for, now and in future. */
export async function giveConsent(tables: Tables, consent: Consent): Promise<void> {
  const { user, applicationId, scopes, at } = consent;
  await tables.consents.add(user, applicationId, scopes, at);
  await recordConsent(tables, consent);
}

/** Writes down what a person has allowed, for this once or for good. */
export async function recordConsent({ users, audit }: Tables, consent: Consent): Promise<void> {
  const { user, applicationId: targetId, scopes, at, traceId, clientIp } = consent;
  const person = await users.find(user);
  if (!person) return;
  const { organizationId } = user;
  const actor = auditPerson(person);
  await audit.append({
    ...{ organizationId, at, category: 'ExternalClient', action: 'Consent', actor, targetId },
    details: { scopes },
    ...{ traceId, clientIp },
  });
}
