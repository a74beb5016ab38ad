import type { IncomingMessage } from 'node:http';
import { amrOf } from '../../directory/authentication.ts';
import { administratorsGroupId } from '../../directory/group.ts';
import { type Actor, signedIn } from '../../directory/permission/actor.ts';
import type { Tables } from '../../directory/store.ts';
import { tokenMissing } from '../bearer/challenge.ts';
import type { BrowserSessions } from './session.ts';

interface BrowserParts {
  readonly sessions: Pick<BrowserSessions, 'current'>;
  readonly directory: Pick<Tables, 'users' | 'groups'>;
}

/**
 * The person who is signed in with the browser, with all their rights.
 *
 * @throws GatehouseError Unauthenticated.
 */
export async function authenticateBrowser(
  request: IncomingMessage,
  { sessions, directory: { users, groups } }: BrowserParts,
): Promise<Actor> {
  const session = await sessions.current(request);
  const user = session && (await users.find(session.user));
  if (!user) throw tokenMissing();
  const actor = signedIn(user, await groups.isMember(user.organizationId, administratorsGroupId, user.id));
  const { tokenEpoch } = session;
  return { ...actor, tokenEpoch, authentication: { at: session.provedAt, amr: amrOf(session.methods) } };
}
