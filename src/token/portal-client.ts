import { portalId } from '../directory/application/built-in.ts';
import type { Applications } from '../directory/application.ts';
import { hostId } from '../directory/organization.ts';

/** Where the portal, which is on this server wherever that is, gets its codes. */
const callback = '/portal_/api/tokenFactory/callback';

/** Gives the client of the portal its redirect URI, besides those that an administrator has added. */
export const withPortalCallback = (applications: Applications, externalUrl: string): Applications => ({
  ...applications,
  async findByClientId(clientId) {
    const found = await applications.findByClientId(clientId);
    if (found?.id !== portalId || found.organizationId !== hostId) return found;
    return { ...found, redirectUris: [...found.redirectUris, `${externalUrl}${callback}`] };
  },
});
