import type { FastifyInstance } from 'fastify';

export interface Health {
  /** Rejects when the server could not answer a request now. */
  readonly check: () => Promise<void>;
}

/** `live`: the process runs, restart it when this fails. `ready`: it can serve, send it no requests while this fails. */
export function addHealth(app: FastifyInstance, health: Health): void {
  app.get('/health/live', async () => ({ status: 'live' }));
  app.get('/health/ready', async (_request, reply) => {
    try {
      await health.check();
      return { status: 'ready' };
    } catch {
      return reply.status(503).send({ status: 'unavailable' });
    }
  });
}
