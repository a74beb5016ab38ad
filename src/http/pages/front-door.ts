import { type Entrance, entranceOf, routePrefix } from '../entrance.ts';
import type { Route } from '../route.ts';
import type { Assets } from './assets.ts';

/**
 * Redirects from addresses that people and their programs try by themselves: the bare host or prefix, the icon of
 * the site, the page on which a password manager has its user change the password
 * (https://w3c.github.io/webappsec-change-password-url/), and the pages of the portal that manuals of clients name. Applications
 * have no page here: their address leads to the start page.
 */
export function frontDoorRoutes(assets: () => Promise<Assets>, basePath: string): readonly Route[] {
  const ways: readonly (readonly [url: string, page: () => string | Promise<string>])[] = [
    ['/', () => ''],
    [routePrefix, () => ''],
    ['/.well-known/change-password', () => 'change-password'],
    ['/favicon.ico', async () => `assets/${(await assets()).logo}`],
    ['/portal_', () => ''],
    ['/portal_/externalApps', () => ''],
    ['/portal_/personalAccessToken', () => 'tokens'],
  ];
  return ways.map(([url, page]) => ({
    methods: ['GET'],
    url,
    isPage: true,
    handler: async (request, reply) => {
      const below = pagesBelow(entranceOf(request.raw)) || `${basePath}${routePrefix}`;
      return reply.redirect(`${below}/web/${await page()}`, 302);
    },
  }));
}

/** Where the pages are, for the same organization: below the portal there are none. */
const pagesBelow = ({ prefix }: Entrance): string => prefix.replace(/(?:\/portal(_?))+$/i, `${routePrefix}$1`);
