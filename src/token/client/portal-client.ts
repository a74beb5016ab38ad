import { portalId } from '../../directory/application/built-in.ts';
import type { Application, Applications } from '../../directory/application.ts';
import { hostId } from '../../directory/organization.ts';

/** The redirect path of the portal, which is below the URL of this server. */
const callback = '/portal_/api/tokenFactory/callback';

/** Gives the client of the portal its redirect URI, besides those that an administrator has added. */
export function withPortalCallback(applications: Applications, externalUrl: string): Applications {
  const findByClientId = async (clientId: string): Promise<Application | undefined> => {
    const found = await applications.findByClientId(clientId);
    if (found?.id !== portalId || found.organizationId !== hostId) return found;
    return { ...found, redirectUris: [...found.redirectUris, `${externalUrl}${callback}`] };
  };
  // All other members are inherited.
  return Object.assign(Object.create(applications) as Applications, { findByClientId });
}
