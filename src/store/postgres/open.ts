import {
  type Dialect,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type PrimitiveValueListNode,
} from 'kysely';
import type { Changes, WriteListener } from '../changes.ts';
import type { Database } from '../database.ts';
import type { HasDialect, StoreDialect } from '../dialect.ts';
import type { OnFault } from '../faults.ts';
import { sideBySide } from '../side-by-side.ts';
import { Channel } from './channel.ts';
import { postgresSql } from './dialect.ts';
import { PostgresDriver } from './driver.ts';
import { readPostgresUrl } from './location.ts';
import { type PoolLimits, Servers } from './servers.ts';

export interface PostgresOptions {
  /** Told whenever something is wrong with the store as a whole. */
  readonly onFault?: OnFault;
  readonly limits?: PoolLimits;
  /** Whether results are remembered, for which it is listened to what others write: on a channel, unless it names who does. */
  readonly remembers?: boolean | WriteListener;
}

/**
 * Opens a store on PostgreSQL, 15 or later. A connection is made with the first query.
 *
 * @throws StartupError when the URL is wrong. Queries throw GatehouseError Unavailable when the server is at fault.
 */
export const openPostgres = (url: string, options?: PostgresOptions): Kysely<Database> =>
  sideBySide(new Kysely({ dialect: postgresDialect(url, options) }));

export function postgresDialect(
  url: string,
  { onFault = () => {}, limits, remembers = false }: PostgresOptions = {},
): Dialect {
  const location = readPostgresUrl(url);
  const servers = new Servers(location, limits);
  // Of several servers that need not take writes, one is heard and another one read.
  const isOneTruth = location.sessions !== 'any' || location.servers.length === 1;
  const listener = remembers === true ? (isOneTruth ? new Channel(servers) : undefined) : remembers || undefined;
  return {
    createAdapter: () => new StoreAdapter(listener),
    createDriver: () => new PostgresDriver(servers, onFault, listener),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new StoreQueryCompiler(),
  };
}

/** Says of nothing that it is in an empty list, as SQLite does. */
class StoreQueryCompiler extends PostgresQueryCompiler {
  protected override visitPrimitiveValueList(list: PrimitiveValueListNode): void {
    if (list.values.length > 0) super.visitPrimitiveValueList(list);
    else this.append('(null)');
  }
}

class StoreAdapter extends PostgresAdapter implements HasDialect {
  readonly dialect: StoreDialect;

  constructor(changes: Changes | undefined) {
    super();
    this.dialect = postgresSql(changes);
  }
}
