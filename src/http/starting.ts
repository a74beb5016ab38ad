import type { RequestListener } from 'node:http';

/**
 * Tells clients to come back while the store cannot be used yet: it is migrated to the schema of this version, or its server
 * is not there; or while the clock is wrong. The process is alive: ending it now would only make the start begin again.
 *
 * @param reason a word for the people who run the server.
 */
export const whileStarting =
  (reason: string): RequestListener =>
  ({ url = '' }, response) => {
    const [path] = url.split('?', 1);
    const json = { 'content-type': 'application/json; charset=utf-8' };
    if (path === '/health/live') {
      response.writeHead(200, json).end('{"status":"live"}');
    } else if (path === '/health/ready') {
      const body = JSON.stringify({ status: 'unavailable', reason });
      response.writeHead(503, { ...json, 'retry-after': '1' }).end(body);
    } else response.writeHead(503, { 'retry-after': '1', 'content-length': '0' }).end();
  };
