import type { FastifyInstance } from 'fastify';
import { entranceOf, routePrefix } from '../paths.ts';
import type { Assets } from './assets.ts';

/**
 * Leads on who comes to an address that people and their programs try by themselves: the bare host or prefix, the icon of
 * the site, and the page on which a password manager has its user change the password
 * (https://w3c.github.io/webappsec-change-password-url/).
 */
export function addFrontDoor(app: FastifyInstance, assets: () => Assets): void {
  const ways: readonly (readonly [url: string, page: () => string])[] = [
    ['/', () => ''],
    [routePrefix, () => ''],
    ['/.well-known/change-password', () => 'change-password'],
    ['/favicon.ico', () => `assets/${assets().logo}`],
  ];
  for (const [url, page] of ways) {
    app.get(url, { config: { isPage: true } }, (request, reply) =>
      reply.redirect(`${entranceOf(request.raw).prefix || routePrefix}/web/${page()}`, 302),
    );
  }
}
