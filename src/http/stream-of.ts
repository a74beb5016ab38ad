import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/**
 * The body of an answer that is made while it is sent. For a caller who asks only for its head, nothing is made: nobody would wait
 * for the rest, nor stop it by hanging up.
 */
export const streamOf = ({ request }: FastifyReply, content: AsyncIterable<string> | Iterable<Buffer>): Readable =>
  Readable.from(request.raw.method === 'HEAD' ? [] : content, { objectMode: false });
