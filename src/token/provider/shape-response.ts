import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Throttle } from '../../admission/throttle.ts';
import { type CookieScope, setCookie } from '../../cookie.ts';
import { isUnavailable, storeRetrySeconds } from '../../errors.ts';
import { cookieNames } from '../browser/cookies.ts';
import { authorizationPath } from '../endpoints/paths.ts';
import { busyResponses, type OAuthError, serverError, uncached } from '../endpoints/response.ts';
import { registrationOf } from './client.ts';
import { type ErrorPageContext, renderError } from './error-page.ts';
import type { LibraryRequest } from './library-request.ts';
import { isOfHost } from './organization-choice.ts';

interface ResponseParts extends Pick<ErrorPageContext, 'externalUrl' | 'errorIds'> {
  readonly throttle: Throttle;
  readonly onFault: (error: unknown) => void;
  readonly cookieScope: CookieScope;
}

/** Changes the library's responses into the form that clients know. */
export function shapeResponse({ throttle, onFault, cookieScope, ...place }: ResponseParts) {
  const showError = renderError(place);
  return async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    const isForBrowsers = ctx.path.startsWith(authorizationPath);
    if (isForBrowsers) ctx.set(browserHeaders);
    try {
      await next();
    } catch (error) {
      noteFault(ctx, error);
      onFault(error);
      ctx.status = 500;
      ctx.body = serverError;
      // In place of any answer that was made before, such as one with a code: the session is stored after it.
      if (isForBrowsers) showError(ctx, serverError, error as Error);
    }
    ctx.set(uncached);
    if (isForBrowsers) {
      shapeRedirect(ctx);
      shapeCookies(ctx, cookieScope);
    } else {
      shapeJson(ctx);
      nameOrganization(ctx);
    }
    if (ctx.status >= 400 && !(await mayRespond(ctx, throttle))) ctx.res.destroy();
  };
}

/** Remembers whether it was the store that failed: the library has one response for every fault. */
export function noteFault(ctx: KoaContextWithOIDC, error: unknown): void {
  ctx.state.isUnavailable = isUnavailable(error);
}

/** Allows what the self-submitting form of `response_mode=form_post` needs, and nothing else. */
const browserHeaders = {
  'content-security-policy': "default-src 'none'; script-src; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
};

/** Clients of the original expect 302 and no body. */
function shapeRedirect(ctx: KoaContextWithOIDC): void {
  if (ctx.status === 303) ctx.status = 302;
  if (ctx.status === 302) ctx.body = '';
}

/** Removes the library's cookies: sessions are started elsewhere, and a waiting request is kept in the URL. */
function shapeCookies(ctx: KoaContextWithOIDC, scope: CookieScope): void {
  ctx.remove('set-cookie');
  const { browser } = ctx.req as LibraryRequest;
  if (browser !== undefined) setCookie(ctx.res, cookieNames(scope).interaction, browser, scope);
}

/**
 * A refused client gets 400 like any other refusal, and a fault of the server is reported without detail. A server that is
 * too busy, or that was asked too often, is not a fault: the client may try again.
 */
function shapeJson(ctx: KoaContextWithOIDC): void {
  if (ctx.status < 400) return;
  if (ctx.status >= 500 && ctx.state.isUnavailable) {
    ({ status: ctx.status, body: ctx.body } = busyResponses.Unavailable);
    ctx.set('retry-after', String(storeRetrySeconds));
  }
  const { error, error_description } = ctx.body as OAuthError;
  if (!isBusy(ctx) && ctx.status >= 500) ctx.body = serverError;
  else {
    if (!isBusy(ctx)) ctx.status = 400;
    ctx.body = { error, error_description } satisfies OAuthError;
  }
}

/** Adds the organization of the person to the link with which a device is connected. */
function nameOrganization({ body, oidc }: KoaContextWithOIDC): void {
  const { verification_uri_complete: link } = body as { readonly verification_uri_complete?: string };
  if (link === undefined || !oidc.client) return;
  const { application } = registrationOf(oidc.client);
  const organization = isOfHost(application) ? text(oidc.params?.organization) : application.organizationId;
  if (organization !== undefined) {
    Object.assign(body as object, { verification_uri_complete: `${link}&organization=${organization}` });
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const isBusy = ({ body }: KoaContextWithOIDC): boolean => (body as OAuthError).error === 'temporarily_unavailable';

const mayRespond = (ctx: KoaContextWithOIDC, throttle: Throttle): Promise<boolean> => {
  const { clientIp } = ctx.req as LibraryRequest;
  return isBusy(ctx) ? throttle.pace(clientIp ?? '') : throttle.paceRefusal(clientIp ?? '');
};
