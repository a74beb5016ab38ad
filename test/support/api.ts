import type { Gatehouse } from './gatehouse.ts';
import { type Answer, send } from './http.ts';

/** Calls the API as whoever holds the token. A body is sent as JSON, text as it is. */
export type CallApi = (method: string, path: string, body?: unknown, prefix?: string) => Promise<Answer>;

export const apiOf =
  (gatehouse: Pick<Gatehouse, 'url'>, bearer: () => string): CallApi =>
  (method, path, body, prefix = '/identity') =>
    send(`${gatehouse.url}${prefix}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${bearer()}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
