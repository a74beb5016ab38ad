import type { IncomingMessage } from 'node:http';
import { amrOf } from '../../directory/authentication.ts';
import type { Method } from '../../directory/factor.ts';
import { newId } from '../../directory/identifier.ts';
import { isOn, keepSignedInDays, type SettingValues } from '../../directory/setting.ts';
import { accountId, userKeyOf } from '../../directory/user.ts';
import { type GrantKey, newStoredGrant, type StoredGrant } from '../grant/grant-store.ts';
import type { BrowserSession, SignedInUser, SignInFacts } from './session.ts';

export const sessionModel = 'Session';

/** The payload of a stored session. The library reads the first part, in seconds, and adds `authorizations`. */
export interface SessionPayload {
  readonly kind: 'Session';
  readonly uid: string;
  readonly accountId: string;
  readonly loginTs: number;
  readonly amr: readonly string[];
  /** Missing in sessions that began when there was nothing but passwords. */
  readonly methods?: readonly Method[];
  readonly transient: true;
  readonly iat: number;
  /** The user's `tokenEpoch` at the sign-in. */
  readonly epoch: number;
  /** Epoch milliseconds. */
  readonly lastSeenAt: number;
  readonly clientIp: string | null;
  readonly userAgent: string | null;
  /** When the person last proved who they are, in epoch milliseconds, if that was asked again since the sign-in. */
  readonly provedAt?: number;
  /** How long the person stays signed in, if they chose to. */
  readonly keptMs?: number;
}

export interface SessionLimits {
  /** How long a session lives at most, even if it is used all the time. */
  readonly sessionLifeMs: number;
}

/** A session that was not used for this long is over, unless its owner chose to stay signed in. */
export const sessionMs = 10 * 60 * 60_000;

/**
 * The longest time without use. A person who chose to stay signed in has no limit but the organization's. A setting that is
 * not a number of minutes counts as the default.
 */
export function idleMs(settings: SettingValues, isKept: boolean): number {
  const longest = isKept ? Infinity : sessionMs;
  if (!isOn(settings['Auth.Session.IdleTimeoutEnabled'])) return longest;
  const minutes = Number(settings['Auth.Session.IdleTimeoutMinutes']);
  return Math.min((minutes > 0 ? minutes : 30) * 60_000, longest);
}

/** How long people can stay signed in; undefined where the organization does not allow it. */
export function keptMs(settings: SettingValues, { sessionLifeMs }: SessionLimits): number | undefined {
  const days = keepSignedInDays(settings);
  return days > 0 ? Math.min(days * 24 * 60 * 60_000, sessionLifeMs) : undefined;
}

export function newSessionPayload(
  { headers }: IncomingMessage,
  user: SignedInUser,
  { at, clientIp, methods }: SignInFacts,
  now: number,
  kept: number | undefined,
): SessionPayload {
  return {
    kind: 'Session',
    uid: newId(),
    accountId: accountId(user),
    loginTs: Math.floor(at / 1000),
    amr: amrOf(methods),
    methods,
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
export const sessionEnd = ({ loginTs, keptMs: kept }: SessionPayload, { sessionLifeMs }: SessionLimits) =>
  loginTs * 1000 + Math.min(kept ?? sessionLifeMs, sessionLifeMs);

/** When the session is over unless it is used again. */
export const sessionExpiry = (session: SessionPayload, limits: SessionLimits): number =>
  session.keptMs === undefined
    ? Math.min(session.lastSeenAt + sessionMs, sessionEnd(session, limits))
    : sessionEnd(session, limits);

export function storedSession(
  key: Omit<GrantKey, 'model'>,
  session: SessionPayload,
  limits: SessionLimits,
): StoredGrant {
  const { accountId: account, uid } = session;
  const payload = JSON.stringify(session);
  const expiresAt = sessionExpiry(session, limits);
  return newStoredGrant({ ...key, model: sessionModel, accountId: account, uid, payload, expiresAt });
}

/** By what the person has proved who they are. */
export const methodsOf = ({ methods = ['password'] }: SessionPayload): readonly Method[] => methods;

export function toSession(session: SessionPayload, limits: SessionLimits): BrowserSession {
  const { uid: id, accountId: account, loginTs, lastSeenAt, clientIp, userAgent, epoch: tokenEpoch } = session;
  const times = { signedInAt: loginTs * 1000, lastSeenAt, endsAt: sessionEnd(session, limits) };
  const isKept = session.keptMs !== undefined;
  const proof = { methods: methodsOf(session), provedAt: session.provedAt ?? times.signedInAt };
  return { id, user: userKeyOf(account), ...times, clientIp, userAgent, isKept, tokenEpoch, ...proof };
}
