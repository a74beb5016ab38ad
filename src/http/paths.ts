import type { IncomingMessage } from 'node:http';

/**
 * Where a request came in. Every operation hangs off `/identity` or `/identity_`, optionally behind an organization,
 * or an organization and a tenant; all forms reach the same route.
 */
export interface Entrance {
  /** Name or id as written, decoded; absent on the host-level forms. */
  readonly organization?: string;
  readonly tenant?: string;
  /** What was cut off: `/identity`, `/acme/identity_`, … */
  readonly prefix: string;
}

/** The one prefix under which routes are declared. */
export const routePrefix = '/identity';

const hostEntrance: Entrance = { prefix: '' };
const entrances = new WeakMap<IncomingMessage, Entrance>();

/** The entrance through which the request came, as `rewriteUrl` found it. */
export const entranceOf = (request: IncomingMessage): Entrance => entrances.get(request) ?? hostEntrance;

/** Turns every form of the URL into the one that is routed, and remembers the entrance. */
export function rewriteUrl(request: IncomingMessage): string {
  const url = request.url ?? '/';
  const { entrance, rest } = splitUrl(url);
  if (!entrance) return url;
  entrances.set(request, entrance);
  return `${routePrefix}${rest}`;
}

function splitUrl(url: string): { readonly entrance?: Entrance; readonly rest: string } {
  const query = url.search(/[?#]/);
  const path = query < 0 ? url : url.slice(0, query);
  const [, ...segments] = path.split('/', 4);
  const depth = segments.findIndex((segment) => /^identity_?$/i.test(segment));
  if (depth < 0) return { rest: url };
  const prefix = `/${segments.slice(0, depth + 1).join('/')}`;
  const [organization, tenant] = segments.slice(0, depth).map(decode);
  return {
    entrance: {
      prefix,
      ...(organization === undefined ? {} : { organization }),
      ...(tenant === undefined ? {} : { tenant }),
    },
    rest: url.slice(prefix.length),
  };
}

/** A segment that is no valid percent-encoding names nothing that exists; it is looked up as it stands. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
