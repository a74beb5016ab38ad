import type { ServerResponse } from 'node:http';
import type { errors } from 'oidc-provider';

/** A response with a token must not be cached (RFC 6749 section 5.1). */
export const uncached = { 'cache-control': 'no-store, no-cache, max-age=0', pragma: 'no-cache' };

/** The body of an error response (RFC 6749 section 5.2). */
export interface OAuthError {
  readonly error: string;
  readonly error_description?: string | undefined;
}

/** Sends an error response; to a client that used an HTTP authentication scheme, 401 with that challenge. */
export function sendError(response: ServerResponse, error: errors.OIDCProviderError, challenge?: string): void {
  const { error: code, error_description, statusCode } = error;
  const [status, headers] = challenge ? [401, { 'www-authenticate': challenge }] : [statusCode, {}];
  sendJson(response, status, { error: code, error_description } satisfies OAuthError, { ...uncached, ...headers });
}

/** Sends the response to a fault of the server; what went wrong is only in the log. */
export function sendFault(response: ServerResponse): void {
  sendJson(response, 500, serverError, uncached);
}

/** Responses after which the client should try again. RFC 6749 section 4.1.2.1 defines the error code. */
export const busyResponses = {
  Overloaded: {
    status: 503,
    body: { error: 'temporarily_unavailable', error_description: 'The server is busy. Try again.' },
  },
  TooManyRequests: {
    status: 429,
    body: { error: 'temporarily_unavailable', error_description: 'This was asked for too often. Try again later.' },
  },
  Unavailable: {
    status: 503,
    body: { error: 'temporarily_unavailable', error_description: 'The store is not available. Try again later.' },
  },
} as const satisfies Record<string, { readonly status: number; readonly body: OAuthError }>;

export function sendBusy(response: ServerResponse, code: keyof typeof busyResponses, retryAfterSeconds: number): void {
  const { status, body } = busyResponses[code];
  sendJson(response, status, body, { ...uncached, 'retry-after': String(retryAfterSeconds) });
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): void {
  // Node sends a text, unlike bytes, in one piece with the headers.
  const text = JSON.stringify(body);
  response
    .writeHead(status, {
      ...headers,
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
    })
    .end(text);
}

export const serverError: OAuthError = { error: 'server_error' };

/** Redirects a browser. */
export function sendRedirect(response: ServerResponse, location: string): void {
  response.writeHead(302, { ...uncached, location, 'referrer-policy': 'no-referrer', 'content-length': 0 }).end();
}
