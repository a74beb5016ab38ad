import { Client, type ClientBase, type ClientConfig, Pool, type PoolClient } from 'pg';
import { activities, events } from '../../telemetry.ts';
import { type PostgresLocation, type ServerAddress, shownLocation } from './location.ts';
import { valueParsers } from './values.ts';

export interface PoolLimits {
  /** How many connections a process has at the most. */
  readonly connections?: number;
  /** After so long the server ends a statement. */
  readonly statementMs?: number;
  /** After so long the server ends the wait for what another transaction has locked. */
  readonly lockMs?: number;
}

/** What a server that is not the leader says to whoever wants to write. */
const readOnly = Object.assign(new Error('The server takes no writes at this moment.'), { code: '25006' });

/**
 * Connections to the servers of one database. `pg` knows one host only; of several, the one that served last is taken, and
 * the next one when it cannot be reached or takes no writes.
 */
export class Servers {
  /** The location, to be shown. */
  readonly name: string;
  readonly #location: PostgresLocation;
  readonly #pool: Pool;
  #current = 0;
  /** Connections from before the latest loss may lead to a server that is not the leader any more. */
  #losses = 0;
  readonly #lossesAtStart = new WeakMap<PoolClient, number>();

  constructor(location: PostgresLocation, limits: PoolLimits = {}) {
    this.name = shownLocation(location);
    this.#location = location;
    const current = () => this.#configOf(location.servers[this.#current] ?? location.servers[0]);
    this.#pool = new Pool({
      ...{ max: limits.connections ?? 10, connectionTimeoutMillis: location.connectTimeoutMs, types: valueParsers },
      ...{ user: location.user, password: location.password, database: location.database },
      ...{ application_name: location.applicationName, keepAlive: true },
      ...{ statement_timeout: limits.statementMs ?? 30_000, lock_timeout: limits.lockMs ?? 5000 },
      // A transaction of a process that hangs would keep others waiting for what it has written.
      idle_in_transaction_session_timeout: limits.statementMs ?? 30_000,
      Client: class extends Client {
        // The pool gives its own options.
        constructor(options?: ClientConfig) {
          super({ ...options, ...current() });
        }
      },
      onConnect: async (client) => {
        if (location.needsWriter) await requireWriter(client);
      },
    });
    this.#pool.on('connect', (client) => this.#lossesAtStart.set(client as PoolClient, this.#losses));
    for (const change of ['acquire', 'release', 'remove'] as const) this.#pool.on(change, () => this.#publish());
    // One that is lost while nobody uses it is dropped by the pool; whoever needs the server runs into it.
    this.#pool.on('error', () => {});
  }

  /**
   * A connection, from the pool or new.
   *
   * @throws Error of `pg`, TLS or the socket when none of the servers gives one.
   */
  connect(): Promise<PoolClient> {
    return activities.connection.measure({}, () => this.#connect());
  }

  async #connect(): Promise<PoolClient> {
    for (let left = this.#location.servers.length; ; left--) {
      const tried = this.#current;
      try {
        return await this.#fresh();
      } catch (error) {
        if (left <= 1) throw error;
        if (this.#current === tried) this.#current = (tried + 1) % this.#location.servers.length;
      }
    }
  }

  /** A connection was lost, or its server takes no writes any more: those that are idle are not believed either. */
  distrust(): void {
    this.#losses += 1;
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

  #configOf(server: ServerAddress | undefined): ClientConfig {
    const { host, port } = server ?? { host: 'localhost', port: 5432 };
    return { host, port, ssl: this.#location.tls(host) };
  }
}

async function requireWriter(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ transaction_read_only: string }>('show transaction_read_only');
  if (rows[0]?.transaction_read_only === 'on') throw readOnly;
}
