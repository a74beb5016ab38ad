/**
 * What a browser may do on a page: load our own files, send forms to us, and nothing else.
 * `same-origin` gives other sites no referrer; `no-referrer` would also take the `Origin` from our own forms, by which
 * forged ones are recognised (Fetch, "append a request `Origin` header").
 */
export function policyHeaders({ isForApplication = false, hasPreview = false } = {}): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    ...(hasPreview ? ["frame-src 'self'"] : []),
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

/**
 * Of a document that a page of ours shows within itself: how a mail or the sign-in page would look. It runs no script, sends
 * no form, leads nowhere and loads nothing from elsewhere, whatever an administrator has written into it.
 */
export function previewHeaders(): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "form-action 'none'",
    "frame-ancestors 'self'",
    "base-uri 'none'",
    'sandbox allow-same-origin',
  ];
  const headers = { 'content-security-policy': policy.join('; '), 'x-frame-options': 'SAMEORIGIN' };
  return { ...policyHeaders(), ...headers };
}
