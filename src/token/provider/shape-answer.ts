import type { KoaContextWithOIDC } from 'oidc-provider';
import { type OAuthError, serverError, uncached } from '../answer.ts';

/**
 * Gives the library's answers the form that clients know: a refused client is told so with 400 as with any other
 * refusal, and a fault of the server is told without detail.
 */
export function shapeAnswer(onFault: (error: unknown) => void) {
  return async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    try {
      await next();
    } catch (error) {
      onFault(error);
      ctx.status = 500;
    }
    ctx.set(uncached);
    if (ctx.status >= 500) ctx.body = serverError;
    else if (ctx.status >= 400) refuse(ctx);
  };
}

function refuse(ctx: KoaContextWithOIDC): void {
  const { error, error_description } = ctx.body as OAuthError;
  ctx.status = 400;
  ctx.body = { error, error_description } satisfies OAuthError;
}
