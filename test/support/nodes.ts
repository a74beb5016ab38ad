import { once } from 'node:events';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, findPrograms } from '../../src/store/postgres/cluster.fixture.ts';
import { type Gatehouse, startGatehouse } from './gatehouse.ts';
import { world } from './world.ts';

/** For suites about several servers on one database. */
export const onPostgres = { skip: findPrograms() ? false : 'PostgreSQL 15 or later is not installed.' } as const;

/** What stands before the nodes, and is their address. */
interface Front {
  readonly url: string;
  /** From now on, the node answers. */
  use(node: Pick<Gatehouse, 'url'>): void;
  stop(): void;
}

export interface Nodes {
  readonly a: Gatehouse;
  readonly b: Gatehouse;
  readonly front: Front;
  /** The node as callers know it: at the address of the front. */
  at(node: Gatehouse): Gatehouse;
  /** What a further node is started with; its folder has the key of the others. */
  flags(): Promise<Readonly<Record<string, string>>>;
  stop(): Promise<void>;
}

/**
 * Two servers on one database of PostgreSQL, with the example world.
 *
 * @param through by which URL the second node reaches the database.
 */
export async function startNodes(
  common: Readonly<Record<string, string>> = {},
  through: (url: string) => Promise<string> = async (url) => url,
): Promise<Nodes> {
  const [url, front] = await Promise.all([createDatabase(), openFront()]);
  const folders: string[] = [];
  const folder = async () => {
    folders.push(await mkdtemp(join(tmpdir(), 'gatehouse-node-')));
    return folders.at(-1) as string;
  };
  const own = { 'external-url': front.url, ...common };
  const data = await folder();
  const a = await startGatehouse({ ...own, 'store-url': url, data, seed: world.seedFile });
  const flags = async () => {
    const next = await folder();
    await copyFile(join(data, 'installation.key'), join(next, 'installation.key'));
    return { ...own, 'store-url': await through(url), data: next };
  };
  const b = await startGatehouse(await flags());
  front.use(a);
  return {
    ...{ a, b, front, flags },
    at: (node) => ({ ...node, url: front.url }),
    async stop() {
      await Promise.all([a.stop(), b.stop()]);
      front.stop();
      await Promise.all(folders.map((one) => rm(one, { recursive: true })));
    },
  };
}

async function openFront(): Promise<Front> {
  let target = '';
  const server = createServer((incoming, outgoing) => {
    const { method, headers, url } = incoming;
    const passed = request(new URL(url ?? '/', target), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(outgoing);
    });
    incoming.pipe(passed.on('error', () => outgoing.destroy()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    use(node) {
      target = node.url;
    },
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
