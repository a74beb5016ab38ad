import { type AuditActor, type AuditOrigin, auditEntry } from '../directory/audit/entry.ts';
import type { Ended } from '../directory/end-everything.ts';
import type { Tables } from '../directory/store.ts';
import type { User } from '../directory/user.ts';
import { identityError, identityFailure } from '../errors.ts';
import type { PreparedPassword } from './new-password.ts';
import { replacePassword } from './replace-password.ts';

/** Who sets the password, and when. */
export interface SetContext extends AuditOrigin {
  readonly actor: AuditActor;
  /** Somebody else chose it, who should not know it for long: the owner has to change it at the next sign-in. */
  readonly mustChange: boolean;
  readonly at: number;
  /** As the browser names itself. */
  readonly browserInfo?: string | null | undefined;
}

/**
 * Gives an account that exists the prepared password, inside the caller's transaction: credential, history, lock,
 * everything that acts in the user's name, audit entry, notice. Returns what ended.
 *
 * @throws GatehouseError IdentityFailure `ConcurrencyFailure` when the credential is not the one that was read.
 */
export async function setPassword(
  tables: Tables,
  user: User,
  { passwordHash, keptRules, note, replaces }: PreparedPassword,
  context: SetContext,
): Promise<Ended> {
  const { actor, at } = context;
  if (!replaces) throw identityFailure(identityError('ConcurrencyFailure'));
  const replacement = {
    ...context,
    keptRules,
    credential: replaces,
    newHash: passwordHash,
    reason: 'passwordReset',
  } as const;
  const { ended } = await replacePassword(tables, user, replacement);
  const { organizationId, id: userId } = user;
  const reset = {
    category: 'User',
    action: 'ResetPassword',
    targetId: userId,
    details: { ...ended, ...note },
  } as const;
  await tables.audit.append(auditEntry(context, actor, at, { organizationId, ...reset }));
  return ended;
}
