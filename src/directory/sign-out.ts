import type { AuditAction, AuditDetails } from './audit/entry.ts';
import { auditEntryOf, type Command } from './command.ts';
import { type Ended, endEverythingOf } from './end-everything.ts';
import type { Store, Tables } from './store.ts';

/** A person ends what was begun in the person's own name. */
type SignOut = Command<'session.end'>;

/** Every session, code, refresh token and access token of the person ends. Returns how much of each. */
export function signOutEverywhere(store: Pick<Store, 'transaction'>, command: SignOut): Promise<Ended> {
  return store.transaction(async (tables) => {
    const { ended } = await endEverythingOf(tables, command.permitted.actor, 'signedOutEverywhere', command.at);
    await recordSignOut(tables, command, 'LogoutEverywhere', { ended: { ...ended } });
    return ended;
  });
}

/** Ends one session, wherever it is. Returns whether the person had one of that id. */
export function endSession(
  store: Pick<Store, 'transaction'>,
  command: SignOut & { readonly sessionId: string },
): Promise<boolean> {
  const { permitted, sessionId } = command;
  return store.transaction(async (tables) => {
    if (!(await tables.grants.endSession(permitted.actor, sessionId))) return false;
    await recordSignOut(tables, command, 'EndSession', { session: sessionId });
    return true;
  });
}

async function recordSignOut(
  { users, audit }: Tables,
  command: SignOut,
  action: AuditAction,
  details: AuditDetails,
): Promise<void> {
  const { actor } = command.permitted;
  if (!(await users.find(actor))) return; // Deleted in the meantime: that has ended everything, and is recorded already.
  await audit.append(auditEntryOf(command, { category: 'Authentication', action, targetId: actor.id, details }));
}
