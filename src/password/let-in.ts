import { type AuditActor, type AuditOrigin, auditEntry } from '../directory/audit/entry.ts';
import type { Tables } from '../directory/store.ts';
import type { User } from '../directory/user.ts';
import { identityError, identityFailure } from '../errors.ts';

/** Who lets somebody in, and when. */
interface LetInContext extends AuditOrigin {
  readonly actor: AuditActor;
  /** Epoch milliseconds. */
  readonly at: number;
}

/**
 * Takes what keeps a person from signing in with a new password, in the transaction that sets it: the account is enabled, its
 * locks are lifted, and its second factors, which may be lost as well, are removed, to be set up anew. Returns how many there
 * were.
 *
 * @throws GatehouseError IdentityFailure `ConcurrencyFailure` when the account is not the one that was read.
 */
export async function letIn(tables: Tables, user: User, context: LetInContext): Promise<number> {
  await enable(tables, user, context);
  await tables.attempts.lift(user);
  const count = await tables.factors.deleteOfUser(user);
  if (count === 0) return 0;
  const { organizationId, id: targetId } = user;
  const reset = { organizationId, category: 'SecondFactor', action: 'Reset', targetId, details: { count } } as const;
  await tables.audit.append(auditEntry(context, context.actor, context.at, reset));
  return count;
}

async function enable({ users, audit }: Tables, user: User, context: LetInContext): Promise<void> {
  // The operator of the machine vouches for the address as well.
  const after = { isActive: true, bypassBasicAuthRestriction: true, emailConfirmed: user.email !== null };
  const { organizationId, isActive, bypassBasicAuthRestriction, emailConfirmed } = user;
  const before = { isActive, bypassBasicAuthRestriction, emailConfirmed };
  if (isActive && bypassBasicAuthRestriction && emailConfirmed === after.emailConfirmed) return;
  if (!(await users.replace(user, after, context.at))) throw identityFailure(identityError('ConcurrencyFailure'));
  const update = { category: 'User', action: 'Update', targetId: user.id, details: { before, after } } as const;
  await audit.append(auditEntry(context, context.actor, context.at, { organizationId, ...update }));
}
