import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuditOrigin } from '../../directory/audit/entry.ts';
import type { OwnPath } from '../../directory/own-path.ts';
import type { SignedInUser, SignInFacts } from './session.ts';

/** What an authorization request asks the person before it can be answered. */
export interface Interaction {
  readonly kind: 'signIn' | 'consent';
  readonly application: { readonly id: string; readonly name: string };
  /** Where the answer goes: a host as browsers show it, or the scheme that an application on a device has. */
  readonly place: string | undefined;
  /** The only organization whose users may sign in; undefined when the person has to choose one. */
  readonly organizationId: string | undefined;
  /** Whether the application asks for a second factor: a sign-in for it is not whole without one. */
  readonly asksSecondFactor: boolean;
  /** All scopes that the application asks for, standard scopes such as `openid` included. */
  readonly scopes: readonly string[];
  /** Whether the consent also counts for later requests. */
  readonly isRemembered: boolean;
  readonly loginHint: string | undefined;
  /** Languages in order of preference, separated by spaces. */
  readonly uiLocales: string | undefined;
}

/**
 * What the pages need to answer authorization requests. The endpoint sends the browser to
 * `{prefix}/web/login?returnUrl=…` or `{prefix}/web/consent?returnUrl=…`; the page keeps the return URL and passes it with
 * each call.
 */
export interface Interactions {
  /** Undefined when the return URL belongs to no request, or to one of another browser. */
  find(request: IncomingMessage, returnUrl: OwnPath | undefined): Promise<Interaction | undefined>;
  /**
   * What the request of the return URL was about, even if it began in another browser or too long ago. Such a request
   * starts again when the browser is sent to the return URL.
   */
  findInAnyBrowser(returnUrl: OwnPath | undefined): Promise<Interaction | undefined>;
  /**
   * Resumes a request that waits for the person to sign in, if they have signed in with this browser since it began.
   * Returns where to send the browser; undefined when the request has to wait.
   */
  resume(request: IncomingMessage, returnUrl: OwnPath | undefined): Promise<OwnPath | undefined>;
  /**
   * Starts a session of the user, who must belong to `organizationId`, and resumes the authorization request. Returns where
   * to send the browser; undefined without a return URL.
   */
  completeSignIn(
    request: IncomingMessage,
    response: ServerResponse,
    user: SignedInUser,
    facts: SignInFacts & { readonly returnUrl: OwnPath | undefined },
  ): Promise<OwnPath | undefined>;
  /**
   * The signed-in person grants what is asked, now and, where the consent is remembered, in future. Returns where to send
   * the browser.
   */
  allow(request: IncomingMessage, returnUrl: OwnPath | undefined, origin: AuditOrigin): Promise<OwnPath | undefined>;
  /** The person refuses to sign in or to grant it: the application is told so. Returns where to send the browser. */
  deny(request: IncomingMessage, returnUrl: OwnPath | undefined): Promise<OwnPath | undefined>;
}
