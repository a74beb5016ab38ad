import type { IncomingMessage, ServerResponse } from 'node:http';

/** What an application that wants the person signed out has said. */
export interface LogoutRequest {
  readonly application: { readonly id: string; readonly name: string } | undefined;
  /** Where the application wants the browser afterwards, with its state; checked against its registration. */
  readonly redirectTo: string | undefined;
}

/**
 * How the page at `{prefix}/web/logout` ends a session. The endpoint sends the browser there when it is not certain that
 * the person wants it; the page asks, keeping the query of its URL, and finishes.
 */
export interface Logouts {
  find(query: URLSearchParams): Promise<LogoutRequest>;
  /** Signs out of this browser. Answers where to send it; undefined: to a page that says so. */
  finish(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): Promise<string | undefined>;
}
