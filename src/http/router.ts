import type { Route } from './route.ts';

/** A route, and the names in its path. */
interface Target {
  readonly route: Route;
  readonly names: readonly string[];
}

/** What was found for a path. */
export interface Found {
  /** By method. There is at least one. */
  readonly targets: ReadonlyMap<string, Target>;
  /** What the path has in the places of names, in their order. */
  readonly values: readonly string[];
}

/** A segment of paths, with what follows it. */
interface Place {
  readonly targets: Map<string, Target>;
  /** By segments in small letters. */
  readonly fixed: Map<string, Place>;
  /** Of any segment by `:`, and of whatever follows by `*`. */
  readonly open: Map<string, Place>;
}

/** Characters of a value: no name is longer. */
const longestValue = 1024;

const emptyPlace = (): Place => ({ targets: new Map(), fixed: new Map(), open: new Map() });

/**
 * Finds routes by path, whatever the method, so that it can be told which methods a path has: what lies behind a `*` alone is there
 * for the methods of that. Capital letters and a slash at the end make no difference. A segment that is written out goes before a
 * name, and a name before `*`.
 *
 * @throws Error when two routes are for the same method and path.
 */
export function createRouter(routes: readonly Route[]): (url: string, method: string) => Found | undefined {
  const root = emptyPlace();
  for (const route of routes) {
    const segments = segmentsOf(route.url);
    const { targets } = segments.reduce(placeBelow, root);
    const names = segments.filter(isName).map((segment) => segment.slice(1));
    for (const method of methodsOf(route)) {
      if (targets.has(method)) throw new Error(`There are two routes for ${method} ${route.url}.`);
      targets.set(method, { route, names });
    }
  }
  return (url, method) => find(root, { method, segments: segmentsOf(url).map(decoded) }, 0, []);
}

/** What the path has in the places of the names of a route. */
export const parametersOf = ({ names }: Target, values: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));

const isName = (segment: string): boolean => segment.startsWith(':');

const methodsOf = ({ methods }: Route): ReadonlySet<string> =>
  new Set(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])));

/** Without the slash at the end, and without the query. */
function segmentsOf(url: string): readonly string[] {
  const end = url.search(/\/?(?:[?#]|$)/);
  return end > 0 ? url.slice(1, end).split('/') : [];
}

/** What cannot be decoded has been refused before. */
const decoded = (segment: string): string => (segment.includes('%') ? decodeURIComponent(segment) : segment);

function placeBelow(place: Place, segment: string): Place {
  const isOpen = /^[:*]/.test(segment);
  const [places, key] = isOpen ? [place.open, segment.charAt(0)] : [place.fixed, segment.toLowerCase()];
  const below = places.get(key) ?? emptyPlace();
  places.set(key, below);
  return below;
}

interface Asked {
  readonly method: string;
  readonly segments: readonly string[];
}

function find(place: Place, asked: Asked, depth: number, values: readonly string[]): Found | undefined {
  const segment = asked.segments[depth];
  if (segment === undefined) return place.targets.size > 0 ? { targets: place.targets, values } : undefined;
  const fixed = place.fixed.get(segment.toLowerCase());
  const named = segment.length > longestValue ? undefined : place.open.get(':');
  const rest = place.open.get('*')?.targets;
  return (
    (fixed && find(fixed, asked, depth + 1, values)) ??
    (named && find(named, asked, depth + 1, [...values, segment])) ??
    (rest?.has(asked.method) ? { targets: rest, values } : undefined)
  );
}
