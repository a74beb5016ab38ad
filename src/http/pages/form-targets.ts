import type { PageTools } from './page.ts';

/**
 * The origins to which the answer of an authorization request may lead. A browser follows the redirects after a form
 * only to where the page says that its forms may go (CSP level 3, `form-action`).
 */
export async function redirectOrigins({ store }: PageTools, applicationId: string): Promise<readonly string[]> {
  const application = await store.applications.findByClientId(applicationId);
  const origins = application?.redirectUris.map(formTarget).filter((origin) => origin !== undefined) ?? [];
  return [...new Set(origins)];
}

/** A source of a policy: an origin, or the scheme of an application that has its own. Nothing else gets into a header. */
export function formTarget(uri: string): string | undefined {
  if (!URL.canParse(uri)) return undefined;
  const { origin, protocol } = new URL(uri);
  if (protocol === 'http:' || protocol === 'https:') return origin;
  return /^[a-z][a-z0-9+.-]*:$/.test(protocol) && !/^(javascript|data|blob|file|filesystem):$/.test(protocol)
    ? protocol
    : undefined;
}
