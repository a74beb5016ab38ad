import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuditOrigin } from '../../directory/audit.ts';
import type { OwnPath } from '../../directory/own-path.ts';
import type { User, UserKey } from '../../directory/user.ts';

// What the pages need of the token service.

/** A person signed in with one browser. Times are epoch milliseconds. */
export interface BrowserSession {
  /** Names the session; it opens nothing. */
  readonly id: string;
  readonly user: UserKey;
  readonly signedInAt: number;
  readonly lastSeenAt: number;
  /** At the latest. */
  readonly endsAt: number;
  readonly clientIp: string | null;
  readonly userAgent: string | null;
  /** It outlives the browser. */
  readonly isKept: boolean;
}

/** The user as verified: a session of an older `tokenEpoch` is dead from its beginning. */
type SignedInUser = UserKey & { readonly tokenEpoch: number };

interface SignInFacts {
  readonly at: number;
  readonly clientIp: string | null;
  readonly isKept: boolean;
}

export interface BrowserSessions {
  current(request: IncomingMessage): Promise<BrowserSession | undefined>;
  /** Whether the browser carries a session at all, which may be over. */
  isCarried(request: IncomingMessage): boolean;
  list(user: UserKey): Promise<readonly BrowserSession[]>;
  endOne(user: User, id: string, origin: AuditOrigin): Promise<boolean>;
}

/** An application that a person has let in. */
export interface Connection {
  readonly application: NamedApplication;
  readonly scopes: readonly string[];
  /** Null when nobody was asked. */
  readonly allowedAt: number | null;
  /** As far as that is remembered. */
  readonly lastUsedAt: number | null;
}

export interface Connections {
  list(user: User): Promise<readonly Connection[]>;
  remove(user: User, applicationId: string, origin: AuditOrigin): Promise<boolean>;
}

interface NamedApplication {
  readonly id: string;
  readonly name: string;
}

/** What an authorization request asks of the person before it can be answered. */
export interface Interaction {
  readonly kind: 'signIn' | 'consent';
  readonly application: NamedApplication;
  /** The only organization whose users may sign in; undefined when the person has to say which one. */
  readonly organizationId: string | undefined;
  readonly scopes: readonly string[];
  readonly isRemembered: boolean;
  readonly loginHint: string | undefined;
  readonly uiLocales: string | undefined;
}

export interface Interactions {
  find(request: IncomingMessage, returnUrl: OwnPath | undefined): Promise<Interaction | undefined>;
  /** What the request was about, in whichever browser it began. */
  recall(returnUrl: OwnPath | undefined): Promise<Interaction | undefined>;
  /** Where it goes on, if the person has signed in with this browser since it began. */
  goOn(request: IncomingMessage, returnUrl: OwnPath | undefined): Promise<OwnPath | undefined>;
  /** Starts a session. Answers where to send the browser; undefined without a return URL. */
  completeSignIn(
    request: IncomingMessage,
    response: ServerResponse,
    user: SignedInUser,
    facts: SignInFacts & { readonly returnUrl: OwnPath | undefined },
  ): Promise<OwnPath | undefined>;
  allow(request: IncomingMessage, returnUrl: OwnPath | undefined, origin: AuditOrigin): Promise<OwnPath | undefined>;
  deny(request: IncomingMessage, returnUrl: OwnPath | undefined): Promise<OwnPath | undefined>;
}

/** What a device without a browser asks for. */
export interface DeviceRequest {
  readonly application: NamedApplication;
  readonly organizationId: string | undefined;
  readonly scopes: readonly string[];
}

export interface DeviceSignIns {
  find(userCode: string, session: BrowserSession): Promise<DeviceRequest | undefined>;
  /** Whether the person has not presented too many codes that are none. */
  mayGuess(session: BrowserSession): boolean;
  allow(userCode: string, session: BrowserSession, origin: AuditOrigin): Promise<boolean>;
  deny(userCode: string, session: BrowserSession): Promise<boolean>;
}

export interface Logouts {
  find(query: URLSearchParams): Promise<{
    readonly application: NamedApplication | undefined;
    readonly redirectTo: string | undefined;
  }>;
  /** Answers where to send the browser; undefined: to a page that says that it is done. */
  finish(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): Promise<string | undefined>;
}

/** What an `errorId` says that the token service has written; undefined for any other. */
export type ReadError = (errorId: string) =>
  | {
      readonly Error: string;
      readonly ErrorDescription: string;
      readonly RequestId: string | null;
      readonly ClientId: string | null;
      /** Its name. */
      readonly application?: string | undefined;
      /** The one that was asked for and is none. */
      readonly organization?: string | undefined;
      /** In words for the developer of the application. */
      readonly detail?: string | undefined;
      /** An address of the application, which it has registered. */
      readonly backTo?: string | undefined;
    }
  | undefined;
