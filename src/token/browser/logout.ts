import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request of an application to sign the person out (OpenID Connect RP-Initiated Logout section 2). */
export interface LogoutRequest {
  readonly application: { readonly id: string; readonly name: string } | undefined;
  /** The post-logout redirect URI with its state, checked against the registration of the application. */
  readonly redirectTo: string | undefined;
}

/**
 * What the page at `{prefix}/web/logout` needs to end a session. The endpoint sends the browser there when it is not
 * certain that the person wants it. The page asks, and keeps the query of its URL for `finish`.
 */
export interface Logouts {
  find(query: URLSearchParams): Promise<LogoutRequest>;
  /** Signs out of this browser. Returns where to send it; undefined: to a page that says that it is done. */
  finish(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): Promise<string | undefined>;
}
