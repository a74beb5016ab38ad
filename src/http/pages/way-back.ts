import type { OwnPath } from '../../directory/own-path.ts';
import { pageUrl, type Visit } from './visit.ts';

/** Where a person wanted to go who has forgotten the password, as the link in the mail remembers it. */
export interface WayBack {
  readonly returnUrl?: OwnPath | undefined;
}

/** As long as the link. */
export const wayBackSeconds = 15 * 60;

/** An address of more characters is not remembered: the link only signs the person in. */
export const longestWayBack = 4096;

/** The page for signing in, with all that is known of who signs in, where, and what for. */
export function signInUrl(visit: Visit, known: { readonly userName?: string | undefined } = {}): OwnPath {
  return pageUrl(visit, 'login', { ...contextOf(visit), login_hint: known.userName });
}

/** What a page hands on to the next one, so that neither the organization nor the request of an application is lost. */
export function contextOf({ organization, place, about, returnUrl }: Visit) {
  const isSaid = organization?.id === (about?.organizationId ?? place?.id);
  return { organization: isSaid ? undefined : organization?.name, returnUrl };
}
