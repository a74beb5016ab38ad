import { type AuditOrigin, auditEntry, auditPerson } from '../audit/entry.ts';
import type { Tables } from '../store.ts';
import type { UserKey } from '../user.ts';

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
  const { user, applicationId: targetId, scopes, at } = consent;
  const person = await users.find(user);
  if (!person) return;
  const { organizationId } = user;
  const event = {
    organizationId,
    category: 'ExternalClient',
    action: 'Consent',
    targetId,
    details: { scopes },
  } as const;
  await audit.append(auditEntry(consent, auditPerson(person), at, event));
}
