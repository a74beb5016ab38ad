import { notFound } from '../errors.ts';
import { auditEntryOf, type Command } from './command.ts';
import { type Ended, endEverythingOf } from './end-everything.ts';
import type { Permitted } from './permission.ts';
import type { Store, Tables } from './store.ts';
import type { UserKey } from './user.ts';
import { findTarget } from './user-target.ts';

// What an administrator sees, and ends, of the sessions of somebody else. People end their own in `sign-out.ts`.

interface Sessions<Session> {
  list(user: UserKey): Promise<readonly Session[]>;
}

/** @throws GatehouseError NotFound or Forbidden. */
export async function sessionsOf<Session>(
  { users }: Pick<Tables, 'users'>,
  sessions: Sessions<Session>,
  permitted: Permitted<'session.read'>,
  userId: string,
): Promise<readonly Session[]> {
  return await sessions.list((await findTarget(users, permitted, userId)).object);
}

interface EndSessions extends Command<'session.endOfUser'> {
  readonly userId: string;
}

/**
 * Ends one session of a user; what applications got in it lives on.
 *
 * @throws GatehouseError Forbidden, or NotFound when there is no such user or session.
 */
export function endSessionOf(
  store: Pick<Store, 'transaction'>,
  command: EndSessions & { readonly sessionId: string },
): Promise<void> {
  const { sessionId } = command;
  return store.transaction(async (tables) => {
    const permitted = await findTarget(tables.users, command.permitted, command.userId);
    const { object: user } = permitted;
    if (!(await tables.grants.endSession(user, sessionId))) {
      throw notFound('The user has no such session: it may have ended by now.');
    }
    const event = { category: 'User', action: 'EndSession', targetId: user.id } as const;
    await tables.audit.append(auditEntryOf({ ...command, permitted }, { ...event, details: { session: sessionId } }));
  });
}

/**
 * Signs a user out everywhere: every session, code, refresh token and access token ends. Returns how much of each.
 *
 * @throws GatehouseError NotFound or Forbidden.
 */
export function endSessionsOf(store: Pick<Store, 'transaction'>, command: EndSessions): Promise<Ended> {
  return store.transaction(async (tables) => {
    const permitted = await findTarget(tables.users, command.permitted, command.userId);
    const { object: user } = permitted;
    const { ended } = await endEverythingOf(tables, user, 'signedOutEverywhere', command.at);
    const event = { category: 'User', action: 'EndSessions', targetId: user.id } as const;
    await tables.audit.append(auditEntryOf({ ...command, permitted }, { ...event, details: { ended: { ...ended } } }));
    return ended;
  });
}
