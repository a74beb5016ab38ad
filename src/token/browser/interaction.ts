import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuditOrigin } from '../../directory/audit/entry.ts';
import type { OwnPath } from '../../directory/own-path.ts';
import type { SignedInUser, SignInFacts } from './session.ts';

/** What an authorization request asks of the person before it can be answered. */
export interface Interaction {
  readonly kind: 'signIn' | 'consent';
  readonly application: { readonly id: string; readonly name: string };
  /** The only organization whose users may sign in here; undefined when the person has to say which one. */
  readonly organizationId: string | undefined;
  /** Everything that the application asks for, standard scopes such as `openid` included. */
  readonly scopes: readonly string[];
  /** Whether what is granted counts for later requests, too. */
  readonly isRemembered: boolean;
  readonly loginHint: string | undefined;
  /** Languages by preference, separated by blanks. */
  readonly uiLocales: string | undefined;
}

/**
 * How the pages answer authorization requests. The endpoint sends the browser to `{prefix}/web/login?returnUrl=…` or
 * `{prefix}/web/consent?returnUrl=…`; the page keeps the return URL and hands it in with each call.
 */
export interface Interactions {
  /** What is asked; undefined when the return URL belongs to no request, or to one of another browser. */
  find(request: IncomingMessage, returnUrl: OwnPath | undefined): Promise<Interaction | undefined>;
  /**
   * What the request was about to which the return URL leads back, also when it began in another browser or too long ago.
   * It begins anew then, when the browser is sent there.
   */
  findInAnyBrowser(returnUrl: OwnPath | undefined): Promise<Interaction | undefined>;
  /**
   * Lets a request that waits for the person to sign in go on, if they have signed in with this browser since it began.
   * Answers where to send the browser.
   */
  resume(request: IncomingMessage, returnUrl: OwnPath | undefined): Promise<OwnPath | undefined>;
  /**
   * Starts a session of the user, who must be one of `organizationId`'s, and lets the authorization request go on.
   * Answers where to send the browser; undefined without a return URL.
   */
  completeSignIn(
    request: IncomingMessage,
    response: ServerResponse,
    user: SignedInUser,
    facts: SignInFacts & { readonly returnUrl: OwnPath | undefined },
  ): Promise<OwnPath | undefined>;
  /** The person who is signed in grants what is asked, now and, where it is remembered, in future. Answers where to send the browser. */
  allow(request: IncomingMessage, returnUrl: OwnPath | undefined, origin: AuditOrigin): Promise<OwnPath | undefined>;
  /** The person does not want to sign in, or not to grant it: the application is told so. Answers as `allow`. */
  deny(request: IncomingMessage, returnUrl: OwnPath | undefined): Promise<OwnPath | undefined>;
}
