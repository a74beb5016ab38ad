import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GatehouseError } from '../errors.ts';
import { noSuchAddress } from './no-such-address.ts';

interface Path {
  /** In lower case, with a colon for each parameter. */
  readonly key: string;
  readonly url: string;
  readonly allow: readonly string[];
}

/** Refuses methods that a path does not have with 405 and a list of those that it has (RFC 9110 section 15.5.6). */
export interface OtherMethods {
  /** Called after the last route was added. */
  refuse(): void;
  /** The refusal of a request for which there is no route: the path has other methods, or there is nothing. */
  refusalOf(request: FastifyRequest): GatehouseError;
}

/** Notes the routes that are added from now on. */
export function noteMethods(app: FastifyInstance): OtherMethods {
  const noted = new Map<string, { url: string; methods: Set<string> }>();
  app.addHook('onRoute', ({ url, method }) => {
    if (url.endsWith('*')) return;
    // Two routes may name the same parameter differently; to the router they are one path.
    const key = url
      .toLowerCase()
      .replaceAll(/:\w+/g, ':')
      .replace(/(.)\/$/, '$1');
    const path = noted.get(key) ?? { url, methods: new Set() };
    for (const one of [method].flat()) path.methods.add(one);
    noted.set(key, path);
  });
  let paths: readonly Path[] = [];
  let patterns: ReturnType<typeof patternsOf> | undefined;
  return {
    refuse() {
      paths = [...noted].map(([key, { url, methods }]) => ({ key, url, allow: [...methods] }));
      const usual = usualMethods(app, paths);
      for (const { url, allow } of paths) {
        const others = usual.filter((method) => !allow.includes(method));
        const refuse = async () => {
          throw notAllowed(allow);
        };
        if (others.length > 0) app.route({ method: others, url, onRequest: refuse, handler: refuse });
      }
    },
    refusalOf({ url }) {
      patterns ??= patternsOf(paths);
      const [path = ''] = url.split('?', 1);
      const found = patterns.find(({ pattern }) => pattern.test(path));
      return found ? notAllowed(found.allow) : noSuchAddress();
    },
  };
}

const notAllowed = (allow: readonly string[]) => new GatehouseError({ code: 'MethodNotAllowed', allow });

/**
 * The methods that some path has, but those that have all: what is asked for with one of them is routed, since the path may
 * look like another with a parameter that has it. HTTP knows five times as many, and a route for each of them would take
 * longer than the rest of the start.
 */
function usualMethods({ supportedMethods }: FastifyInstance, paths: readonly Path[]): readonly string[] {
  const some = paths.filter(({ allow }) => supportedMethods.some((method) => !allow.includes(method)));
  return [...new Set(['OPTIONS', ...some.flatMap(({ allow }) => allow)])];
}

/** Of two that fit, the one with fewer parameters comes first. */
function patternsOf(paths: readonly Path[]) {
  const inOrder = paths.toSorted((a, b) => a.key.split(':').length - b.key.split(':').length);
  return inOrder.map(({ key, allow }) => ({
    pattern: new RegExp(`^${key.replaceAll('.', '\\.').replaceAll(':', '[^/]+')}/?$`, 'i'),
    allow,
  }));
}
