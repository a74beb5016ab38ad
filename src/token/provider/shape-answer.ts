import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Throttle } from '../../admission/throttle.ts';
import { type OAuthError, serverError, uncached } from '../answer.ts';
import { authorizationPath } from '../endpoints/paths.ts';
import type { FrontRequest } from './front-request.ts';

/** Gives the library's answers the form that clients know. */
export function shapeAnswer(throttle: Throttle, onFault: (error: unknown) => void) {
  return async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    const isForBrowsers = ctx.path.startsWith(authorizationPath);
    if (isForBrowsers) ctx.set(browserHeaders);
    try {
      await next();
    } catch (error) {
      onFault(error);
      ctx.status = 500;
      ctx.body = serverError;
    }
    ctx.set(uncached);
    if (isForBrowsers) shapeRedirect(ctx);
    else shapeJson(ctx);
    if (ctx.status >= 400 && !(await mayAnswer(ctx, throttle))) ctx.res.destroy();
  };
}

/** What a form that posts itself to the application needs, and nothing else. */
const browserHeaders = {
  'content-security-policy': "default-src 'none'; script-src; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
};

/** Clients of the original know one kind of redirect. */
function shapeRedirect(ctx: KoaContextWithOIDC): void {
  if (ctx.status === 303) ctx.status = 302;
  if (ctx.status === 302) ctx.body = '';
}

/**
 * A refused client is told so with 400 as with any other refusal, and a fault of the server without detail. That the
 * server is too busy, or was asked too often, is no fault, and worth another try.
 */
function shapeJson(ctx: KoaContextWithOIDC): void {
  if (ctx.status < 400) return;
  const { error, error_description } = ctx.body as OAuthError;
  if (!isBusy(ctx) && ctx.status >= 500) ctx.body = serverError;
  else {
    if (!isBusy(ctx)) ctx.status = 400;
    ctx.body = { error, error_description } satisfies OAuthError;
  }
}

const isBusy = ({ body }: KoaContextWithOIDC): boolean => (body as OAuthError).error === 'temporarily_unavailable';

const mayAnswer = (ctx: KoaContextWithOIDC, throttle: Throttle): Promise<boolean> => {
  const { clientIp } = ctx.req as FrontRequest;
  return isBusy(ctx) ? throttle.pace(clientIp ?? '') : throttle.paceRefusal(clientIp ?? '');
};
