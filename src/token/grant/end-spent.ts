import { type AuditOrigin, auditEntry, auditPerson } from '../../directory/audit/entry.ts';
import type { Store } from '../../directory/store.ts';
import type { UserKey } from '../../directory/user.ts';
import { accessTokenSeconds } from '../jwt/access-token.ts';

/** What was presented again after it was used. */
export interface Spent {
  readonly kind: 'authorizationCode' | 'deviceCode' | 'refreshToken';
  readonly user: UserKey;
  readonly grantId: string;
  /** The application to which it was issued. */
  readonly applicationId: string;
}

/**
 * Ends everything that came from the same sign-in (RFC 6749 section 4.1.2, RFC 9700 section 4.14.2), and tells the organization of
 * it: of the two who had it, one may have stolen it.
 */
export async function endSpent(
  { directory }: { readonly directory: Pick<Store, 'transaction'> },
  { kind, user, grantId, applicationId }: Spent,
  origin: AuditOrigin,
  at: number,
): Promise<void> {
  const { organizationId, id: targetId } = user;
  await directory.transaction(async ({ grants, users, audit }) => {
    const hasEnded = await grants.revokeByGrantId({ organizationId, id: grantId }, at + accessTokenSeconds * 1000);
    // Somebody else was faster, or the person was deleted, and that is recorded.
    const person = hasEnded ? await users.find(user) : undefined;
    if (!person) return;
    const refused = { organizationId, category: 'Authentication', action: 'RefuseSpentToken', targetId } as const;
    await audit.append(auditEntry(origin, auditPerson(person), at, { ...refused, details: { applicationId, kind } }));
  });
}
