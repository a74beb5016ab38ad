import type { RequestListener } from 'node:http';

/**
 * Tells clients to come back while the store is migrated to the schema of this version. The process is alive: ending it
 * now would only make the migration begin again.
 */
export const whileMigrating: RequestListener = ({ url = '' }, response) => {
  const [path] = url.split('?', 1);
  const json = { 'content-type': 'application/json; charset=utf-8' };
  if (path === '/health/live') {
    response.writeHead(200, json).end('{"status":"live"}');
  } else if (path === '/health/ready') {
    response.writeHead(503, { ...json, 'retry-after': '1' }).end('{"status":"unavailable","reason":"migrating"}');
  } else response.writeHead(503, { 'retry-after': '1', 'content-length': '0' }).end();
};
