import type { FastifyInstance, FastifyReply } from 'fastify';
import { accentOf, accentStyles } from '../../directory/appearance/accent.ts';
import { readLogo } from '../../directory/appearance/logo.ts';
import { brandingOf } from '../../directory/appearance.ts';
import type { Settings } from '../../directory/setting.ts';
import { GatehouseError } from '../../errors.ts';
import { routePrefix } from '../paths.ts';
import type { Assets } from './assets.ts';

/** The address names the content, which never changes, so browsers keep it. */
const forEver = { 'cache-control': 'public, max-age=31536000, immutable' };

/** A picture of somebody's, opened by itself, must not be able to do anything in our name. */
const harmless = { 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox" };

/** The files that pages refer to, and what each organization has put in their place. */
export function addAssets(app: FastifyInstance, assets: () => Assets, settings: Settings): void {
  app.get<{ Params: { file: string } }>(`${routePrefix}/web/assets/:file`, async (request, reply) => {
    const asset = assets().find(request.params.file);
    if (!asset) throw nothingHere();
    const isGzip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
    reply.headers({ ...forEver, vary: 'accept-encoding', ...(asset.type === 'image/svg+xml' ? harmless : {}) });
    if (isGzip) reply.header('content-encoding', 'gzip');
    return reply.type(asset.type).send(isGzip ? await asset.gzipped() : asset.body);
  });

  app.get<{ Params: { colour: string } }>(
    `${routePrefix}/web/brand/accent-:colour([0-9a-f]{6}).css`,
    (request, reply) =>
      reply
        .headers(forEver)
        .type('text/css; charset=utf-8')
        .send(accentStyles(accentOf(`#${request.params.colour}`))),
  );

  app.get<{ Params: { organizationId: string; digest: string } }>(
    `${routePrefix}/web/brand/:organizationId/logo-:digest`,
    async (request, reply) => sendLogo(reply, settings, request.params),
  );
}

async function sendLogo(
  reply: FastifyReply,
  settings: Settings,
  { organizationId, digest }: { readonly organizationId: string; readonly digest: string },
): Promise<FastifyReply> {
  const logo = readLogo((await brandingOf(settings, organizationId)).logo);
  if (logo?.digest !== digest) throw nothingHere();
  return reply
    .headers({ ...forEver, ...harmless })
    .type(logo.type)
    .send(logo.body);
}

const nothingHere = () => new GatehouseError({ code: 'NotFound', detail: 'There is nothing at this address.' });
