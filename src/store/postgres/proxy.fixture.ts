import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { readPostgresUrl } from './location.ts';

/** Between a process and its database: what it listens on can be stalled, as by a network that drops every packet. */
export interface DatabaseProxy extends AsyncDisposable {
  /** The URL of the same database, through the proxy. */
  readonly url: string;
  /** From now on, nothing goes through connections on which somebody listens to notices, neither old nor new ones. */
  stall(): void;
  /** As before; what was held back is lost with its connections. */
  resume(): void;
}

/** @param url of a database whose server listens in a folder. */
export async function openProxy(url: string): Promise<DatabaseProxy> {
  const { servers, database } = readPostgresUrl(url);
  const socketFile = join(servers[0]?.host ?? '', '.s.PGSQL.5432');
  const [all, listening] = [new Set<Socket>(), new Set<Socket>()];
  let isStalled = false;
  const server = createServer((near) => {
    const far = createConnection(socketFile);
    const pass = (from: Socket, to: Socket) => {
      all.add(from);
      from
        .on('error', () => {})
        .once('close', () => {
          all.delete(from);
          listening.delete(near);
          to.destroy();
        });
      from.on('data', (data) => {
        if (from === near && data.includes('listen ')) listening.add(near);
        if (!(isStalled && listening.has(near))) to.write(data);
      });
    };
    pass(near, far);
    pass(far, near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    url: `postgres://gatehouse@127.0.0.1:${port}/${database}`,
    stall() {
      isStalled = true;
    },
    resume() {
      isStalled = false;
      for (const socket of listening) socket.destroy();
    },
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of all) socket.destroy();
    },
  };
}
