/**
 * What a browser may do on a page: load our own files, send forms to us, and nothing else.
 * `same-origin` gives other sites no referrer; `no-referrer` would also take the `Origin` from our own forms, by which
 * forged ones are recognised (Fetch, "append a request `Origin` header").
 */
export function policyHeaders({ isForApplication = false } = {}): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    // An application may have opened the page in a window of its own, whose end it waits for.
    ...(isForApplication ? {} : { 'cross-origin-opener-policy': 'same-origin' }),
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    'cache-control': 'no-store',
  };
}
