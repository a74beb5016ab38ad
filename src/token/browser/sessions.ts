import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readCookie, setCookie } from '../../cookie.ts';
import type { AuditOrigin } from '../../directory/audit/entry.ts';
import { newId } from '../../directory/identifier.ts';
import { permitVisitor } from '../../directory/permission.ts';
import { isOn, keepSignedInDays, type SettingValues } from '../../directory/setting.ts';
import { endSession, signOutEverywhere } from '../../directory/sign-out.ts';
import type { Store } from '../../directory/store.ts';
import { accountId, type User, userKeyOf } from '../../directory/user.ts';
import type { FoundGrant, GrantStore } from '../grant/grant-store.ts';
import { storedId } from '../grant/stored-id.ts';
import { setBrowserState } from './browser-state.ts';
import { cookieNames } from './cookies.ts';
import type { BrowserSession, BrowserSessions, SignedInUser, SignInFacts } from './session.ts';

/** What the store remembers of a session. The library reads the first part, in seconds, and keeps `authorizations`. */
export interface SessionPayload {
  readonly kind: 'Session';
  readonly uid: string;
  readonly accountId: string;
  readonly loginTs: number;
  readonly amr: readonly string[];
  readonly transient: true;
  readonly iat: number;
  /** The user's `tokenEpoch` at the sign-in. */
  readonly epoch: number;
  /** Epoch milliseconds. */
  readonly lastSeenAt: number;
  readonly clientIp: string | null;
  readonly userAgent: string | null;
  /** For how long the person stays signed in who wanted to. */
  readonly keptMs?: number;
}

export interface SessionParts {
  readonly directory: Pick<Store, 'users' | 'organizations' | 'settings' | 'transaction' | 'together'>;
  readonly grants: GrantStore;
  /** Whether browsers reach the server over TLS. */
  readonly isSecure: boolean;
  /** How long a session lives at most, however much it is used. */
  readonly sessionLifeMs: number;
  readonly now: () => number;
}

/** A session that nobody used for this long is over, unless its owner wanted to stay signed in. */
export const sessionMs = 10 * 60 * 60_000;

/** How exact `lastSeenAt` is: a page view costs no write otherwise. */
const seenEveryMs = 60_000;

export const sessionModel = 'Session';

export function createBrowserSessions(parts: SessionParts): BrowserSessions {
  const { directory, grants, isSecure, now } = parts;
  const cookie = cookieNames(isSecure).session;

  const current = async (request: IncomingMessage): Promise<BrowserSession | undefined> => {
    const value = readCookie(request, cookie);
    const stored = value === undefined ? undefined : await findSession(parts, value);
    return stored && toSession(stored, parts);
  };

  const end = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const value = readCookie(request, cookie);
    if (value === undefined) return;
    await grants.destroy(sessionModel, storedId(sessionModel, value));
    setCookie(response, cookie, undefined, { isSecure });
    setBrowserState(response, undefined, { isSecure });
  };

  const start = async (
    request: IncomingMessage,
    response: ServerResponse,
    user: SignedInUser,
    facts: SignInFacts,
  ): Promise<BrowserSession> => {
    const value = randomBytes(32).toString('base64url');
    const before = readCookie(request, cookie);
    const stored = await directory.together(async (tables) => {
      const settings = await tables.settings.inForce(user.organizationId);
      const begun = newRecord(request, user, facts, now(), facts.isKept ? keptMs(settings, parts) : undefined);
      const { uid, payload, expiresAt } = storedSession(storedId(sessionModel, value), begun, parts);
      await tables.grants.beginSession(
        { id: storedId(sessionModel, value), uid, user, payload, expiresAt },
        {
          id: before === undefined ? undefined : storedId(sessionModel, before),
          all: isOn(settings['Auth.Session.LimitConcurrentSessions']),
        },
      );
      return begun;
    });
    const seconds = stored.keptMs && stored.keptMs / 1000;
    setCookie(response, cookie, value, { isSecure, seconds });
    setBrowserState(response, stored.uid, { isSecure, seconds });
    return toSession(stored, parts);
  };

  const signOut = (user: User, { traceId, clientIp }: AuditOrigin) => ({
    ...{ permitted: permitVisitor(user, 'session.end'), at: now(), traceId, clientIp },
  });

  return {
    current,
    isCarried: (request) => readCookie(request, cookie) !== undefined,
    start,
    end,
    endNamed: (user, id) => grants.endSession(user, id),
    async list(user) {
      const found = await grants.findOfUser(sessionModel, user, now());
      const live = await Promise.all(found.map((grant) => readLiveSession(parts, grant)));
      const sessions = live.filter((stored) => stored !== undefined).map((stored) => toSession(stored, parts));
      return sessions.sort((one, other) => other.lastSeenAt - one.lastSeenAt);
    },
    endOne: (user, sessionId, origin) => endSession(directory, { ...signOut(user, origin), sessionId }),
    endAll: (user, origin) => signOutEverywhere(directory, signOut(user, origin)),
  };
}

/** The session of a cookie, unless it is over. It has been used, then. */
export async function findSession(parts: SessionParts, cookie: string): Promise<SessionPayload | undefined> {
  const { grants, now } = parts;
  const found = await grants.find(sessionModel, storedId(sessionModel, cookie), now());
  const stored = found && (await readLiveSession(parts, found));
  if (!stored) {
    if (found) await grants.destroy(sessionModel, found.id);
    return undefined;
  }
  if (stored.lastSeenAt > now() - seenEveryMs) return stored;
  const seen = { ...stored, lastSeenAt: now() };
  // Not if it has been ended just now: then it stays so.
  return (await grants.replace(storedSession(found.id, seen, parts))) ? seen : undefined;
}

/** What is stored, if the user still is who signed in and the organization's rules let the session live. */
async function readLiveSession(parts: SessionParts, { payload }: FoundGrant): Promise<SessionPayload | undefined> {
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
  const ends = [sessionEnd(stored, parts), lastSeenAt + idleMs(settings, kept !== undefined)];
  if (kept !== undefined) ends.push(loginTs * 1000 + kept);
  return isCurrent && Math.min(...ends) > now() ? stored : undefined;
}

/**
 * Longest time without use; somebody who wanted to stay signed in has all the time that the organization leaves. A value
 * that is no number of minutes counts as the default.
 */
function idleMs(settings: SettingValues, isKept: boolean): number {
  const longest = isKept ? Infinity : sessionMs;
  if (!isOn(settings['Auth.Session.IdleTimeoutEnabled'])) return longest;
  const minutes = Number(settings['Auth.Session.IdleTimeoutMinutes']);
  return Math.min((minutes > 0 ? minutes : 30) * 60_000, longest);
}

/** For how long people can stay signed in; undefined where the organization does not let them. */
function keptMs(settings: SettingValues, { sessionLifeMs }: Pick<SessionParts, 'sessionLifeMs'>): number | undefined {
  const days = keepSignedInDays(settings);
  return days > 0 ? Math.min(days * 24 * 60 * 60_000, sessionLifeMs) : undefined;
}

function newRecord(
  { headers }: IncomingMessage,
  user: SignedInUser,
  { at, clientIp }: SignInFacts,
  now: number,
  kept: number | undefined,
): SessionPayload {
  return {
    kind: 'Session',
    uid: newId(),
    accountId: accountId(user),
    loginTs: Math.floor(at / 1000),
    amr: ['pwd'],
    transient: true,
    iat: Math.floor(now / 1000),
    epoch: user.tokenEpoch,
    lastSeenAt: now,
    clientIp,
    userAgent: headers['user-agent']?.slice(0, 512) ?? null,
    ...(kept !== undefined && { keptMs: kept }),
  };
}

/** When the session ends at the latest. */
const sessionEnd = (
  { loginTs, keptMs: kept }: SessionPayload,
  { sessionLifeMs }: Pick<SessionParts, 'sessionLifeMs'>,
) => loginTs * 1000 + Math.min(kept ?? sessionLifeMs, sessionLifeMs);

/** When nothing is left of the session unless it is used again. */
export const sessionExpiry = (stored: SessionPayload, parts: Pick<SessionParts, 'sessionLifeMs'>): number =>
  stored.keptMs === undefined
    ? Math.min(stored.lastSeenAt + sessionMs, sessionEnd(stored, parts))
    : sessionEnd(stored, parts);

const storedSession = (id: string, stored: SessionPayload, parts: SessionParts) => ({
  model: sessionModel,
  id,
  grantId: null,
  accountId: stored.accountId,
  uid: stored.uid,
  userCode: null,
  clientId: null,
  payload: JSON.stringify(stored),
  expiresAt: sessionExpiry(stored, parts),
});

function toSession(stored: SessionPayload, parts: SessionParts): BrowserSession {
  const { uid: id, accountId: account, loginTs, lastSeenAt, clientIp, userAgent, epoch: tokenEpoch } = stored;
  const times = { signedInAt: loginTs * 1000, lastSeenAt, endsAt: sessionEnd(stored, parts) };
  const isKept = stored.keptMs !== undefined;
  return { id, user: userKeyOf(account), ...times, clientIp, userAgent, isKept, tokenEpoch };
}
