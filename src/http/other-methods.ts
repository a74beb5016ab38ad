import type { FastifyInstance, FastifyRequest } from 'fastify';
import findMyWay, { type Config, type HTTPMethod, type HTTPVersion } from 'find-my-way';
import { GatehouseError } from '../errors.ts';
import { noSuchAddress } from './no-such-address.ts';

interface Path {
  readonly url: string;
  readonly methods: Set<string>;
}

/** What is said about a request for which there is no route. */
export interface OtherMethods {
  /** Whether its path has routes, for other methods. */
  isPath(request: FastifyRequest): boolean;
  /** 405 and a list of the methods that the path has (RFC 9110 section 15.5.6); where it has none, 404. */
  refusal(request: FastifyRequest): GatehouseError;
  /** Called after the last route. */
  complete(): void;
}

/**
 * Knows the paths of all routes that are added from now on. A router of its own finds them by one method: as routes for all
 * methods that a path does not have, they took a quarter of the time of a start and a fifth of the heap.
 */
export function knowOtherMethods(app: FastifyInstance, options: Config<HTTPVersion.V1>): OtherMethods {
  const router = findMyWay(options);
  const paths = new Map<string, Path>();
  let isComplete = false;
  app.addHook('onRoute', ({ url, method }) => {
    if (isComplete) return;
    const key = keyOf(url);
    const path = paths.get(key) ?? { url, methods: new Set() };
    for (const one of [method].flat()) path.methods.add(one);
    if (!paths.has(key) && !isWildcard(url)) router.on(anyMethod, url, neverCalled, path);
    paths.set(key, path);
  });
  const methodsOf = ({ url }: FastifyRequest): readonly string[] => {
    const path = router.find(anyMethod, url)?.store as Path | undefined;
    // With OPTIONS browsers ask about a path, whatever its methods are.
    return [...(path?.methods ?? [])].filter((method) => method !== 'OPTIONS');
  };
  const refusal = (request: FastifyRequest): GatehouseError => {
    const allow = methodsOf(request);
    return allow.length > 0 ? new GatehouseError({ code: 'MethodNotAllowed', allow }) : noSuchAddress();
  };
  return {
    isPath: (request) => methodsOf(request).length > 0,
    refusal,
    complete: () => {
      isComplete = true;
      const refuse = async (request: FastifyRequest) => {
        throw refusal(request);
      };
      const takenBy = widerThan(paths);
      for (const [key, { url, methods }] of paths) {
        const method = takenBy(key).filter((one) => !methods.has(one));
        if (method.length > 0 && !isWildcard(url)) app.route({ method, url, onRequest: refuse, handler: refuse });
      }
    },
  };
}

const anyMethod: HTTPMethod = 'GET';
const neverCalled = () => {};
const isWildcard = (url: string): boolean => url.endsWith('*');

/** Two routes may name the same parameter differently; to the router they are one path. */
const keyOf = (url: string): string =>
  url
    .toLowerCase()
    .replaceAll(/:\w+/g, ':')
    .replace(/(.)\/$/, '$1');

/**
 * Tells the methods of the wider paths in which a path lies: to the router, these are routes for it. A path without
 * parameters and open end is wider than none, so it is not asked.
 */
function widerThan(paths: ReadonlyMap<string, Path>): (key: string) => readonly string[] {
  const patterns = [...paths]
    .filter(([key]) => key.includes(':') || isWildcard(key))
    .map(([key, { methods }]) => ({ parts: key.split('/'), methods }));
  return (key) => {
    const parts = key.split('/');
    return [...new Set(patterns.flatMap((wider) => (isWithin(parts, wider.parts) ? [...wider.methods] : [])))];
  };
}

/** Whether what the narrower path matches is matched by the wider one, too: `/a/b` lies within `/a/:` and `/a/*`. */
function isWithin(narrower: readonly string[], wider: readonly string[]): boolean {
  const isOpen = wider.at(-1) === '*';
  if (isOpen ? narrower.length < wider.length : narrower.length !== wider.length) return false;
  return wider.every((part, index) => part === narrower[index] || part === '*' || part.includes(':'));
}
