import type { KoaContextWithOIDC } from 'oidc-provider';
import { isUnavailable } from '../../errors.ts';
import { busy, type OAuthError } from '../answer.ts';
import type { ErrorIds } from '../error-id.ts';
import type { FrontRequest } from './front-request.ts';

/** Under which clients reach the server, and what of the request the page or its address shows. */
export interface ErrorPlace {
  readonly externalUrl: string;
  readonly errorIds: ErrorIds;
  readonly prefix: string;
  readonly traceId: string | null;
  /** Of the request, as far as they were understood. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/**
 * Where a person is told what is wrong with a request that cannot be answered to the application: the client is
 * unknown, or nobody knows whether the redirect URI is its own.
 */
export function errorPage(
  failed: OAuthError,
  { externalUrl, errorIds, prefix, traceId, parameters }: ErrorPlace,
): string {
  const { error, error_description: description = '' } = known[failed.error] ?? failed;
  const errorId = errorIds.write({
    DisplayMode: text(parameters.display),
    UiLocales: text(parameters.ui_locales),
    Error: error,
    ErrorDescription: description,
    RequestId: traceId,
    ActivityId: traceId,
    RedirectUri: null,
    ResponseMode: null,
    ClientId: text(parameters.client_id),
  });
  return `${externalUrl}${prefix}/web/?errorCode=${encodeURIComponent(error)}&errorId=${errorId}`;
}

/** Has the library send the browser to that page. */
export function showError(place: Pick<ErrorPlace, 'externalUrl' | 'errorIds'>) {
  return (ctx: KoaContextWithOIDC, out: OAuthError, error: Error): void => {
    const { prefix, traceId } = ctx.req as FrontRequest;
    const failed = isUnavailable(error) ? busy.Unavailable.body : out;
    ctx.status = 302;
    ctx.redirect(errorPage(failed, { ...place, prefix, traceId, parameters: { ...ctx.oidc?.params } }));
  };
}

/** The texts that clients of the original know. */
const known: Readonly<Record<string, OAuthError>> = {
  invalid_redirect_uri: { error: 'invalid_request', error_description: 'Invalid redirect_uri' },
  invalid_client: { error: 'unauthorized_client', error_description: 'Unknown client or client not enabled' },
  server_error: { error: 'server_error', error_description: 'Something went wrong. Please try again.' },
};

/** Long values would make a URL that no browser follows. */
const text = (value: unknown): string | null => (typeof value === 'string' ? value.slice(0, 200) : null);
