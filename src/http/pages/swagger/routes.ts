import type { FastifyReply } from 'fastify';
import { basePathOf } from '../../../directory/url-parts.ts';
import type { EnumValues } from '../../../operation/answer-shape.ts';
import { describeApi } from '../../../operation/openapi/document.ts';
import type { Resource } from '../../../operation/vocabulary.ts';
import { entranceOf, routePrefix } from '../../entrance.ts';
import type { Route } from '../../route.ts';
import { streamOf } from '../../stream-of.ts';
import { lazily } from '../asset-folder.ts';
import { callbackPage, callbackPath } from './callback.ts';
import { apiPage, pageHeaders } from './page.ts';
import { loadedPageFiles } from './page-files.ts';
import { sharedText } from './shared-text.ts';

export interface ApiDescription {
  readonly resources: readonly Resource[];
  /** Under which clients reach the server, without a slash at the end. */
  readonly externalUrl: string;
  readonly enumValues: EnumValues;
}

/** The API description where clients of the original look for it, and a page for people beside it. */
export function apiDescriptionRoutes({ resources, externalUrl, enumValues }: ApiDescription): readonly Route[] {
  // Made when the first asks: most starts describe nothing.
  const described = lazily(() => describeApi(resources, enumValues));
  let document: ReturnType<typeof sharedText> | undefined;
  const basePath = basePathOf(externalUrl);
  const at = (prefix: string) => ({ externalUrl, prefix, redirectUri: externalUrl + callbackPath });
  const page = `${routePrefix}/swagger`;
  const send = (reply: FastifyReply, html: string) =>
    reply.headers(pageHeaders).type('text/html; charset=utf-8').send(html);
  const ways: readonly (readonly [url: string, handler: Route['handler']])[] = [
    [
      `${page}/external/swagger.json`,
      async (request, reply) => {
        const describe = await described();
        document ??= sharedText((prefix) => JSON.stringify(describe(at(prefix))));
        const pieces = document(entranceOf(request.raw).prefix);
        const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
        reply.headers({ 'access-control-allow-origin': '*', 'content-length': length });
        return reply.type('application/json; charset=utf-8').send(streamOf(reply, pieces));
      },
    ],
    ...[page, `${page}/index.html`].map((url): readonly [string, Route['handler']] => [
      url,
      async (request, reply) => {
        const { prefix } = entranceOf(request.raw);
        const files = await loadedPageFiles();
        return send(reply, apiPage((await described())(at(prefix)), prefix, basePath + callbackPath, files));
      },
    ]),
    [callbackPath, async (_request, reply) => send(reply, callbackPage(await loadedPageFiles(), basePath))],
    [
      `${page}/assets/:file`,
      async (request, reply) => (await loadedPageFiles()).folder.send(request.params.file ?? '', request, reply),
    ],
  ];
  return ways.map(([url, handler]) => ({ methods: ['GET'], url, handler }));
}
