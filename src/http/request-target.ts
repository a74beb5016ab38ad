import type { IncomingMessage } from 'node:http';
import { isPlainPath } from '../directory/own-path.ts';
import { badRequest, type GatehouseError } from '../errors.ts';
import { noSuchAddress } from './no-such-address.ts';

/**
 * The target as it counts here: a proxy may have named the server in it (RFC 9112 section 3.2.2), and metadata is also
 * looked for in front of the path of the issuer (RFC 8414 section 3.1).
 *
 * @param basePath below which clients find the server, such as `/auth`. The target gets it back if a proxy has taken it off, or
 *   if it was asked directly.
 */
export function ownTarget(target: string, basePath = ''): string {
  const path = target.replace(/^https?:\/\/[^/?#]*\/?/i, '/');
  const [, metadata = '', rest = ''] = /^(\/\.well-known\/[^/?#]+)?(.*)$/s.exec(path) ?? [];
  const isBelow = basePath !== '' && rest.startsWith(basePath) && /^(?:[/?#]|$)/.test(rest.slice(basePath.length));
  const below = isBelow ? rest.slice(basePath.length).replace(/^(?!\/)/, '/') : rest;
  return `${basePath}${`${metadata}${below}`.replace(metadataInFront, '$2$1')}`;
}

const metadataInFront =
  /^(\/\.well-known\/(?:oauth-authorization-server|openid-configuration))((?:\/[^/?#]+){0,2}\/identity_?)(?=\/?(?:[?#]|$))/i;

/**
 * Refuses, before anything is looked up, what a proxy on the way may have understood differently: a path that a browser
 * could take for another host, and a request with two Host headers (RFC 9112 section 3.2).
 */
export function unclearTarget(url: string, { rawHeaders }: IncomingMessage): GatehouseError | undefined {
  if (!isPlainPath(url)) return noSuchAddress();
  const hosts = rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === 'host');
  return hosts.length > 1 ? badRequest('The request has more than one Host header.') : undefined;
}
