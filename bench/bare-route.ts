import Fastify from 'fastify';

// A route of the bare framework that always sends the same JSON text. A process of its own, until it is stopped.

export interface BareRouteOptions {
  readonly text: string;
}

const { text } = JSON.parse(process.argv[2] ?? '{}') as BareRouteOptions;
const app = Fastify();
app.get('/*', async (_request, reply) => reply.type('application/json; charset=utf-8').send(text));
process.stdout.write(`${await app.listen({ host: '127.0.0.1', port: 0 })}\n`);
