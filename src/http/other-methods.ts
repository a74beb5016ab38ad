import type { FastifyInstance } from 'fastify';
import { GatehouseError } from '../errors.ts';

interface Path {
  readonly url: string;
  readonly methods: Set<string>;
}

/**
 * Refuses methods that a path does not have with 405 and a list of those that it has (RFC 9110 section 15.5.6). Notes the
 * routes that are added from now on; the function that it returns is called after the last of them.
 */
export function refuseOtherMethods(app: FastifyInstance): () => void {
  const paths = new Map<string, Path>();
  app.addHook('onRoute', ({ url, method }) => {
    if (url.endsWith('*')) return;
    // Two routes may name the same parameter differently; to the router they are one path.
    const key = url
      .toLowerCase()
      .replaceAll(/:\w+/g, ':')
      .replace(/(.)\/$/, '$1');
    const path = paths.get(key) ?? { url, methods: new Set() };
    for (const one of [method].flat()) path.methods.add(one);
    paths.set(key, path);
  });
  return () => {
    for (const { url, methods } of [...paths.values()]) {
      const others = app.supportedMethods.filter((method) => !methods.has(method));
      const allow = [...methods];
      const refuse = async () => {
        throw new GatehouseError({ code: 'MethodNotAllowed', allow });
      };
      if (others.length > 0) app.route({ method: others, url, onRequest: refuse, handler: refuse });
    }
  };
}
