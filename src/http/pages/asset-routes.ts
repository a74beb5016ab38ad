import type { FastifyReply } from 'fastify';
import { accentOf, accentStyles } from '../../directory/appearance/accent.ts';
import { readLogo } from '../../directory/appearance/logo.ts';
import { brandingOf } from '../../directory/appearance.ts';
import type { Settings } from '../../directory/setting.ts';
import { routePrefix } from '../entrance.ts';
import { noSuchAddress } from '../no-such-address.ts';
import type { Route } from '../route.ts';
import { forEver, harmless } from './asset-folder.ts';
import type { Assets } from './assets.ts';

/** The files that pages refer to, and what each organization has put in their place. */
export function assetRoutes(assets: () => Promise<Assets>, settings: Settings): readonly Route[] {
  const below = `${routePrefix}/web`;
  return [
    {
      methods: ['GET'],
      url: `${below}/assets/:file`,
      handler: async (request, reply) => (await assets()).folder.send(request.params.file ?? '', request, reply),
    },
    {
      methods: ['GET'],
      url: `${below}/brand/:file`,
      handler: async (request, reply) => sendAccent(reply, request.params.file ?? ''),
    },
    {
      methods: ['GET'],
      url: `${below}/brand/:organizationId/:file`,
      handler: (request, reply) =>
        sendLogo(reply, settings, request.params.organizationId ?? '', request.params.file ?? ''),
    },
  ];
}

/** What organizations have chosen has the choice in its name. */
function sendAccent(reply: FastifyReply, file: string): FastifyReply {
  const [, colour] = /^accent-([0-9a-f]{6})\.css$/.exec(file) ?? [];
  if (colour === undefined) throw noSuchAddress();
  return reply
    .headers(forEver)
    .type('text/css; charset=utf-8')
    .send(accentStyles(accentOf(`#${colour}`)));
}

async function sendLogo(
  reply: FastifyReply,
  settings: Settings,
  organizationId: string,
  file: string,
): Promise<FastifyReply> {
  const logo = readLogo((await brandingOf(settings, organizationId)).logo);
  if (!logo || file !== `logo-${logo.digest}`) throw noSuchAddress();
  return reply
    .headers({ ...forEver, ...harmless })
    .type(logo.type)
    .send(logo.body);
}
