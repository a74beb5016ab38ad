import type { Compilable, CompiledQuery, Kysely, QueryResult } from 'kysely';
import type { Database } from './database.ts';

/** Stands in a query for the value of that name, which is not known yet. */
class Slot {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Gives the place of a value in a query that is being built. */
type Placeholder<Values> = <Name extends keyof Values & string>(name: Name) => Values[Name];

/** A query that comes again: a database may keep it under this name, as it has parsed and planned it. */
export interface NamedQuery<Row = unknown> extends CompiledQuery<Row> {
  readonly name: string;
}

/** In this process. */
let named = 0;

/**
 * A query of the hot path, built and compiled at its first use and run with other values ever after. Building a query
 * costs more than most of these take to run; on PostgreSQL, so does planning it.
 */
export function prepared<Values extends object, Row>(
  build: (db: Kysely<Database>, place: Placeholder<Values>) => Compilable<Row>,
): (db: Kysely<Database>, values: Values) => Promise<QueryResult<Row>> {
  /** By the class of the adapter: databases of one kind are asked in the same words. */
  const compiled = new Map<unknown, NamedQuery<Row>>();
  return (db, values) => {
    const { constructor: kind } = db.getExecutor().adapter;
    let query = compiled.get(kind);
    if (!query) {
      query = { ...sentOnce(build(db, (name) => new Slot(name) as never).compile()), name: `gatehouse_${++named}` };
      compiled.set(kind, query);
    }
    const parameters = query.parameters.map((parameter) =>
      parameter instanceof Slot ? (values as Record<string, unknown>)[parameter.name] : parameter,
    );
    const run: NamedQuery<Row> = { ...query, parameters };
    return db.executeQuery(run);
  };
}

/** A value that stands in several places is sent once, where a dialect numbers them (`$1`). */
function sentOnce<Row>(query: CompiledQuery<Row>): CompiledQuery<Row> {
  const parameters: unknown[] = [];
  const numbers = new Map<unknown, number>();
  const sql = query.sql.replace(/\$(\d+)/g, (_, number) => {
    const parameter = query.parameters[Number(number) - 1];
    const key = parameter instanceof Slot ? parameter.name : number;
    const known = numbers.get(key) ?? parameters.push(parameter);
    numbers.set(key, known);
    return `$${known}`;
  });
  return numbers.size > 0 ? { ...query, sql, parameters } : query;
}
