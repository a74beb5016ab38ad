import { auditEntryOf, type Command } from './command.ts';
import type { EndedGrants } from './grant.ts';
import type { Store } from './store.ts';

interface RemoveAccess extends Command<'session.end'> {
  readonly applicationId: string;
  /** When the last access token that the application may have of the person expires by itself. */
  readonly until: number;
}

/**
 * A person takes away what an application may do in their name: what they have allowed it is forgotten, and its codes,
 * refresh tokens and access tokens are worthless from then on. Returns whether there was anything.
 */
export function removeAccess(
  store: Pick<Store, 'transaction'>,
  { applicationId, until, ...command }: RemoveAccess,
): Promise<boolean> {
  const { actor } = command.permitted;
  return store.transaction(async ({ users, consents, grants, audit }) => {
    const isWithdrawn = await consents.withdraw(actor, applicationId);
    const ended = await grants.revokeOfUserAndApplication(actor, applicationId, command.at, until);
    // Deleted in the meantime: that has ended everything, and is recorded already.
    if (!(isWithdrawn || wasAny(ended)) || !(await users.find(actor))) return false;
    const { sessions: _none, ...details } = ended;
    const what = { category: 'ExternalClient', action: 'RemoveAccess', targetId: applicationId } as const;
    await audit.append(auditEntryOf(command, { ...what, details: { ended: details } }));
    return true;
  });
}

const wasAny = ({ grants, ...ended }: EndedGrants & { readonly grants: number }): boolean =>
  grants > 0 || Object.values(ended).some((count) => count > 0);
