import { type AuditEntry, type AuditOrigin, auditPerson } from './audit.ts';
import { type Ended, endEverythingOf } from './end-everything.ts';
import type { Store, Tables } from './store.ts';
import type { UserKey } from './user.ts';

/** A person ends what was begun in the person's own name. */
interface SignOut extends AuditOrigin {
  readonly user: UserKey;
  readonly at: number;
}

/** Every session, code, refresh token and access token of the person ends. Answers how much of each. */
export function signOutEverywhere(store: Pick<Store, 'transaction'>, request: SignOut): Promise<Ended> {
  return store.transaction(async (tables) => {
    const ended = await endEverythingOf(tables, request.user, 'signedOutEverywhere', request.at);
    await record(tables, request, 'LogoutEverywhere', { ended: { ...ended } });
    return ended;
  });
}

/** Ends one session, wherever it is. Answers whether the person had one of that id. */
export function endSession(
  store: Pick<Store, 'transaction'>,
  request: SignOut & { readonly sessionId: string },
): Promise<boolean> {
  const { user, sessionId } = request;
  return store.transaction(async (tables) => {
    if (!(await tables.grants.endSession(user, sessionId))) return false;
    await record(tables, request, 'EndSession', { session: sessionId });
    return true;
  });
}

async function record(
  { users, audit }: Tables,
  { user, at, traceId, clientIp }: SignOut,
  action: AuditEntry['action'],
  details: AuditEntry['details'],
): Promise<void> {
  const person = await users.find(user);
  if (!person) return; // Deleted meanwhile: that has ended everything, and stands in the record.
  const { organizationId, id: targetId } = user;
  const actor = auditPerson(person);
  await audit.append({
    ...{ organizationId, at, category: 'Authentication', action, actor, targetId },
    details,
    ...{ traceId, clientIp },
  });
}
