import type { IncomingMessage } from 'node:http';

/**
 * Where a request came in. Every operation hangs off `/identity` or `/identity_`, optionally behind an organization,
 * or an organization and a tenant; all forms reach the same route. Some operations also hang off the prefixes of three
 * other services of the original, `portal_`, `audit_` and `orchestrator_`.
 */
export interface Entrance {
  /** Name or id as written, decoded; absent on the host-level forms. */
  readonly organization?: string;
  readonly tenant?: string;
  /** What was cut off: `/identity`, `/acme/identity_`, …, behind the path of the external URL. */
  readonly prefix: string;
}

/** The one prefix under which routes are declared. */
export const routePrefix = '/identity';

const portalPrefix = '/portal_';

/** How each service's segment may be written, and the prefix under which its routes are declared. */
const services: readonly (readonly [segment: RegExp, prefix: string])[] = [
  [/^identity_?$/i, routePrefix],
  [/^portal_?$/i, portalPrefix],
  [/^audit_$/i, '/audit_'],
  [/^orchestrator_$/i, '/orchestrator_'],
];

const hostEntrance: Entrance = { prefix: '' };
const entrance = Symbol('entrance');
type Entered = IncomingMessage & { [entrance]?: Entrance };

/** The entrance through which the request came, as `rewriteUrl` found it. */
export const entranceOf = (request: IncomingMessage): Entrance => (request as Entered)[entrance] ?? hostEntrance;

/**
 * Turns every form of the URL into the one that is routed, and remembers the entrance.
 *
 * @param basePath with which every URL begins (`ownTarget`).
 */
export const rewriteUrl =
  (basePath: string) =>
  (request: IncomingMessage): string => {
    const url = request.url?.slice(basePath.length) ?? '/';
    const found = splitUrl(url);
    if (!found) return url;
    const prefix = `${basePath}${found.entrance.prefix}`;
    (request as Entered)[entrance] = { ...found.entrance, prefix };
    return `${found.routed}${found.rest}`;
  };

function splitUrl(
  url: string,
): { readonly entrance: Entrance; readonly routed: string; readonly rest: string } | undefined {
  const query = url.search(/[?#]/);
  const path = query < 0 ? url : url.slice(0, query);
  const [, ...segments] = path.split('/', 5);
  for (const [depth, segment] of segments.slice(0, 3).entries()) {
    const routed = prefixOf(segment);
    if (routed === undefined) continue;
    // A client in wide use says `portal_` twice.
    const isTwice = routed === portalPrefix && prefixOf(segments[depth + 1]) === portalPrefix;
    const prefix = `/${segments.slice(0, depth + (isTwice ? 2 : 1)).join('/')}`;
    const [organization, tenant] = segments.slice(0, depth).map(decode);
    const found: Entrance = {
      prefix,
      ...(organization === undefined ? {} : { organization }),
      ...(tenant === undefined ? {} : { tenant }),
    };
    return { entrance: found, routed, rest: url.slice(prefix.length) };
  }
  return undefined;
}

const prefixOf = (segment = ''): string | undefined => services.find(([form]) => form.test(segment))?.[1];

/** A segment that is not validly percent-encoded names nothing that exists; it is looked up as it is. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
