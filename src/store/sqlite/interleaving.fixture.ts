import { setImmediate } from 'node:timers/promises';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  type TransactionSettings,
} from 'kysely';
import type { Database } from '../database.ts';
import { SerializationFailure } from '../transaction.ts';
import { sqliteDialect } from './open.ts';

/**
 * Opens the embedded store so that it behaves as one that many connections share: before each statement outside of a
 * transaction others have their turn, and now and then a transaction has to be run again. On the one connection of the
 * embedded store requests hardly ever come between each other's statements, so that no test would notice a lost update.
 *
 * @param asked told of every statement.
 */
export const openInterleaving = (
  file: string,
  options: Parameters<typeof sqliteDialect>[1] = {},
  asked: (sql: string) => void = () => {},
): Kysely<Database> =>
  new Kysely({ dialect: interleaving(sqliteDialect(file, options)), log: ({ query }) => asked(query.sql) });

/** Every so many commits fail. */
const failing = 3;

function interleaving(dialect: Dialect): Dialect {
  return {
    createAdapter: () => dialect.createAdapter(),
    createDriver: () => new InterleavingDriver(dialect.createDriver()),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  };
}

class InterleavingDriver implements Driver {
  readonly #driver: Driver;
  #commits = 0;

  constructor(driver: Driver) {
    this.#driver = driver;
  }

  init = () => this.#driver.init();
  destroy = () => this.#driver.destroy();

  async acquireConnection(): Promise<Lane> {
    return new Lane(await this.#driver.acquireConnection());
  }

  async beginTransaction(lane: Lane, settings: TransactionSettings): Promise<void> {
    await setImmediate();
    lane.isTransaction = true;
    await this.#driver.beginTransaction(lane.connection, settings);
  }

  async commitTransaction(lane: Lane): Promise<void> {
    this.#commits++;
    if (this.#commits % failing === 0) throw new SerializationFailure('another transaction was in the way');
    await this.#driver.commitTransaction(lane.connection);
  }

  rollbackTransaction = (lane: Lane) => this.#driver.rollbackTransaction(lane.connection);

  async releaseConnection(lane: Lane): Promise<void> {
    lane.isTransaction = false;
    await this.#driver.releaseConnection(lane.connection);
  }
}

class Lane implements DatabaseConnection {
  readonly connection: DatabaseConnection;
  isTransaction = false;

  constructor(connection: DatabaseConnection) {
    this.connection = connection;
  }

  async executeQuery<R>(query: CompiledQuery) {
    if (!this.isTransaction) await setImmediate();
    return await this.connection.executeQuery<R>(query);
  }

  streamQuery<R>(query: CompiledQuery, chunkSize: number) {
    return this.connection.streamQuery<R>(query, chunkSize);
  }
}
