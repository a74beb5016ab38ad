import { inspect } from 'node:util';
import type { Log } from '../observe/log.ts';
import type { Route } from './route.ts';

/** `degraded`: only requests that read are answered. `reason` is a word for the people who run the server. */
export type Readiness =
  | { readonly status: 'ready' }
  | { readonly status: 'degraded' | 'unavailable'; readonly reason: string };

export interface Health {
  /** How the server could answer a request now. Rejects when it could not. */
  readonly check: () => Promise<Readiness>;
}

/** Monitors ask from a network in which others may be, too: they must not be throttled with them. */
const ofMonitors = { methods: ['GET'], cost: 'none', isOfMonitors: true } as const;

/**
 * `live`: the process runs, restart it when this fails. `ready`: it can serve, send it no requests while this fails. A
 * degraded server is ready: another would not serve better, and most requests only read.
 */
export function healthRoutes(health: Health, log: Pick<Log, 'info' | 'error'>): readonly Route[] {
  let last = 'ready';
  const note = (readiness: Readiness, error?: unknown): Readiness => {
    const { status } = readiness;
    // Monitors ask every few seconds.
    if (status === last) return readiness;
    if (status === 'ready') log.info({}, 'ready again');
    else log.error({ ...readiness, ...(error === undefined ? {} : { error: inspect(error) }) }, 'not ready');
    last = status;
    return readiness;
  };
  return [
    { ...ofMonitors, url: '/health/live', handler: async () => ({ status: 'live' }) },
    {
      ...ofMonitors,
      url: '/health/ready',
      handler: async (_request, reply) => {
        const readiness = await health.check().then(note, (error: unknown) => note(failing, error));
        return reply.status(readiness.status === 'unavailable' ? 503 : 200).send(readiness);
      },
    },
  ];
}

const failing: Readiness = { status: 'unavailable', reason: 'failing' };
