import type { IncomingMessage, ServerResponse } from 'node:http';
import { type CookieScope, readCookie, setCookie } from '../../cookie.ts';
import type { AuditOrigin } from '../../directory/audit/entry.ts';
import { amrOf } from '../../directory/authentication.ts';
import type { Method } from '../../directory/factor.ts';
import { newHandle } from '../../directory/handle.ts';
import { permitVisitor } from '../../directory/permission.ts';
import { isOn } from '../../directory/setting.ts';
import { endSession, signOutEverywhere } from '../../directory/sign-out.ts';
import type { Store } from '../../directory/store.ts';
import { type User, userKeyOf } from '../../directory/user.ts';
import { grantKey } from '../grant/grant-key.ts';
import type { FoundGrant, GrantStore } from '../grant/grant-store.ts';
import { setBrowserState } from './browser-state.ts';
import { cookieNames } from './cookies.ts';
import type { BrowserSession, BrowserSessions, SignedInUser, SignInFacts } from './session.ts';
import {
  idleMs,
  keptMs,
  methodsOf,
  newSessionPayload,
  type SessionLimits,
  type SessionPayload,
  sessionEnd,
  sessionExpiry,
  sessionModel,
  storedSession,
  toSession,
} from './session-payload.ts';

export interface SessionParts extends SessionLimits {
  readonly directory: Pick<Store, 'users' | 'organizations' | 'settings' | 'transaction' | 'together'>;
  readonly grants: GrantStore;
  readonly cookieScope: CookieScope;
  readonly now: () => number;
}

/**
 * How exact `lastSeenAt` is: a page view writes at most this often. A session of which the use is not written ends as if it had not
 * been used, so that this is a small part of the time after which it would.
 */
const seenEveryMs = (idle: number): number => Math.min(60_000, idle / 10);

export function createBrowserSessions(parts: SessionParts): BrowserSessions {
  const { directory, grants, cookieScope, now } = parts;
  const cookie = cookieNames(cookieScope).session;

  const current = async (request: IncomingMessage): Promise<BrowserSession | undefined> => {
    const value = readCookie(request, cookie);
    const stored = value === undefined ? undefined : await findSession(parts, value);
    return stored && toSession(stored, parts);
  };

  const signOut = (user: User, { traceId, clientIp }: AuditOrigin) => ({
    ...{ permitted: permitVisitor(user, 'session.end'), at: now(), traceId, clientIp },
  });

  return {
    current,
    isCarried: (request) => readCookie(request, cookie) !== undefined,
    start: (...signIn) => startSession(parts, ...signIn),
    prove: (...proof) => proveAgain(parts, ...proof),
    end: (request, response) => endOwnSession(parts, request, response),
    endNamed: (user, id) => grants.endSession(user, id),
    async list(user) {
      const found = await grants.findOfUser(sessionModel, user, now());
      const live = await Promise.all(found.map((grant) => readLiveSession(parts, grant)));
      const sessions = live.filter((one) => one !== undefined).map(({ stored }) => toSession(stored, parts));
      return sessions.sort((one, other) => other.lastSeenAt - one.lastSeenAt);
    },
    endOne: (user, sessionId, origin) => endSession(directory, { ...signOut(user, origin), sessionId }),
    endAll: (user, origin) => signOutEverywhere(directory, signOut(user, origin)),
  };
}

/** Writes the new session before the browser gets its cookie. */
async function startSession(
  parts: SessionParts,
  request: IncomingMessage,
  response: ServerResponse,
  user: SignedInUser,
  facts: SignInFacts,
): Promise<BrowserSession> {
  const { directory, cookieScope, now } = parts;
  const cookie = cookieNames(cookieScope).session;
  const value = newHandle(user.organizationId);
  const before = readCookie(request, cookie);
  const stored = await directory.together(async (tables) => {
    const settings = await tables.settings.inForce(user.organizationId);
    const begun = newSessionPayload(request, user, facts, now(), facts.isKept ? keptMs(settings, parts) : undefined);
    await tables.grants.beginSession(
      {
        ...{ id: grantKey(sessionModel, value).id, uid: begun.uid, user },
        ...{ payload: JSON.stringify(begun), expiresAt: sessionExpiry(begun, parts) },
      },
      {
        key: before === undefined ? undefined : grantKey(sessionModel, before),
        all: isOn(settings['Auth.Session.LimitConcurrentSessions']),
      },
    );
    return begun;
  });
  const seconds = stored.keptMs && stored.keptMs / 1000;
  setCookie(response, cookie, value, { ...cookieScope, seconds });
  setBrowserState(response, stored.uid, { ...cookieScope, seconds });
  return toSession(stored, parts);
}

async function proveAgain(
  parts: SessionParts,
  request: IncomingMessage,
  response: ServerResponse,
  method: Method,
  at: number,
): Promise<boolean> {
  const { grants, cookieScope, now } = parts;
  const cookie = cookieNames(cookieScope).session;
  const before = readCookie(request, cookie);
  const found = before === undefined ? undefined : await findSession(parts, before);
  if (before === undefined || !found) return false;
  const value = newHandle(userKeyOf(found.accountId).organizationId);
  // Who is asked for the password has no factor any more: by what was one, nothing is proved now.
  const methods = method === 'password' ? [method] : [...new Set([...methodsOf(found), method])];
  const payload = JSON.stringify({ ...found, amr: amrOf(methods), methods, provedAt: at });
  const { id } = grantKey(sessionModel, value);
  if (!(await grants.move(grantKey(sessionModel, before), { id, payload }))) return false;
  const seconds = found.keptMs === undefined ? undefined : (sessionEnd(found, parts) - now()) / 1000;
  setCookie(response, cookie, value, { ...cookieScope, seconds });
  return true;
}

async function endOwnSession(
  { grants, cookieScope }: SessionParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const cookie = cookieNames(cookieScope).session;
  const value = readCookie(request, cookie);
  if (value === undefined) return;
  await grants.destroy(grantKey(sessionModel, value));
  setCookie(response, cookie, undefined, cookieScope);
  setBrowserState(response, undefined, cookieScope);
}

/** The session of a cookie, unless it is over. Counts as a use of it. */
export async function findSession(parts: SessionParts, cookie: string): Promise<SessionPayload | undefined> {
  const { grants, now } = parts;
  const found = await grants.find(grantKey(sessionModel, cookie), now());
  const live = found && (await readLiveSession(parts, found));
  if (!live) {
    if (found) await grants.destroy({ ...found, model: sessionModel });
    return undefined;
  }
  const { stored, idle } = live;
  if (stored.lastSeenAt > now() - seenEveryMs(idle)) return stored;
  const seen = { ...stored, lastSeenAt: now() };
  // If it was ended just now, it stays ended.
  return (await grants.replace(storedSession({ organizationId: found.organizationId, id: found.id }, seen, parts)))
    ? seen
    : undefined;
}

interface LiveSession {
  readonly stored: SessionPayload;
  /** The longest time without use, in milliseconds. */
  readonly idle: number;
}

/** The session, if nothing has ended the user's sign-ins since and the organization's rules let it live. */
async function readLiveSession(parts: SessionParts, { payload }: FoundGrant): Promise<LiveSession | undefined> {
  const { directory, now } = parts;
  const stored = JSON.parse(payload) as SessionPayload;
  const key = userKeyOf(stored.accountId);
  const [user, organization, settings] = await Promise.all([
    directory.users.find(key),
    directory.organizations.findById(key.organizationId),
    directory.settings.inForce(key.organizationId),
  ]);
  const isCurrent = user?.isActive && organization?.isActive && user.tokenEpoch === stored.epoch;
  const { lastSeenAt, loginTs } = stored;
  const kept = stored.keptMs && keptMs(settings, parts);
  const idle = idleMs(settings, kept !== undefined);
  const ends = [sessionEnd(stored, parts), lastSeenAt + idle];
  if (kept !== undefined) ends.push(loginTs * 1000 + kept);
  return isCurrent && Math.min(...ends) > now() ? { stored, idle } : undefined;
}
