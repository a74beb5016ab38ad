import type { OwnPath } from '../../directory/own-path.ts';
import { linkLifetimeMs } from '../../password/account-link.ts';
import type { BrowserTicket } from './browser-ticket.ts';
import { pageUrl, type Visit } from './visit.ts';

/** Where a person wanted to go who got a link by mail instead, as the link remembers it. */
export interface WayBack {
  readonly returnUrl?: OwnPath | undefined;
}

/** As long as the link that lives longest among those that carry it. */
export const wayBackSeconds = linkLifetimeMs('EmailConfirmation') / 1000;

/** An address of more characters is not remembered: the link only signs the person in. */
const longestWayBack = 4096;

interface WaysBack {
  readonly waysBack: BrowserTicket<WayBack>;
}

/** A person who opens the link in this browser continues with what they were doing here. */
export function wayBackOf({ request, returnUrl }: Visit, { waysBack }: WaysBack): string {
  return waysBack.write(request, { returnUrl: (returnUrl ?? '').length > longestWayBack ? undefined : returnUrl });
}

/** The page for signing in, with all that is known of who signs in, where, and what for. */
export function signInUrl(visit: Visit, known: { readonly userName?: string | undefined } = {}): OwnPath {
  return pageUrl(visit, 'login', { ...contextOf(visit), login_hint: known.userName });
}

/** What a page hands on to the next one, so that neither the organization nor the request of an application is lost. */
export function contextOf({ organization, urlOrganization, about, returnUrl }: Visit) {
  const isSaid = organization?.id === (about?.organizationId ?? urlOrganization?.id);
  return { organization: isSaid ? undefined : organization?.name, returnUrl };
}
