import type { KoaContextWithOIDC } from 'oidc-provider';
import { isOwnOrigin } from '../origin.ts';
import { registrationOf } from './client.ts';

/**
 * Lets a page of a browser read the answer when its origin is that of one of the client's redirect URIs. The library
 * would refuse the whole request otherwise; but an origin proves nothing, and tools that are no browsers send one too.
 */
export async function clientCors(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  const { origin } = ctx.req.headers;
  delete ctx.req.headers.origin;
  await next();
  ctx.remove('Access-Control-Allow-Origin');
  ctx.remove('Access-Control-Expose-Headers');
  const client = ctx.oidc?.client;
  if (origin && client && isOwnOrigin(registrationOf(client).application, origin))
    ctx.set('Access-Control-Allow-Origin', origin);
}
