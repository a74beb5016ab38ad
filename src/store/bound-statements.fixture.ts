import type { Database } from './database.ts';
import { kinds } from './kinds.ts';

// Whether a statement says of which organization: each owned table in it has its organization bound to a value, by itself or
// by equality with another table of the same query. It reads SQL as Kysely and this store write it, and no more of it.

/** The owned tables in a statement that are bound to no organization. */
export function unboundTables(sql: string): readonly string[] {
  if (!/^\s*(?:select|with|insert|update|delete|explain)\b/i.test(sql)) return [];
  const read = groupOf(tokensOf(sql)[Symbol.iterator]());
  return [...new Set(queriesIn(read).flatMap(unboundIn))];
}

type Token = string;
type Group = readonly (Token | Group)[];

const isGroup = (part: Token | Group | undefined): part is Group => Array.isArray(part);

const tokensOf = (sql: string): readonly Token[] =>
  (sql.match(/'(?:[^']|'')*'|"[^"]+"|[\w$]+|<>|<=|>=|!=|\|\||->>|->|[^\s\w]/g) ?? []).map((token) =>
    token.startsWith('"') ? token.slice(1, -1) : token.startsWith("'") ? token : token.toLowerCase(),
  );

function groupOf(tokens: Iterator<Token>): Group {
  const parts: (Token | Group)[] = [];
  for (let next = tokens.next(); !next.done && next.value !== ')'; next = tokens.next()) {
    parts.push(next.value === '(' ? groupOf(tokens) : next.value);
  }
  return parts;
}

const beginsQuery = new Set<unknown>(['select', 'with', 'insert', 'update', 'delete']);
const joinsQueries = new Set<unknown>(['union', 'intersect', 'except']);

/** A query by itself: its own tokens, those of others left out. */
type Query = readonly Token[];

/** Every query in it, each `select` of a union by itself. */
function queriesIn(group: Group): readonly Query[] {
  const [own, found] = [[] as Token[][], [] as Query[]];
  const add = (part: Token | Group): void => {
    if (isGroup(part)) {
      if (beginsQuery.has(part[0]) || part.some((inner) => joinsQueries.has(inner))) {
        found.push(...queriesIn(part));
        own.at(-1)?.push('(query)');
      } else {
        own.at(-1)?.push('(');
        part.forEach(add);
        own.at(-1)?.push(')');
      }
    } else if (joinsQueries.has(part)) own.push([]);
    else own.at(-1)?.push(part);
  };
  own.push([]);
  group.forEach(add);
  return [...own, ...found];
}

interface Tables {
  /** Name by alias; of two with one alias, which SQL would refuse, the last. */
  readonly read: ReadonlyMap<string, string>;
  readonly written: string | undefined;
}

const afterTable = new Set([
  'on',
  'where',
  'set',
  'join',
  'left',
  'inner',
  'cross',
  'order',
  'group',
  'limit',
  'returning',
]);

function tablesIn(query: Query): Tables {
  const read = new Map<string, string>();
  let written: string | undefined;
  query.forEach((token, index) => {
    const name = query[index + 1] ?? '';
    if (token === 'into') written = name;
    const isUpdate = token === 'update' && name !== 'set';
    if (token !== 'from' && token !== 'join' && !isUpdate) return;
    if (!(name in kinds)) return;
    const [next, afterNext] = [query[index + 2] ?? 'where', query[index + 3] ?? ''];
    const alias = next === 'as' ? afterNext : /^\w+$/.test(next) && !afterTable.has(next) ? next : name;
    read.set(alias, name);
  });
  return { read, written };
}

const column = 'organization_id';
const isOwned = (table: string | undefined): boolean => kinds[table as keyof Database] === 'owned';

function unboundIn(query: Query): readonly string[] {
  const { read, written } = tablesIn(query);
  const unbound = [...read].filter(([alias, table]) => isOwned(table) && !boundAliases(query, read).has(alias));
  const names = unbound.map(([, table]) => table);
  return isOwned(written) && !columnsWritten(query).includes(column) ? [...names, written ?? ''] : names;
}

/** What an insert gives values to. */
function columnsWritten(query: Query): Query {
  const start = query.indexOf('(');
  return query.slice(start + 1, query.indexOf(')', start));
}

/** By a value, or by equality with one that is. */
function boundAliases(query: Query, read: ReadonlyMap<string, string>): ReadonlySet<string> {
  const bound = new Set<string>();
  const equal: (readonly [string, string])[] = [];
  const only = [...read].find(([, table]) => isOwned(table))?.[0] ?? '';
  const aliasAt = (index: number): string => (query[index - 1] === '.' ? (query[index - 2] ?? '') : only);
  query.forEach((token, index) => {
    if (token !== column || query[index + 1] !== '=' || isAssigned(query, index)) return;
    const value = query[index + 2] ?? '';
    if (value === '?' || /^\$\d+$|^'/.test(value)) bound.add(aliasAt(index));
    else if (query[index + 3] === '.' && query[index + 4] === column) equal.push([aliasAt(index), value]);
  });
  for (let before = -1; before !== bound.size; ) {
    before = bound.size;
    for (const [one, other] of equal) {
      if (bound.has(one) && read.has(other)) bound.add(other);
      else if (bound.has(other)) bound.add(one);
    }
  }
  return bound;
}

/** Between `set` and `where` stands what is written. */
const isAssigned = (query: Query, index: number): boolean =>
  query.lastIndexOf('set', index) > query.lastIndexOf('where', index);
