import type { KoaContextWithOIDC } from 'oidc-provider';
import * as errors from 'oidc-provider/lib/helpers/errors.js';
import { originOf } from '../../directory/url-parts.ts';
import { isUnavailable } from '../../errors.ts';
import type { ErrorDetails, ErrorIds } from '../endpoints/error-id.ts';
import { busyResponses, type OAuthError } from '../endpoints/response.ts';
import { registrationOf } from './client.ts';
import type { LibraryRequest } from './library-request.ts';
import { isRegisteredUri } from './redirect-uri.ts';

/** What the error page or its URL shows of the request. */
export interface ErrorPageContext {
  readonly externalUrl: string;
  readonly errorIds: ErrorIds;
  readonly prefix: string;
  readonly traceId: string | null;
  /** The parameters of the request, as far as they could be read. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/**
 * The URL of the page that tells a person what is wrong with a request that must not be answered to the application: the
 * client is unknown, or the redirect URI is not known to be its own.
 */
export function errorPageUrl(
  failed: OAuthError,
  { externalUrl, errorIds, prefix, traceId, parameters }: ErrorPageContext,
  note: ErrorDetails = {},
): string {
  const { error, error_description: description = '' } = knownErrors[failed.error] ?? failed;
  const data = {
    DisplayMode: text(parameters.display),
    UiLocales: text(parameters.ui_locales),
    Error: error,
    ErrorDescription: description,
    RequestId: traceId,
    ActivityId: traceId,
    RedirectUri: null,
    ResponseMode: null,
    ClientId: text(parameters.client_id),
  };
  const errorId = errorIds.write(data, note);
  return `${originOf(externalUrl)}${prefix}/web/?errorCode=${encodeURIComponent(error)}&errorId=${errorId}`;
}

/** Makes the library send the browser to that page. */
export function renderError(place: Pick<ErrorPageContext, 'externalUrl' | 'errorIds'>) {
  return (ctx: KoaContextWithOIDC, out: OAuthError, error: Error): void => {
    const { prefix, traceId } = ctx.req as LibraryRequest;
    const failed = isUnavailable(error) ? busyResponses.Unavailable.body : out;
    ctx.status = 302;
    const parameters = { ...ctx.oidc?.params };
    ctx.redirect(errorPageUrl(failed, { ...place, prefix, traceId, parameters }, errorNote(ctx, error, failed)));
  };
}

/** Which application asked, what was wrong, and the way back where there is one. */
function errorNote({ oidc }: KoaContextWithOIDC, error: Error, failed: OAuthError): ErrorDetails {
  const application = oidc?.client && registrationOf(oidc.client).application;
  const { redirect_uri: uri, state } = oidc?.params ?? {};
  const { scope, organization } = error as Error & { readonly scope?: unknown; readonly organization?: string };
  if (error instanceof errors.InvalidRedirectUri) {
    return {
      application: application?.name,
      detail: `The application has not registered this redirect URI: ${text(uri)}`,
    };
  }
  const isOwn = application && typeof uri === 'string' && isRegisteredUri(application.redirectUris, uri);
  return {
    application: application?.name,
    organization,
    detail:
      typeof scope === 'string' && scope !== '' ? `The application may not ask people for: ${text(scope)}` : undefined,
    backTo: isOwn ? backTo(uri, failed, state) : undefined,
  };
}

/** With a longer one, the URL of the page would be too long for some proxies. */
const longestWayBack = 1000;

function backTo(uri: string, { error, error_description }: OAuthError, state: unknown): string | undefined {
  const url = new URL(uri);
  url.searchParams.set('error', error);
  if (error_description) url.searchParams.set('error_description', error_description);
  if (typeof state === 'string') url.searchParams.set('state', state);
  return url.href.length > longestWayBack ? undefined : url.href;
}

/** The texts that clients of the original know. */
const knownErrors: Readonly<Record<string, OAuthError>> = {
  invalid_redirect_uri: { error: 'invalid_request', error_description: 'Invalid redirect_uri' },
  invalid_client: { error: 'unauthorized_client', error_description: 'Unknown client or client not enabled' },
  server_error: { error: 'server_error', error_description: 'Something went wrong. Please try again.' },
};

/** Long values would make a URL that no browser follows. */
const text = (value: unknown): string | null => (typeof value === 'string' ? value.slice(0, 200) : null);
