import type { Duplex } from 'node:stream';
import type { Connection, PoolClient, QueryResult } from 'pg';
import { pg } from './library.ts';
import { valueParsers } from './values.ts';

/** A statement with a name is parsed and planned once on each connection. */
interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly name?: string | undefined;
}

/** Statements that are sent together, and answered together. */
export interface Batch {
  /** The promise is kept when the last one of them was answered; one that fails fails with all of them. */
  add(statement: Statement): Promise<QueryResult>;
  /** @param limits `query_timeout`: after so many milliseconds without an answer the connection is given up. */
  send(limits: { readonly query_timeout?: number }): void;
}

/**
 * Of statements in one batch, the server skips those behind one that fails, and writes all answers with one system call (manual
 * of PostgreSQL, 55.2.4): it answers at a `Sync`, which `pg` sends behind each statement. Outside of a transaction, a batch is
 * one by itself.
 */
export function newBatch(client: PoolClient): Batch {
  batchClass ??= defineBatch();
  return new batchClass(client);
}

/** Defined where `pg` is loaded: it takes nothing on a pipelined connection that is not of its own class. */
let batchClass: (new (client: PoolClient) => Batch) | undefined;

/** What the server says of the rows to come, and each of these. */
interface Fields {
  readonly fields: readonly unknown[];
}

/** What `pg` has, and says nothing of. */
interface Answered {
  readonly name: string | undefined;
  readonly text: string;
  readonly _result: { _types: typeof valueParsers };
  submit(connection: Connection): Error | null;
  handleRowDescription(message: Fields): void;
  handleDataRow(message: Fields): void;
  handleCommandComplete(message: object, connection: Connection): void;
  handleReadyForQuery(connection: Connection): void;
  handleError(error: Error, connection: Connection): void;
}

/**
 * What the rows of statements with names look like on a connection, if they give any. It does not change while that lives: a
 * server refuses the statement then, and behind a pooler that has another server parse it, rows may be of another length.
 */
const descriptions = new WeakMap<Connection, Map<string, Fields | undefined>>();

const isOtherwise = 'Connection terminated: a statement gives other rows than it did.';

function defineBatch(): new (client: PoolClient) => Batch {
  const { Query } = pg();

  return class extends Query implements Batch {
    readonly #client: PoolClient;
    readonly #queries: Answered[] = [];
    #current = 0;
    #isDescribed = false;
    #known = new Map<string, Fields | undefined>();
    #connection: Connection | undefined;
    query_timeout: number | undefined;
    /** `pg` puts its own in this place, by which it learns that the time limit counts no more. */
    callback = (_error?: Error | null): void => {};

    constructor(client: PoolClient) {
      super('');
      this.#client = client;
    }

    /** `pg` remembers under it what has been parsed. */
    get name(): string | undefined {
      return this.#queries?.[this.#current]?.name;
    }

    set name(_name: string | undefined) {}

    get text(): string {
      return this.#queries?.[this.#current]?.text ?? '';
    }

    set text(_text: string) {}

    add({ text, values, name }: Statement): Promise<QueryResult> {
      const { promise, resolve, reject } = Promise.withResolvers<QueryResult>();
      const config = { text, values: [...values], ...(name === undefined ? { queryMode: 'extended' } : { name }) };
      const query = new Query(config, (error, result) =>
        error ? reject(error) : resolve(result as unknown as QueryResult),
      ) as unknown as Answered;
      query._result._types = valueParsers;
      this.#queries.push(query);
      return promise;
    }

    send({ query_timeout }: { readonly query_timeout?: number }): void {
      this.query_timeout = query_timeout;
      this.#client.query(this);
    }

    override submit = (connection: Connection): null => {
      this.#known = descriptions.get(connection) ?? this.#known;
      descriptions.set(connection, this.#known);
      this.#connection = connection;
      const stream = streamOf(connection);
      let isKnown = false;
      const unsynced = Object.assign(Object.create(connection), {
        sync() {},
        describe: (portal: never) => isKnown || connection.describe(portal, true),
        // What stands behind a statement that could not be sent would get its answer.
        close: () => stream.destroy(new Error('A value of a statement cannot be sent.')),
      });
      stream.cork();
      for (const query of this.#queries) {
        isKnown = query.name !== undefined && this.#known.has(query.name);
        if (query.submit(unsynced)) unsynced.close();
      }
      connection.sync();
      stream.uncork();
      return null;
    };

    handleRowDescription(message: Fields): void {
      this.#describe(message);
      const { name } = this;
      if (name !== undefined) this.#known.set(name, message);
    }

    handleDataRow(message: Fields): void {
      if (!this.#isDescribed) {
        const known = this.#known.get(this.name ?? '');
        if (known?.fields.length === message.fields.length) this.#describe(known);
        else this.#giveUp(new Error(isOtherwise));
      }
      this.#queries[this.#current]?.handleDataRow(message);
    }

    handleCommandComplete(message: object, connection: Connection): void {
      const { name } = this;
      if (name !== undefined && !this.#known.has(name)) this.#known.set(name, undefined);
      this.#queries[this.#current]?.handleCommandComplete(message, connection);
      this.#current += 1;
      this.#isDescribed = false;
    }

    handleReadyForQuery(connection: Connection): void {
      for (const query of this.#queries) query.handleReadyForQuery(connection);
      this.callback();
    }

    handleError(error: Error, connection: Connection): void {
      for (const { name } of this.#queries.slice(this.#current))
        if (name !== undefined) delete submittedOn(connection)[name];
      for (const query of this.#queries) query.handleError(error, connection);
      this.callback(error);
    }

    #describe(message: Fields): void {
      this.#isDescribed = true;
      this.#queries[this.#current]?.handleRowDescription(message);
    }

    /** At once: the end of the batch may have been read already, and would be taken for its success. */
    #giveUp(error: Error): void {
      if (!this.#connection) return;
      streamOf(this.#connection).destroy(error);
      this.handleError(error, this.#connection);
    }
  } as unknown as new (
    client: PoolClient,
  ) => Batch;
}

/** What has been sent to be parsed, and was not answered yet. */
const submittedOn = (connection: Connection) =>
  (connection as unknown as { readonly submittedNamedStatements: Record<string, string> }).submittedNamedStatements;

const streamOf = (connection: Connection) => (connection as unknown as { readonly stream: Duplex }).stream;
