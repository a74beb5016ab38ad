import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { type Dialect, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import { StartupError } from '../../errors.ts';
import { LruMemory } from '../../lru.ts';
import type { Database } from '../database.ts';
import type { HasDialect, StoreDialect } from '../dialect.ts';
import type { OnFault } from '../faults.ts';
import { makePrivateFile } from '../private-file.ts';
import { sideBySide } from '../side-by-side.ts';
import { isUnflushed } from '../unflushed.ts';
import { StatementChanges } from './changes.ts';
import { Checkpoints, type LogState } from './checkpoints.ts';
import { sqliteSql } from './dialect.ts';
import { type Statements, type Thread, TwoConnectionsDriver } from './driver.ts';
import { faultOf, remedy } from './faults.ts';
import { type Guard, guardOf } from './guard.ts';
import { LogFlush } from './log-flush.ts';
import { StatementThread } from './statement-thread.ts';

/** For statements that are kept prepared: enough for every query of the server. Lists of odd lengths push out the oldest. */
const statementBytes = 8 * 1024 * 1024;

/** A statement takes a multiple of its text, and something for itself. */
const bytesOf = (sql: string): number => 2000 + 20 * sql.length;

export interface SqliteOptions {
  /** Told whenever something is wrong with the store as a whole. */
  readonly onFault?: OnFault;
  /** Who copies what was committed from the log into the file; without, a commit does so now and then. */
  readonly checkpoints?: Checkpoints | undefined;
  /**
   * In a process that writes very much and does nothing else: KiB of the store that its thread for that keeps in memory. What
   * that thread commits is on the disk only after a `flush`, or after a commit of others; another thread copies it from the
   * log into the file meanwhile.
   */
  readonly bulkCacheKiB?: number | undefined;
  /** Whether nothing is written. */
  readonly isReadOnly?: boolean;
  /** What a store in memory holds from the beginning: the bytes of a store file. */
  readonly image?: Uint8Array;
}

/**
 * Opens the embedded store. Every acknowledged commit is on the disk: SQLite writes it, and what follows waits for the disk off
 * the event loop (`LogFlush`). Meanwhile others see it already, though a loss of power may still take it back. Exceptions are
 * what is marked as `unflushed`, and what a process with `bulkCacheKiB` writes. A crash loses nothing and leaves nothing half
 * written (WAL). Readers of the file from outside do not block the server.
 *
 * @param options what a server that runs for long needs besides.
 * @throws StartupError when the file cannot be opened or is no database. Queries throw GatehouseError Unavailable when
 *   the disk is full or fails, the file is damaged or not under its name any more.
 */
export function openSqlite(file: string, options: SqliteOptions = {}): Kysely<Database> {
  const db = sideBySide(new Kysely<Database>({ dialect: sqliteDialect(file, options) }));
  void db.connection().execute(async () => {}); // Kysely closes only what it has taken a connection from.
  return db;
}

/**
 * Pages of each connection that are kept in memory, in KiB. What a transaction changes beyond that goes into the log
 * while it runs: all of it at its end would hold the event loop.
 */
const cacheKiB = { first: 4096, second: 4096, bulk: 32_768 };

/** What is said to a connection that writes. */
function setUpToWrite(cache: number, synchronous: 'FULL' | 'NORMAL', checkpoints: Checkpoints | undefined): string {
  const checkpointing = checkpoints ? 'wal_autocheckpoint = 0' : 'journal_size_limit = 67108864';
  return `PRAGMA synchronous = ${synchronous}; PRAGMA foreign_keys = ON; PRAGMA cache_size = -${cache}; PRAGMA busy_timeout = 0;
    PRAGMA ${checkpointing};`;
}

/** The one wait that holds the event loop: nothing is served yet. Afterwards the driver waits, with pauses for others. */
const openingPatienceMs = 5000;

function connect(file: string, { checkpoints, image, isReadOnly = false }: SqliteOptions): DatabaseSync {
  if (file !== ':memory:' && !isReadOnly) makePrivateFile(file);
  try {
    const connection = new DatabaseSync(file, { timeout: openingPatienceMs, readOnly: isReadOnly });
    if (isReadOnly) return connection;
    if (image) connection.deserialize(image);
    connection.exec('PRAGMA journal_mode = WAL;');
    connection.exec(setUpToWrite(cacheKiB.first, 'NORMAL', checkpoints));
    return connection;
  } catch (error) {
    const { message } = error as Error;
    const reason = faultOf(error);
    throw new StartupError(reason ? remedy(reason, file, message) : `The store ${file} cannot be opened (${message}).`);
  }
}

function connectToRead(file: string): DatabaseSync {
  const connection = new DatabaseSync(file, { timeout: 0, readOnly: true });
  connection.exec(`PRAGMA cache_size = -${cacheKiB.second};`);
  return connection;
}

/**
 * What would undo a statement of thousands of rows is a copy of each page that it changes: in a file, a third of all that is
 * written. Commits do not wait for the disk, which writes for a third of the time: the next ones are made meanwhile.
 */
const forBulk = 'PRAGMA temp_store = MEMORY;';

/** So that what takes a moment need not wait for what takes seconds. */
const readers = 2;

/** What reads, and what writes very much, without holding the event loop. */
function threads(file: string, guard: Guard, { checkpoints, bulkCacheKiB }: SqliteOptions): readonly [Thread, Thread] {
  const reader = { file, isReadOnly: true, setUp: '', isBehind: true };
  const reading = Array.from({ length: readers }, () => new StatementThread(reader));
  const isBulk = bulkCacheKiB !== undefined;
  const setUp = setUpToWrite(bulkCacheKiB ?? cacheKiB.bulk, isBulk ? 'NORMAL' : 'FULL', checkpoints);
  const writer = { file, isReadOnly: false, setUp: isBulk ? `${setUp} ${forBulk}` : setUp, isBehind: !isBulk };
  const writing = new StatementThread(writer);
  return [guarded(reading, guard), guarded([writing], guard)];
}

/** Threads as one: a statement is for the one that has the least to do. */
function guarded(all: readonly StatementThread[], guard: Guard): Thread {
  return {
    get isTransaction() {
      return all.some(({ isTransaction }) => isTransaction);
    },
    async execute(query) {
      if (/^(?:begin|commit)\b/.test(query.sql)) guard.requireKept();
      const free = all.reduce((least, one) => (one.waiting < least.waiting ? one : least));
      try {
        return await free.execute(query);
      } catch (error) {
        return guard.translated(() => {
          throw error;
        });
      }
    },
    close: async () => void (await Promise.all(all.map((one) => one.close()))),
  };
}

/** A commit that has happened does not fail because nobody can tell how long the log is. */
function logStateOf(connection: DatabaseSync): LogState | undefined {
  try {
    // An SQLite that does not know the word takes it for PASSIVE.
    return connection.prepare('PRAGMA wal_checkpoint(NOOP)').get() as unknown as LogState;
  } catch {
    return undefined;
  }
}

/** What Kysely needs to speak to the embedded store. */
export function sqliteDialect(file: string, options: SqliteOptions = {}): Dialect {
  const ownCheckpoints =
    options.bulkCacheKiB !== undefined && !options.checkpoints ? Checkpoints.forBulk(file) : undefined;
  const checkpoints = options.checkpoints ?? ownCheckpoints;
  const connection = connect(file, { ...options, checkpoints });
  const log = file === ':memory:' ? undefined : new LogFlush(`${file}-wal`);
  const guard = guardOf(file, log, { ...options, checkpoints });
  const foreignVersion = connection.prepare('PRAGMA data_version');
  const changes = new StatementChanges(
    () => guard.translated(() => foreignVersion.get())?.data_version,
    () => connection.isTransaction,
  );
  const cached = (opened: DatabaseSync) => withStatementCache(opened, changes, guard);
  const openSecond = file === ':memory:' ? undefined : () => cached(guard.translated(() => connectToRead(file)));
  const [reader, writer] = file === ':memory:' ? [] : threads(file, guard, { ...options, checkpoints });
  const logState = () => logStateOf(connection);
  const parts = {
    ...{ openSecond, reader, writer, committed: () => checkpoints?.consider(logState), flush: guard.flush },
    isConfirmed: () => log?.failure === undefined,
    makeRoom: async () => await checkpoints?.makeRoom(logState),
    async closing() {
      if (log?.failure) await checkpoints?.stop();
      await ownCheckpoints?.[Symbol.asyncDispose]();
      await log?.[Symbol.asyncDispose]();
    },
  };
  return {
    createAdapter: () => new TransactionalSqliteAdapter(sqliteSql(changes, guard.flush)),
    createDriver: () => new TwoConnectionsDriver(cached(connection), parts),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** SQLite changes its schema inside transactions, so an interrupted migration leaves no trace; Kysely assumes it cannot. */
class TransactionalSqliteAdapter extends SqliteAdapter implements HasDialect {
  readonly dialect: StoreDialect;

  constructor(dialect: StoreDialect) {
    super();
    this.dialect = dialect;
  }

  override get supportsTransactionalDdl(): boolean {
    return true;
  }

  /** The driver sees to it that one transaction at a time has the connection that writes. */
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

/** Kysely prepares every query anew; a prepared statement used again is three to four times as fast. */
function withStatementCache(connection: DatabaseSync, changes: StatementChanges, guard: Guard): Statements {
  const statements = new LruMemory<ReturnType<typeof kyselyStatement>>(statementBytes);
  const make = (sql: string) => {
    const record = changes.recorder(sql);
    // What is in a transaction is lost or kept with its commit.
    const isCommit = /^\s*commit\b/i.test(sql);
    const keeps = () => isCommit || (record !== undefined && !connection.isTransaction);
    return kyselyStatement(connection.prepare(sql), record !== undefined && !isUnflushed(sql), {
      record: () => record?.(),
      run: (query) => {
        if (keeps()) guard.requireKept();
        return guard.translated(query);
      },
    });
  };
  return {
    get isTransaction() {
      return connection.isTransaction;
    },
    close: () => connection.close(),
    prepare(sql: string) {
      let statement = statements.get(sql);
      if (!statement) {
        // The first one reads the schema.
        statement = guard.translated(() => make(sql));
        statements.set(sql, statement, bytesOf(sql));
      }
      return statement;
    },
  };
}

interface Execution {
  readonly record: () => void;
  readonly run: <T>(query: () => T) => T;
}

/** Kysely hands parameters over as one array and asks whether a statement yields rows; `node:sqlite` differs in both. */
function kyselyStatement(statement: StatementSync, isLasting: boolean, { record, run }: Execution) {
  const recorded = <T>(query: () => T): T => {
    record();
    return run(query);
  };
  const values = (parameters: readonly unknown[]) => parameters as readonly SQLInputValue[];
  return {
    isLasting,
    reader: statement.columns().length > 0,
    all: (parameters: readonly unknown[]): unknown[] => recorded(() => statement.all(...values(parameters))),
    run: (parameters: readonly unknown[]) => recorded(() => statement.run(...values(parameters))),
  };
}
