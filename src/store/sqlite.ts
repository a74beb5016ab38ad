import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { type Dialect, Kysely, SqliteAdapter, SqliteDialect } from 'kysely';
import type { Database } from './database.ts';

/** Statements kept prepared. Enough for every query of the server; bulk writes with odd sizes push out the oldest. */
const maxStatements = 512;

/**
 * Opens the embedded store. Every acknowledged commit is on the disk (`synchronous=FULL`), a crash loses nothing and
 * leaves nothing half written (WAL), and readers of the file from outside do not block the server.
 */
export function openSqlite(file: string): Kysely<Database> {
  const connection = new DatabaseSync(file, { timeout: 5000 });
  connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
  connection.exec('PRAGMA cache_size = -32768; PRAGMA journal_size_limit = 67108864;');
  return new Kysely<Database>({ dialect: sqliteDialect(connection) });
}

function sqliteDialect(connection: DatabaseSync): Dialect {
  const dialect = new SqliteDialect({ database: withStatementCache(connection) });
  return {
    createAdapter: () => new TransactionalSqliteAdapter(),
    createDriver: () => dialect.createDriver(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  };
}

/** SQLite changes its schema inside transactions, so an interrupted migration leaves no trace; Kysely assumes it cannot. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Kysely prepares every query anew; a prepared statement used again is three to four times as fast. */
function withStatementCache(connection: DatabaseSync) {
  const statements = new Map<string, ReturnType<typeof kyselyStatement>>();
  return {
    close: () => connection.close(),
    prepare(sql: string) {
      let statement = statements.get(sql);
      if (!statement) {
        statement = kyselyStatement(connection.prepare(sql));
        if (statements.size >= maxStatements) statements.delete(statements.keys().next().value as string);
        statements.set(sql, statement);
      }
      return statement;
    },
  };
}

/** Kysely hands parameters over as one array and asks whether a statement yields rows; `node:sqlite` differs in both. */
function kyselyStatement(statement: StatementSync) {
  const values = (parameters: readonly unknown[]) => parameters as readonly SQLInputValue[];
  return {
    reader: statement.columns().length > 0,
    all: (parameters: readonly unknown[]): unknown[] => statement.all(...values(parameters)),
    run: (parameters: readonly unknown[]) => statement.run(...values(parameters)),
    iterate: (parameters: readonly unknown[]): IterableIterator<unknown> => statement.iterate(...values(parameters)),
  };
}
