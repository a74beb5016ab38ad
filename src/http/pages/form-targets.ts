import { malformedRedirectUri } from '../../directory/application/redirect-uri.ts';
import type { PageTools } from './page.ts';

declare const source: unique symbol;

/** A source of a policy: an origin, or the scheme of an application that has its own. Nothing else gets into a header. */
export type FormTarget = string & { readonly [source]: true };

/**
 * The origins to which the answer of an authorization request may lead. A browser follows the redirects after a form
 * only to where the page says that its forms may go (CSP level 3, `form-action`).
 */
export async function redirectOrigins({ store }: PageTools, applicationId: string): Promise<readonly FormTarget[]> {
  const application = await store.applications.findByClientId(applicationId);
  const origins = application?.redirectUris.map(formTarget).filter((origin) => origin !== undefined) ?? [];
  return [...new Set(origins)];
}

/** Where a redirect URI leads, for a policy; undefined when nothing may lead there. */
export function formTarget(uri: string): FormTarget | undefined {
  if (malformedRedirectUri(uri) !== undefined) return undefined;
  const { origin, protocol } = new URL(uri);
  if (protocol === 'http:' || protocol === 'https:') return origin as FormTarget;
  return /^(javascript|data|blob|file|filesystem):$/.test(protocol) ? undefined : (protocol as FormTarget);
}
