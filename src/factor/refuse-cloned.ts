import { type AuditOrigin, auditEntry, auditPerson } from '../directory/audit/entry.ts';
import type { Store } from '../directory/store.ts';
import type { User } from '../directory/user.ts';
import type { ClonedAnswer, RightAnswer } from './strategy.ts';

/**
 * An answer of which nothing says that somebody else has a copy of the factor. Where something does, the answer is wrong like
 * any other, and the audit tells the organization of it.
 */
export async function refuseCloned(
  { store, now }: { readonly store: Pick<Store, 'together'>; readonly now: () => number },
  origin: AuditOrigin,
  user: User,
  answered: RightAnswer | ClonedAnswer | undefined,
): Promise<RightAnswer | undefined> {
  if (!answered || 'state' in answered) return answered;
  const { organizationId, id: targetId } = user;
  const { id: factorId, kind } = answered.factor;
  const cloned = { organizationId, category: 'Authentication', action: 'RefuseClonedFactor', targetId } as const;
  const entry = auditEntry(origin, auditPerson(user), now(), { ...cloned, details: { factor: factorId, kind } });
  await store.together((tables) => tables.audit.append(entry));
  return undefined;
}
