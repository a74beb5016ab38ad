import type { KoaContextWithOIDC } from 'oidc-provider';

const headers = ['access-control-allow-origin', 'access-control-expose-headers'];

/** Whose pages may read the answer was decided before the library was asked, which would open it to all of them. */
export async function keepCors({ res }: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  const decided = headers.map((name) => [name, res.getHeader(name)] as const);
  await next();
  for (const [name, value] of decided) {
    if (value === undefined) res.removeHeader(name);
    else res.setHeader(name, value);
  }
}
