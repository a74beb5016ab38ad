import type { IncomingMessage } from 'node:http';
import { type Agent, request } from 'node:https';

const bodiless: readonly number[] = [204, 304];

/** `fetch` through connections of one's own, such as from another address of this machine. It follows no redirect. */
export function fetchThrough(agent: Agent): typeof fetch {
  return async (input, init) => {
    const asked = new Request(input, init);
    const headers = Object.fromEntries(asked.headers);
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const sent = request(asked.url, { agent, method: asked.method, headers }, resolve).on('error', reject);
    sent.end(Buffer.from(await asked.arrayBuffer()));
    const came = await promise;
    const { statusCode: status = 0, headersDistinct } = came;
    const body = Buffer.concat(await came.toArray());
    const response = new Response(bodiless.includes(status) ? null : body, { status });
    for (const [name, values] of Object.entries(headersDistinct))
      for (const value of values ?? []) response.headers.append(name, value);
    return response;
  };
}
