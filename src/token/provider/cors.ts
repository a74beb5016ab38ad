import type { KoaContextWithOIDC } from 'oidc-provider';

const headers = ['access-control-allow-origin', 'access-control-expose-headers'];

/** Restores the CORS headers that were set before the library was called: it would allow every origin. */
export async function keepCors({ res }: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  const decided = headers.map((name) => [name, res.getHeader(name)] as const);
  await next();
  for (const [name, value] of decided) {
    if (value === undefined) res.removeHeader(name);
    else res.setHeader(name, value);
  }
}
