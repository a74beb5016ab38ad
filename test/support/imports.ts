import { globSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';

const src = resolve(import.meta.dirname, '../../src');

/** A file of the product, with its path below `src`. */
export interface Source {
  readonly file: string;
  readonly text: string;
}

export interface Import {
  readonly file: string;
  /** The folder directly below `src` in which the importing file lies, or the file itself when it lies in none. */
  readonly room: string;
  /** As it is written. */
  readonly specifier: string;
  /** The file below `src` that is meant; undefined for a package. */
  readonly target: string | undefined;
  readonly typeOnly: boolean;
}

/** All but tests and what only they use. */
export const sources: readonly Source[] = globSync('**/*.ts', { cwd: src })
  .filter((file) => !/\.(?:test|fixture)\.ts$/.test(file))
  .sort()
  .map((file) => ({ file, text: readFileSync(resolve(src, file), 'utf8') }));

/** Every import: those of types alone, and those that are made later, included. */
export const imports: readonly Import[] = sources.flatMap(importsOf);

export function roomOf(file: string): string {
  return file.split('/')[0] ?? file;
}

function importsOf({ file, text }: Source): Import[] {
  const statements = text.matchAll(/^(?:import|export)\s(type\s)?(?:[^;]*?\sfrom\s)?'([^']+)'/gm);
  const later = text.matchAll(/\bimport(\()'([^']+)'\)/g);
  return [...statements, ...later].map(([, kind, specifier = '']) => {
    const target = specifier.startsWith('.') ? relative(src, resolve(src, dirname(file), specifier)) : undefined;
    return { file, room: roomOf(file), specifier, target, typeOnly: kind?.startsWith('type') ?? false };
  });
}

/** An import of a file of ours. */
export interface OwnImport extends Import {
  readonly target: string;
}

/** The imports of files of ours. */
export const ownImports: readonly OwnImport[] = imports.filter(
  (one): one is OwnImport => one.target !== undefined && !one.target.startsWith('..'),
);

/** From one file or room to another. */
export type Arrow = readonly [from: string, to: string];

/** The shortest circle through each node that is on one, as `a → b → a`; each circle once. */
export function circlesOf(arrows: readonly Arrow[]): readonly string[] {
  const next = Map.groupBy(arrows, ([from]) => from);
  const circles = new Map<string, string>();
  for (const node of next.keys()) {
    const circle = wayBack(node, (from) => (next.get(from) ?? []).map(([, to]) => to));
    const key = circle?.toSorted().join() ?? '';
    if (circle && !circles.has(key)) circles.set(key, [...circle, node].join(' → '));
  }
  return [...circles.values()].sort();
}

/** The nodes of the shortest way from the node to itself. */
function wayBack(node: string, next: (from: string) => readonly string[]): readonly string[] | undefined {
  const seen = new Set<string>();
  let ways: readonly (readonly string[])[] = [[node]];
  while (ways.length > 0) {
    const longer: (readonly string[])[] = [];
    for (const way of ways) {
      for (const to of next(way.at(-1) ?? node)) {
        if (to === node) return way;
        if (!seen.has(to)) longer.push([...way, to]);
        seen.add(to);
      }
    }
    ways = longer;
  }
  return undefined;
}
