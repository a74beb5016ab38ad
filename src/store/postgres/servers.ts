import { Socket } from 'node:net';
import type { ClientBase, ClientConfig, Pool, PoolClient, QueryResult } from 'pg';
import { activities, events } from '../../telemetry.ts';
import { isOfServer } from './faults.ts';
import { pg } from './library.ts';
import { type PostgresLocation, type ServerAddress, type Sessions, shownLocation } from './location.ts';
import { valueParsers } from './values.ts';

export interface PoolLimits {
  /** How many connections a process has at the most. */
  readonly connections?: number;
  /** After so long the server ends a statement. */
  readonly statementMs?: number;
  /** After so long the server ends the wait for what another transaction has locked. */
  readonly lockMs?: number;
}

/** A connection outside of the pool. */
export interface ApartConnection {
  readonly client: ClientBase;
  /** Ends it at once, whether or not the server still answers. */
  cut(): void;
}

/** A server that says nothing for so long after the time of a statement is over has gone. */
const silenceMs = 2000;

/** What a server that is not the leader says to a writer. */
const readOnly = Object.assign(new Error('The server takes no writes at this moment.'), { code: '25006' });

const lostMeanwhile = new Error('Another connection was lost meanwhile.');

/**
 * Connections to the servers of one database. `pg` knows one host only; of several, the one that served last is taken, and
 * the next one when it cannot be reached or takes no writes. What is wrong with the login, or with how many connections there
 * are, is no better there.
 */
export class Servers {
  /** The location, to be shown. */
  readonly name: string;
  readonly #location: PostgresLocation;
  readonly #login: ClientConfig;
  readonly #pool: Pool;
  #current = 0;
  /** Connections from before the latest loss may lead to a server that is not the leader any more. */
  #losses = 0;
  readonly #onDistrust: (() => void)[] = [];
  readonly #lossesAtStart = new WeakMap<PoolClient, number>();

  constructor(location: PostgresLocation, limits: PoolLimits = {}) {
    this.name = shownLocation(location);
    this.#location = location;
    const statementMs = limits.statementMs ?? 30_000;
    this.#login = {
      ...{ user: location.user, password: location.password, database: location.database },
      ...{ connectionTimeoutMillis: location.connectTimeoutMs, application_name: location.applicationName },
      ...{ keepAlive: true, types: valueParsers },
    };
    const current = () => this.#configOf(this.#now());
    const { Client, Pool } = pg();
    this.#pool = new Pool({
      // Statements of a transaction that do not wait for each other are sent one behind the other, for one way there and back.
      ...{ ...this.#login, max: limits.connections ?? 10, pipeline: true },
      ...{ statement_timeout: statementMs, lock_timeout: limits.lockMs ?? 5000 },
      // Of a server that is cut off, nothing is heard, not even that its time is over.
      query_timeout: statementMs + silenceMs,
      // A transaction of a process that hangs would keep others waiting for what it has written.
      idle_in_transaction_session_timeout: statementMs,
      Client: class extends Client {
        // The pool gives its own options, all but the password.
        constructor(options?: ClientConfig) {
          super({ ...options, password: location.password, ...current() });
        }
      },
      onConnect: (client) => prepareSession(client, location.sessions),
    });
    this.#pool.on('connect', (client) => {
      this.#lossesAtStart.set(client as PoolClient, this.#losses);
      // One can be lost between two statements as well: the next one runs into that, and nobody else has to know.
      client.on('error', () => {});
    });
    for (const change of ['acquire', 'release', 'remove'] as const) this.#pool.on(change, () => this.#publish());
    // One that is lost while nobody uses it is dropped by the pool; the next caller that needs the server finds out.
    this.#pool.on('error', () => {});
  }

  /**
   * A connection, from the pool or new.
   *
   * @throws Error of `pg`, TLS or the socket when none of the servers gives one.
   */
  connect(): Promise<PoolClient> {
    return activities.connection.measure({}, () => this.#onAny(() => this.#fresh()));
  }

  /** As `connect`, outside of the pool. */
  connectApart(): Promise<ApartConnection> {
    return this.#onAny(() => this.#apart());
  }

  async #onAny<T>(connect: () => Promise<T>): Promise<T> {
    for (let left = this.#location.servers.length; ; left--) {
      const [tried, losses] = [this.#current, this.#losses];
      try {
        return await connect();
      } catch (error) {
        if (error === readOnly) this.#lose(losses);
        if (left <= 1 || error === lostMeanwhile || !isOfServer(error)) throw error;
        if (this.#current !== tried) continue;
        this.#current = (tried + 1) % this.#location.servers.length;
        this.#lose(losses);
      }
    }
  }

  /** A connection was lost, or its server takes no writes any more: those that are idle are not believed either. */
  distrust(lost: PoolClient): void {
    this.#lose(this.#lossesAtStart.get(lost));
  }

  /**
   * @param losses how many there were when what is lost was begun. When there are more by now, it is one of those: connections
   *   that were made afterwards are believed.
   */
  #lose(losses: number | undefined): void {
    if (losses !== this.#losses) return;
    this.#losses += 1;
    for (const tell of this.#onDistrust) tell();
  }

  onDistrust(tell: () => void): void {
    this.#onDistrust.push(tell);
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  #publish(): void {
    const { totalCount: open, idleCount: idle, waitingCount: waiting } = this.#pool;
    events.poolChanged.publish({ open, idle, waiting });
  }

  async #fresh(): Promise<PoolClient> {
    for (;;) {
      const client = await this.#pool.connect();
      if (this.#lossesAtStart.get(client) === this.#losses) return client;
      client.release(true);
    }
  }

  async #apart(): Promise<ApartConnection> {
    const losses = this.#losses;
    const socket = new Socket();
    const client = new (pg().Client)({ ...this.#login, ...this.#configOf(this.#now()), stream: () => socket });
    const cut = () => void socket.destroy();
    client.on('error', cut);
    try {
      await client.connect();
      await prepareSession(client, this.#location.sessions);
      if (losses !== this.#losses) throw lostMeanwhile;
    } catch (error) {
      cut();
      throw error;
    }
    return { client, cut };
  }

  #now(): ServerAddress | undefined {
    return this.#location.servers[this.#current];
  }

  #configOf(server: ServerAddress | undefined): ClientConfig {
    const { host, port } = server ?? { host: 'localhost', port: 5432 };
    return { host, port, ssl: this.#location.tls(host) };
  }
}

/**
 * PostgreSQL compiles a statement to machine code (`jit`) whose cost it guesses to be high. Ours end early, at a limit or a page:
 * compiling them takes several times as long as executing them.
 */
async function prepareSession(client: ClientBase, sessions: Sessions): Promise<void> {
  if (sessions === 'any') await client.query(withoutJit);
  else await requireSession(client, sessions);
}

const withoutJit = 'set jit = off';

/** A name or a proxy may lead to another server after each fail-over: what is on the other side is asked on every connection. */
async function requireSession(client: ClientBase, sessions: Sessions): Promise<void> {
  // Of two statements in one text, for one way there and back, `pg` gives two results.
  const results: unknown = await client.query(`${withoutJit}; show transaction_read_only`);
  const [, { rows }] = results as [unknown, QueryResult<{ transaction_read_only: string }>];
  if (rows[0]?.transaction_read_only !== 'on') return;
  if (sessions === 'read-write' || (await isReplica(client))) throw readOnly;
}

async function isReplica(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ is: boolean }>('select pg_is_in_recovery() as is');
  return rows[0]?.is !== false;
}
