import {
  type AuditAction,
  type AuditDetails,
  type AuditOrigin,
  auditEntry,
  auditPerson,
} from '../directory/audit/entry.ts';
import { byPerson, type Cause } from '../directory/cause.ts';
import type { Factor } from '../directory/factor.ts';
import type { Store, Tables } from '../directory/store.ts';
import type { User } from '../directory/user.ts';
import type { FactorTools } from './strategy.ts';

/** With what the factors of people are managed. */
export interface ManageTools extends FactorTools {
  readonly store: Store;
}

/** Where a person is who changes something about the own factors. */
interface FactorOrigin extends AuditOrigin {
  /** As the browser names itself. */
  readonly browserInfo?: string | null | undefined;
}

/** What a person who is signed in, or whose sign-in waits for it, wishes. */
export interface OwnRequest {
  readonly user: User;
  readonly origin: FactorOrigin;
}

/** Writes the audit entry of what a person has done with the own factors. */
export async function recordOwn(
  { audit }: Tables,
  { user, origin }: OwnRequest,
  at: number,
  action: AuditAction,
  details: AuditDetails,
): Promise<void> {
  const { organizationId, id: targetId } = user;
  const event = { organizationId, category: 'SecondFactor', action, targetId, details } as const;
  await audit.append(auditEntry(origin, auditPerson(user), at, event));
}

/** What the audit log says of a factor. */
export const detailsOf = ({ id, kind, name }: Factor): AuditDetails => ({ factor: id, kind, name });

export const causeOfOwn = ({ origin }: OwnRequest): Cause => byPerson('owner', origin);
