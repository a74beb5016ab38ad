import { hash } from 'node:crypto';
import { extname } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { noSuchAddress } from '../no-such-address.ts';

/** A file that pages refer to, kept in memory. Its name contains the digest of its content, so it never changes. */
interface Asset {
  readonly type: string;
  readonly body: Buffer;
  /** Compressed lazily, when it is first asked for. */
  readonly gzipped: () => Promise<Buffer>;
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The address names the content, which never changes, so browsers keep it. */
export const forEver = { 'cache-control': 'public, max-age=31536000, immutable' };

/** An uploaded picture that is opened by itself must not be able to do anything in our name. */
export const harmless = { 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox" };

/** The published files: a name is looked up, never a path. */
export class AssetFolder {
  readonly #assets = new Map<string, Asset>();

  /** Returns the name under which the content is there from now on. */
  publish(name: string, content: string | Buffer): string {
    const body = typeof content === 'string' ? Buffer.from(content) : content;
    const extension = extname(name);
    const digest = hash('sha256', body).slice(0, 12);
    const published = `${name.slice(0, -extension.length)}-${digest}${extension}`;
    const gzipped = lazily(() => promisify(gzip)(body));
    this.#assets.set(published, { type: types[extension] ?? '', body, gzipped });
    return published;
  }

  /** @throws GatehouseError `NotFound` when nothing was published under the name. */
  async send(name: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const asset = this.#assets.get(name);
    if (!asset) throw noSuchAddress();
    const isGzip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
    reply.headers({ ...forEver, vary: 'accept-encoding', ...(asset.type === 'image/svg+xml' ? harmless : {}) });
    if (isGzip) reply.header('content-encoding', 'gzip');
    return reply.type(asset.type).send(isGzip ? await asset.gzipped() : asset.body);
  }
}

/** Makes something when it is first needed, and keeps it. What failed is tried again by the next who needs it. */
export function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
