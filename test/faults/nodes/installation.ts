import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openStore } from '../../../src/store/open.ts';
import { createStore } from '../../../src/store/store.ts';
import { createSealer } from '../../../src/token/keys/sealer.ts';
import { type RunningProcess, serve } from '../../support/process.ts';
import { until } from '../../support/until.ts';
import { world } from '../../support/world.ts';

const clock = fileURLToPath(new URL('../../support/other-clock.ts', import.meta.url));

const flags = [
  ...['--seed', world.seedFile, '--external-url', 'http://gatehouse.test', '--refresh-reuse-seconds', '300'],
  ...['network-sign-ins', 'network-secrets', 'network-authorizations', 'network-requests'].flatMap((name) => [
    `--${name}`,
    '0',
  ]),
];

/** One of several equal processes on one database. */
export class Node {
  #server: RunningProcess | undefined;
  readonly #args: readonly string[];
  readonly #environment: Record<string, string>;

  constructor(data: string, storeUrl: string, key: Buffer) {
    this.#args = ['--data', data, ...flags];
    const installationKey = key.toString('base64');
    this.#environment = {
      GATEHOUSE_STORE_URL: storeUrl,
      GATEHOUSE_INSTALLATION_KEY: installationKey,
      MINUTE_MS: '2000',
    };
  }

  get url(): string {
    return this.#running.url;
  }

  async start(): Promise<void> {
    const options = { nodeOptions: ['--import', clock], environment: this.#environment, hasChannel: true };
    this.#server = await serve(this.#args, options);
  }

  async kill(): Promise<void> {
    await this.#running.end('SIGKILL');
  }

  async stop(): Promise<number | null> {
    return await this.#running.end('SIGTERM');
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#running.child.kill(signal);
  }

  /** By how much its clock is wrong from now on. */
  setClock(wall: number): void {
    this.#running.child.send({ wall, elapsed: 0 });
  }

  /** What it has logged, since its start, of answers for which it has no explanation. */
  get faults(): readonly string[] {
    return this.#running
      .stderr()
      .split('\n')
      .filter((line) => /"msg":"(?:unexpected )?fault/.test(line));
  }

  /** Waits until it says that it can serve. */
  async isReady(): Promise<void> {
    await until(async () => (await fetch(`${this.url}/health/ready`).catch(() => undefined))?.status === 200);
  }

  get #running(): RunningProcess {
    if (!this.#server) throw new Error('The node was not started.');
    return this.#server;
  }
}

/** Several nodes, and what only they and the operator know. */
export class Installation {
  readonly nodes: readonly Node[];
  readonly #key = randomBytes(32);
  readonly #url: string;

  /**
   * @param folder for what each node keeps for itself.
   * @param url of the database, for whoever looks at it beside the nodes.
   * @param storeUrls of the database, one for each node.
   */
  constructor(folder: string, url: string, storeUrls: readonly string[]) {
    this.#url = url;
    this.nodes = storeUrls.map((storeUrl, n) => new Node(join(folder, `node-${n}`), storeUrl, this.#key));
  }

  /** One after the other: the first makes what the others find. */
  async start(): Promise<void> {
    for (const node of this.nodes) await node.start();
    await using open = this.look();
    await open.db
      .updateTable('applications')
      .set({ is_first_party: 1 })
      .where('id', '=', world.application.id)
      .execute();
  }

  async areReady(): Promise<void> {
    for (const node of this.nodes) await node.isReady();
  }

  /** What of all that the nodes have logged explains a fault. */
  get faults(): readonly string[] {
    return this.nodes.flatMap(({ faults }) => faults);
  }

  /** The database as the nodes see it, beside them. */
  look() {
    const db = openStore(this.#url);
    const store = createStore(db, createSealer(this.#key));
    return { db, store, [Symbol.asyncDispose]: () => db.destroy() };
  }
}
