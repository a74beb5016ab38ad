import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuditOrigin } from '../../directory/audit/entry.ts';
import type { Ended } from '../../directory/end-everything.ts';
import type { Method } from '../../directory/factor.ts';
import type { User, UserKey } from '../../directory/user.ts';

/** A person signed in with one browser. Times are epoch milliseconds. */
export interface BrowserSession {
  /** Identifies the session to its owner and in the `sid` claim of tokens. It gives no access. */
  readonly id: string;
  readonly user: UserKey;
  readonly signedInAt: number;
  /** Exact to the minute, or to less where a session ends after some minutes without use. */
  readonly lastSeenAt: number;
  /** When it ends at the latest, even if it is used all the time. */
  readonly endsAt: number;
  readonly clientIp: string | null;
  readonly userAgent: string | null;
  /** Whether it lives on when the browser is closed, because the person chose to stay signed in. */
  readonly isKept: boolean;
  /** The user's `tokenEpoch` at the sign-in. */
  readonly tokenEpoch: number;
  /** By what the person has proved who they are. */
  readonly methods: readonly Method[];
  /** When the person last did: at the sign-in, or later where it was asked again. */
  readonly provedAt: number;
}

/**
 * The user who signed in, as read **before** the password was verified: if the user's sign-ins are ended at the same time,
 * the epoch shows that this one is among them.
 */
export type SignedInUser = Pick<User, 'organizationId' | 'id' | 'tokenEpoch'>;

/** What is known about a successful sign-in. */
export interface SignInFacts {
  /** When the last of it was verified, epoch milliseconds. */
  readonly at: number;
  /** By what the person has proved who they are. */
  readonly methods: readonly Method[];
  /** As the trusted proxies report it, so not necessarily that of the connection. */
  readonly clientIp: string | null;
  /** Whether the person chose to stay signed in when the browser is closed. */
  readonly isKept?: boolean;
}

/**
 * The sessions of browsers. Requests and responses are those of Node. The cookies are set on the response, so the caller
 * must not set `Set-Cookie` by other means than `response.appendHeader`.
 */
export interface BrowserSessions {
  /** The session of this browser, if the session, its user and the organization's rules allow it at this moment. */
  current(request: IncomingMessage): Promise<BrowserSession | undefined>;
  /** Whether the browser has sent a session cookie at all; the session may be over. */
  isCarried(request: IncomingMessage): boolean;
  /**
   * Signs the user in with this browser, always in a new session: the one that the browser had before ends. Where the
   * organization allows one session at a time, the user's other sessions end as well: of several sign-ins at the same
   * time, the last one to be written stays.
   */
  start(
    request: IncomingMessage,
    response: ServerResponse,
    user: SignedInUser,
    facts: SignInFacts,
  ): Promise<BrowserSession>;
  /**
   * Notes that the person of this session has proved again who they are, and by what. The session goes on under another cookie:
   * a copy of the one before is worth nothing any more (OWASP ASVS 5.0, 7.2.4). False when the session is over.
   */
  prove(request: IncomingMessage, response: ServerResponse, method: Method, at: number): Promise<boolean>;
  /** Signs out of this browser. */
  end(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Ends the user's session of that id without an audit entry. Returns whether there was one. */
  endNamed(user: UserKey, id: string): Promise<boolean>;
  /** All live sessions of the user, the one used last first. */
  list(user: UserKey): Promise<readonly BrowserSession[]>;
  /** Ends one of the user's sessions at the user's wish. Returns whether there was one of that id. */
  endOne(user: User, id: string, origin: AuditOrigin): Promise<boolean>;
  /**
   * Signs the user out everywhere: every session, code, refresh token and access token ends. Returns how many of each.
   * Other use cases call `endEverythingOf` instead.
   */
  endAll(user: User, origin: AuditOrigin): Promise<Ended>;
}
