import type { Client, KoaContextWithOIDC } from 'oidc-provider';
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
  if (origin && client && isOwnOrigin(client, origin)) ctx.set('Access-Control-Allow-Origin', origin);
}

/** Pages without an origin of their own all send `null`, which is also what a URI of a private scheme has for one. */
function isOwnOrigin(client: Client, origin: string): boolean {
  const { redirectUris } = registrationOf(client).application;
  return origin !== 'null' && redirectUris.some((uri) => URL.parse(uri)?.origin === origin);
}
