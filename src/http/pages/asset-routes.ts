import type { FastifyInstance, FastifyReply } from 'fastify';
import { accentOf, accentStyles } from '../../directory/appearance/accent.ts';
import { readLogo } from '../../directory/appearance/logo.ts';
import { brandingOf } from '../../directory/appearance.ts';
import type { Settings } from '../../directory/setting.ts';
import { routePrefix } from '../entrance.ts';
import { noSuchAddress } from '../no-such-address.ts';
import { forEver, harmless } from './asset-folder.ts';
import type { Assets } from './assets.ts';

/** The files that pages refer to, and what each organization has put in their place. */
export function addAssets(app: FastifyInstance, assets: () => Assets, settings: Settings): void {
  app.get<{ Params: { file: string } }>(`${routePrefix}/web/assets/:file`, (request, reply) =>
    assets().folder.send(request.params.file, request, reply),
  );

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
  if (logo?.digest !== digest) throw noSuchAddress();
  return reply
    .headers({ ...forEver, ...harmless })
    .type(logo.type)
    .send(logo.body);
}
