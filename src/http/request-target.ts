import type { IncomingMessage } from 'node:http';
import { isPlainPath } from '../directory/own-path.ts';
import { GatehouseError } from '../errors.ts';
import { noSuchAddress } from './no-such-address.ts';

/**
 * The target as it counts here: a proxy may have named the server in it (RFC 9112 section 3.2.2), and metadata is also
 * looked for in front of the path of the issuer (RFC 8414 section 3.1).
 */
export const ownTarget = (target: string): string =>
  target.replace(/^https?:\/\/[^/?#]*\/?/i, '/').replace(metadataInFront, '$2$1');

const metadataInFront =
  /^(\/\.well-known\/(?:oauth-authorization-server|openid-configuration))((?:\/[^/?#]+){0,2}\/identity_?)(?=\/?(?:[?#]|$))/i;

/**
 * Refuses, before anything is looked up, what a proxy on the way may have understood differently: a path that a browser
 * could take for another host, and a request with two Host headers (RFC 9112 section 3.2).
 */
export function unclearTarget(url: string, { rawHeaders }: IncomingMessage): GatehouseError | undefined {
  if (!isPlainPath(url)) return noSuchAddress();
  const hosts = rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === 'host');
  return hosts.length > 1
    ? new GatehouseError({ code: 'BadRequest', detail: 'The request has more than one Host header.' })
    : undefined;
}
