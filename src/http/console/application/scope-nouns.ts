import type { ApplicationScope } from '../../../directory/application.ts';
import { managementScopes, rolesScope } from '../../../directory/scope.ts';

/** How much an application may do with one kind of thing. `change` is to write what it may not read. */
export const levels = ['none', 'read', 'change', 'manage'] as const;

export type Level = (typeof levels)[number];

/** On whose behalf: of the person who is signed in, or of the application itself. */
export const grantKinds = ['user', 'application'] as const;

export type GrantKind = (typeof grantKinds)[number];

/** A scope that can be given, as far as it matters here. */
export interface KnownScope extends ApplicationScope {
  readonly displayName: string;
  readonly description: string | null;
}

/** One kind of thing, and the scopes that are about it: `PM.User`, `PM.User.Read` and `PM.User.Write`. */
export interface ScopeNoun {
  readonly name: string;
  readonly whole?: KnownScope;
  readonly read?: KnownScope;
  readonly write?: KnownScope;
}

type Part = 'whole' | 'read' | 'write';

/** The nouns of some scopes, for one kind of grant, in the order in which they come. */
export function scopeNouns(scopes: readonly KnownScope[], kind: GrantKind): readonly ScopeNoun[] {
  const nouns = new Map<string, ScopeNoun>();
  for (const scope of scopes) {
    if (!isGrantedTo(scope, kind)) continue;
    const [name, part] = partOf(scope.name);
    const noun = nouns.get(name) ?? { name };
    const isTaken = noun[part] !== undefined;
    nouns.set(isTaken ? scope.name : name, isTaken ? { name: scope.name, whole: scope } : { ...noun, [part]: scope });
  }
  return [...nouns.values()];
}

export const isGrantedTo = ({ type }: Pick<ApplicationScope, 'type'>, kind: GrantKind): boolean =>
  type === kind || type === 'both';

/** People who name their own scopes write `orders:read` as often as `Orders.Read`. */
function partOf(scope: string): readonly [noun: string, part: Part] {
  const [, noun, part = ''] = /^(.+)[.:](read|write|manage)$/i.exec(scope) ?? [];
  if (noun === undefined) return [scope, 'whole'];
  const named = part.toLowerCase();
  return [noun, named === 'read' || named === 'write' ? named : 'whole'];
}

/** Whether there is nothing to change: the scope without a part is good for reading, too. */
const isOnlySeen = ({ name, whole, read, write }: ScopeNoun): boolean =>
  whole !== undefined && read !== undefined && write === undefined && managementScopes.includes(name);

/** What can be chosen; to write without reading is there where it was chosen before. */
export function levelsOf(noun: ScopeNoun, current: Level): readonly Level[] {
  return levels.filter((level) => {
    if (level === 'none' || level === current) return true;
    return level !== 'change' && scopesAt(noun, level).length > 0;
  });
}

export function levelOf(noun: ScopeNoun, held: ReadonlySet<string>): Level {
  const has = (part: Part) => noun[part] !== undefined && held.has(noun[part].name);
  if (isOnlySeen(noun)) return has('whole') || has('read') ? 'read' : 'none';
  if (has('whole') || (has('write') && (has('read') || noun.read === undefined))) return 'manage';
  if (has('write')) return 'change';
  return has('read') ? 'read' : 'none';
}

/** The fewest scopes that make the level. */
export function scopesAt(noun: ScopeNoun, level: Level): readonly KnownScope[] {
  const { whole, read, write } = noun;
  const every = isOnlySeen(noun) ? [] : [whole ?? (write && read), whole ? undefined : write];
  const parts: Readonly<Record<Level, readonly (KnownScope | undefined)[]>> = {
    ...{ none: [], read: [read], change: [write], manage: every },
  };
  return parts[level].filter((scope) => scope !== undefined);
}

/**
 * The scopes that an application has after its levels were chosen. Where a level stays what it was, so do the scopes that
 * made it, however they were put together.
 *
 * @param scopes every scope that can be given.
 */
export function chosenScopes(
  scopes: readonly KnownScope[],
  before: readonly ApplicationScope[],
  choice: (kind: GrantKind, noun: string) => Level,
): readonly ApplicationScope[] {
  const types = new Map<string, ApplicationScope['type']>();
  for (const kind of grantKinds) {
    const held = heldScopes(before, kind);
    for (const noun of scopeNouns(scopes, kind)) {
      const level = choice(kind, noun.name);
      const kept = partsOf(noun).filter(({ name }) => held.has(name));
      for (const { name } of level === levelOf(noun, held) ? kept : scopesAt(noun, level)) {
        types.set(name, types.has(name) ? 'both' : kind);
      }
    }
  }
  return [...types].map(([name, type]) => ({ name, type }));
}

export const heldScopes = (scopes: readonly ApplicationScope[], kind: GrantKind): ReadonlySet<string> =>
  new Set(scopes.filter((scope) => isGrantedTo(scope, kind)).map(({ name }) => name));

export const partsOf = ({ whole, read, write }: ScopeNoun): readonly KnownScope[] =>
  [whole, read, write].filter((scope) => scope !== undefined);

/**
 * Whether a noun is shown to somebody who chooses: what only the host can make use of, what has a second name, and what
 * everybody may ask for anyway, only where an application has it.
 */
export const isOffered = ({ name }: ScopeNoun, level: Level, isHost: boolean): boolean =>
  level !== 'none' || !(name === rolesScope || name === 'PM.OAuthSecret' || (name === 'PM.Partition' && !isHost));
