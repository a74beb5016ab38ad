import { auditEntryOf, type Command } from './command.ts';
import type { EndedGrants } from './grant.ts';
import { storedId } from './identifier.ts';
import type { Permitted } from './permission.ts';
import type { Store, Tables } from './store.ts';
import type { UserKey } from './user.ts';
import { findTarget } from './user-target.ts';

interface RemoveAccess extends Command<'session.end' | 'connectedApplication.remove'> {
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
  command: RemoveAccess & Command<'session.end'>,
): Promise<boolean> {
  const { actor } = command.permitted;
  return store.transaction(async (tables) => {
    const ended = await endAccess(tables, actor, command);
    // Deleted in the meantime: that has ended everything, and is recorded already.
    if (!ended || !(await tables.users.find(actor))) return false;
    const what = { category: 'ExternalClient', action: 'RemoveAccess', targetId: command.applicationId } as const;
    await tables.audit.append(auditEntryOf(command, { ...what, details: { ended: { ...ended } } }));
    return true;
  });
}

/**
 * An administrator takes it away for a user. Returns how much ended; undefined when the application had nothing.
 *
 * @throws GatehouseError NotFound or Forbidden.
 */
export function removeAccessOf(
  store: Pick<Store, 'transaction'>,
  command: RemoveAccess & Command<'connectedApplication.remove'> & { readonly userId: string },
): Promise<EndedGrants | undefined> {
  const applicationId = storedId(command.applicationId);
  return store.transaction(async (tables) => {
    const permitted = await findTarget(tables.users, command.permitted, command.userId);
    const { object: user } = permitted;
    const ended = await endAccess(tables, user, { ...command, applicationId });
    if (!ended) return undefined;
    const details = { applicationId, ended: { ...ended } };
    const what = { category: 'User', action: 'RemoveAccess', targetId: user.id, details } as const;
    await tables.audit.append(auditEntryOf({ ...command, permitted }, what));
    return { sessions: 0, ...ended };
  });
}

/** @throws GatehouseError NotFound or Forbidden. */
export async function connectedApplicationsOf<Connection>(
  { users }: Pick<Tables, 'users'>,
  applications: { list(user: UserKey): Promise<readonly Connection[]> },
  permitted: Permitted<'connectedApplication.read'>,
  userId: string,
): Promise<readonly Connection[]> {
  return await applications.list((await findTarget(users, permitted, userId)).object);
}

/** Undefined when there was nothing. */
async function endAccess(
  { consents, grants }: Tables,
  user: UserKey,
  { applicationId, at, until }: RemoveAccess,
): Promise<Omit<EndedGrants, 'sessions'> | undefined> {
  const isWithdrawn = await consents.withdraw(user, applicationId);
  const { sessions: _none, ...ended } = await grants.revokeOfUserAndApplication(user, applicationId, at, until);
  return isWithdrawn || Object.values(ended).some((count) => count > 0) ? ended : undefined;
}
