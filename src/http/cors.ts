import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** What a page may read of an answer besides the headers that every page may. */
const exposed = 'Gatehouse-Revoked, Location, Retry-After, WWW-Authenticate, X-Total-Count';

/**
 * The paths of the API and of the endpoints of the protocol, under the prefix to which all forms of the URL are rewritten.
 * Beforehand the latter answer by themselves, since every page may post to them, and each says whose page may read more.
 */
const openPath = /^\/(?:identity\/(?:api|connect)|portal_|audit_|orchestrator_)\//i;
const protocolPath = /^\/identity\/connect\//i;

const headerNames = /^[!#$%&'*+.^_`|~0-9a-z-]+(?: *, *[!#$%&'*+.^_`|~0-9a-z-]+)*$/i;

/**
 * Lets pages of registered applications call the API and the endpoints of the protocol from a browser: pages whose origin
 * is exactly that of a redirect URI. Others get no such header, so their browser keeps the answer from them. Requests with
 * cookies are never allowed, and no answer may be cached for another origin.
 */
export function addCors(app: FastifyInstance, isOrigin: (origin: string) => Promise<boolean>): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!openPath.test(request.url)) return;
    reply.header('vary', 'Origin');
    const { origin } = request.headers;
    if (origin === undefined || origin === 'null' || !(await isOrigin(origin))) return;
    reply.header('access-control-allow-origin', origin).header('access-control-expose-headers', exposed);
    if (!isPreflight(request) || protocolPath.test(request.url) || !request.found) return;
    return answerPreflight(request, reply);
  });
}

const isPreflight = ({ method, headers }: FastifyRequest): boolean =>
  method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;

function answerPreflight(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const asked = request.headers['access-control-request-headers'] ?? '';
  if (headerNames.test(asked) && asked.length <= 2000) reply.header('access-control-allow-headers', asked);
  return reply
    .status(204)
    .header('vary', 'Origin, Access-Control-Request-Headers')
    .header('access-control-allow-methods', 'GET, POST, PUT, DELETE')
    .header('access-control-max-age', '600')
    .send();
}
