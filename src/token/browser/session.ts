import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuditOrigin } from '../../directory/audit/entry.ts';
import type { Ended } from '../../directory/end-everything.ts';
import type { User, UserKey } from '../../directory/user.ts';

/** A person signed in with one browser. Times are epoch milliseconds. */
export interface BrowserSession {
  /** Names the session to its owner and in the `sid` claim of tokens. It opens nothing. */
  readonly id: string;
  readonly user: UserKey;
  readonly signedInAt: number;
  /** To the minute. */
  readonly lastSeenAt: number;
  /** When it ends at the latest, however much it is used. */
  readonly endsAt: number;
  readonly clientIp: string | null;
  readonly userAgent: string | null;
  /** It outlives the browser, because the person wanted to stay signed in. */
  readonly isKept: boolean;
  /** The user's when they signed in. */
  readonly tokenEpoch: number;
}

/**
 * Who signed in, as the directory had it **before** the password was verified: when the user's sign-ins are ended at the
 * same time, the epoch tells that this one is among them.
 */
export type SignedInUser = Pick<User, 'organizationId' | 'id' | 'tokenEpoch'>;

/** What is known about a sign-in that just succeeded. */
export interface SignInFacts {
  /** When the password was verified, epoch milliseconds. */
  readonly at: number;
  /** As the proxies in front tell it, so not that of the connection. */
  readonly clientIp: string | null;
  /** Whether the person wants to stay signed in when the browser is closed. */
  readonly isKept?: boolean;
}

/**
 * The sessions of browsers. Requests and responses are Node's own; cookies are put on the response as they are needed,
 * so the caller must not set `Set-Cookie` by other means than `response.appendHeader`.
 */
export interface BrowserSessions {
  /** Who is signed in with this browser. The session, its user and the organization's rules are looked at each time. */
  current(request: IncomingMessage): Promise<BrowserSession | undefined>;
  /** Whether the browser carries a session at all, which may be over. */
  isCarried(request: IncomingMessage): boolean;
  /**
   * Signs the user in with this browser, always under a new session: whatever the browser had before ends. Where the
   * organization allows one session at a time, the user's other ones end as well: of several sign-ins at the same time,
   * the last one to be written stays.
   */
  start(
    request: IncomingMessage,
    response: ServerResponse,
    user: SignedInUser,
    facts: SignInFacts,
  ): Promise<BrowserSession>;
  /** Signs out of this browser. */
  end(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Ends the session of that id, wherever it is. Answers whether the user had one. */
  endNamed(user: UserKey, id: string): Promise<boolean>;
  /** All living sessions of the user, the one used last first. */
  list(user: UserKey): Promise<readonly BrowserSession[]>;
  /** Ends one of the user's sessions. Answers whether there was one of that id. */
  endOne(user: User, id: string, origin: AuditOrigin): Promise<boolean>;
  /**
   * Signs the user out everywhere: every session, code, refresh token and access token ends. Answers how much of each.
   * For a step of another use case there is `endEverythingOf`.
   */
  endAll(user: User, origin: AuditOrigin): Promise<Ended>;
}
