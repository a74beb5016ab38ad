import type { RequestListener } from 'node:http';

/**
 * Answers while the store is brought to the schema of this version: come back. The process lives; whoever ended it now
 * would only have it begin anew.
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
