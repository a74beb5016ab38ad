import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import type { NetConnectOpts } from 'node:net';
import { join } from 'node:path';
import { Client } from 'pg';
import { startArguments, startCluster, unprivileged } from '../../../src/store/postgres/cluster.fixture.ts';
import { atEnd } from '../../support/at-end.ts';
import { until } from '../../support/until.ts';
import { childrenOf, contentOf, isRunning, kill } from './processes.ts';

const name = 'postgres';

/** A PostgreSQL that only one test has, so that everything may happen to it. */
export class Database implements AsyncDisposable {
  /** For whoever is beside the nodes, and not disturbed with them. */
  readonly url: string;
  /** Where it listens. */
  readonly address: NetConnectOpts;
  readonly #programs: string;
  readonly #folder: string;
  readonly #end: () => void;

  constructor(programs: string) {
    const { folder, url } = startCluster(programs);
    this.url = url;
    this.address = { path: join(folder, '.s.PGSQL.5432') };
    this.#programs = programs;
    this.#folder = folder;
    this.#end = atEnd(() => {
      this.#killAll();
      rmSync(folder, { recursive: true, force: true });
    });
  }

  /** The URL for a node that comes over a link with this port. */
  urlAt(port: number): string {
    return `postgres://gatehouse@127.0.0.1:${port}/${name}`;
  }

  /** `kill -9`: the postmaster and all that it has started. */
  async kill(): Promise<void> {
    const pids = this.#killAll();
    await until(() => pids.every((pid) => !isRunning(pid)));
    // Nobody may have taken notice of its end, and then the next one would take it for alive.
    for (const lock of ['data/postmaster.pid', '.s.PGSQL.5432.lock']) rmSync(join(this.#folder, lock), { force: true });
  }

  /** Starts it anew after a kill, and waits until it takes statements. */
  async start(): Promise<void> {
    const data = join(this.#folder, 'data');
    const options = { ...unprivileged(), cwd: this.#folder, stdio: 'ignore' } as const;
    const starting = spawn(
      join(this.#programs, 'pg_ctl'),
      ['-D', data, '-W', ...startArguments(this.#folder)],
      options,
    );
    await once(starting, 'close');
    await until(() => this.#answers());
  }

  /** `kill -9` of a process that serves a node: PostgreSQL then ends all sessions, and recovers. */
  async killBackend(random: () => number): Promise<void> {
    const backends = await this.#query("select pid from pg_stat_activity where application_name = 'gatehouse'");
    const pid = Number(backends[Math.floor(random() * backends.length)]?.pid);
    kill(pid);
    await until(() => !isRunning(pid));
    await until(() => this.#answers());
  }

  /** Waits until nothing is in the midst of a transaction, also of nodes that are no more. */
  async settle(): Promise<void> {
    await until(async () => {
      const busy = `select pid from pg_stat_activity
        where backend_type = 'client backend' and state <> 'idle' and pid <> pg_backend_pid()`;
      return (await this.#query(busy)).length === 0;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end();
  }

  async #answers(): Promise<boolean> {
    return await this.#query('select 1').then(
      () => true,
      () => false,
    );
  }

  async #query(sql: string): Promise<readonly Record<string, unknown>[]> {
    const client = new Client({ host: this.#folder, user: 'gatehouse', database: name });
    client.on('error', () => {});
    try {
      await client.connect();
      return (await client.query(sql)).rows;
    } finally {
      await client.end().catch(() => {});
    }
  }

  #killAll(): readonly number[] {
    const postmaster = Number.parseInt(contentOf(join(this.#folder, 'data', 'postmaster.pid')), 10);
    const pids = [postmaster, ...childrenOf(postmaster)];
    for (const pid of pids) kill(pid);
    return pids;
  }
}
