import { inspect } from 'node:util';
import type { FastifyInstance } from 'fastify';
import type { Log } from '../observe/log.ts';

export interface Health {
  /** Rejects when the server could not answer a request now. */
  readonly check: () => Promise<void>;
}

/** Whoever looks after the server asks from a network where others may be, too. */
const free = { config: { cost: 'none' } } as const;

/** `live`: the process runs, restart it when this fails. `ready`: it can serve, send it no requests while this fails. */
export function addHealth(app: FastifyInstance, health: Health, log: Pick<Log, 'info' | 'error'>): void {
  let isReady = true;
  app.get('/health/live', free, async () => ({ status: 'live' }));
  app.get('/health/ready', free, async (_request, reply) => {
    try {
      await health.check();
      if (!isReady) log.info({}, 'ready again');
      isReady = true;
      return { status: 'ready' };
    } catch (error) {
      // Who asks, asks every few seconds.
      if (isReady) log.error({ error: inspect(error) }, 'not ready');
      isReady = false;
      return reply.status(503).send({ status: 'unavailable' });
    }
  });
}
