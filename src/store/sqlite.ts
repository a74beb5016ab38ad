import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  Kysely,
  SqliteAdapter,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteDriver,
} from 'kysely';
import { GatehouseError, StartupError } from '../errors.ts';
import { Changes } from './changes.ts';
import type { Database } from './database.ts';

/** An open store, for those who put the parts together. */
export type Connection = Kysely<Database>;

/** Statements kept prepared. Enough for every query of the server; bulk writes with odd sizes push out the oldest. */
const maxStatements = 512;

/**
 * Opens the embedded store. Every acknowledged commit is on the disk (`synchronous=FULL`), a crash loses nothing and
 * leaves nothing half written (WAL), and readers of the file from outside do not block the server.
 *
 * @throws StartupError when the file cannot be opened or is no database. Queries throw GatehouseError Unavailable when
 *   the disk is full or fails.
 */
export function openSqlite(file: string): Connection {
  return new Kysely<Database>({ dialect: sqliteDialect(connect(file)) });
}

function connect(file: string): DatabaseSync {
  try {
    const connection = new DatabaseSync(file, { timeout: 5000 });
    connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
    connection.exec('PRAGMA cache_size = -32768; PRAGMA journal_size_limit = 67108864;');
    return connection;
  } catch (error) {
    throw new StartupError(`The store ${file} cannot be opened (${(error as Error).message}).`);
  }
}

function sqliteDialect(connection: DatabaseSync): Dialect {
  const foreignVersion = connection.prepare('PRAGMA data_version');
  const changes = new Changes(
    () => foreignVersion.get()?.data_version,
    () => connection.isTransaction,
  );
  const database = withStatementCache(connection, changes);
  const dialect = new SqliteDialect({ database });
  return {
    createAdapter: () => new TransactionalSqliteAdapter(changes),
    createDriver: () => new WritingSqliteDriver(connection, { database }),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  };
}

/** SQLite changes its schema inside transactions, so an interrupted migration leaves no trace; Kysely assumes it cannot. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  /** What `remembered` asks whether its results are still true. */
  readonly changes: Changes;

  constructor(changes: Changes) {
    super();
    this.changes = changes;
  }

  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/**
 * Every transaction writes, so it asks for the right to write at its start, where it can wait for that. One that had read
 * before would be refused at its first write if a command beside the server had committed in between.
 *
 * A full disk makes SQLite roll back by itself; what is left to say is why, not that there is nothing to roll back.
 */
class WritingSqliteDriver extends SqliteDriver {
  readonly #connection: DatabaseSync;

  constructor(connection: DatabaseSync, config: SqliteDialectConfig) {
    super(config);
    this.#connection = connection;
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#connection.isTransaction) await super.rollbackTransaction(connection);
  }
}

/** Kysely prepares every query anew; a prepared statement used again is three to four times as fast. */
function withStatementCache(connection: DatabaseSync, changes: Changes) {
  const statements = new Map<string, ReturnType<typeof kyselyStatement>>();
  return {
    close: () => connection.close(),
    prepare(sql: string) {
      let statement = statements.get(sql);
      if (!statement) {
        statement = kyselyStatement(connection.prepare(sql), changes.recorder(sql));
        if (statements.size >= maxStatements) statements.delete(statements.keys().next().value as string);
        statements.set(sql, statement);
      }
      return statement;
    },
  };
}

/** Kysely hands parameters over as one array and asks whether a statement yields rows; `node:sqlite` differs in both. */
function kyselyStatement(statement: StatementSync, record?: () => void) {
  const recorded = <T>(query: () => T): T => {
    record?.();
    return translated(query);
  };
  const values = (parameters: readonly unknown[]) => parameters as readonly SQLInputValue[];
  return {
    reader: statement.columns().length > 0,
    all: (parameters: readonly unknown[]): unknown[] => recorded(() => statement.all(...values(parameters))),
    run: (parameters: readonly unknown[]) => recorded(() => statement.run(...values(parameters))),
    iterate: (parameters: readonly unknown[]): IterableIterator<unknown> => statement.iterate(...values(parameters)),
  };
}

/** Primary result codes that speak of the disk rather than of the query: BUSY, READONLY, IOERR, FULL, CANTOPEN. */
const diskFaults: ReadonlySet<number> = new Set([5, 8, 10, 13, 14]);

function translated<T>(query: () => T): T {
  try {
    return query();
  } catch (error) {
    const { errcode = 0 } = error as { errcode?: number };
    if (diskFaults.has(errcode & 0xff)) throw new GatehouseError({ code: 'Unavailable' }, error);
    throw error;
  }
}
