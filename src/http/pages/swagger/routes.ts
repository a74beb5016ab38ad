import type { FastifyInstance, FastifyReply } from 'fastify';
import { basePathOf } from '../../../directory/url-parts.ts';
import type { EnumValues } from '../../../operation/answer-shape.ts';
import { describeApi } from '../../../operation/openapi/document.ts';
import type { Resource } from '../../../operation/vocabulary.ts';
import { entranceOf, routePrefix } from '../../entrance.ts';
import { callbackPage, callbackPath } from './callback.ts';
import { apiPage, pageHeaders } from './page.ts';
import { loadedPageFiles } from './page-files.ts';

export interface ApiDescription {
  readonly resources: readonly Resource[];
  /** Under which clients reach the server, without a slash at the end. */
  readonly externalUrl: string;
  readonly enumValues: EnumValues;
}

/** Serves the API description where clients of the original look for it, and a page for people beside it. */
export function addApiDescription(app: FastifyInstance, { resources, externalUrl, enumValues }: ApiDescription): void {
  // Made when the first asks: most starts describe nothing.
  let describe: ReturnType<typeof describeApi> | undefined;
  const basePath = basePathOf(externalUrl);
  const describedAt = (prefix: string) => {
    describe ??= describeApi(resources, enumValues);
    return describe({ externalUrl, prefix, redirectUri: externalUrl + callbackPath });
  };
  app.get(`${routePrefix}/swagger/external/swagger.json`, async (request, reply) => {
    reply.header('access-control-allow-origin', '*');
    return describedAt(entranceOf(request.raw).prefix);
  });
  const page = `${routePrefix}/swagger`;
  const send = (reply: FastifyReply, html: string) =>
    reply.headers(pageHeaders).type('text/html; charset=utf-8').send(html);
  for (const url of [page, `${page}/index.html`]) {
    app.get(url, async (request, reply) => {
      const { prefix } = entranceOf(request.raw);
      return send(reply, apiPage(describedAt(prefix), prefix, basePath + callbackPath, loadedPageFiles()));
    });
  }
  app.get(callbackPath, async (_request, reply) => send(reply, callbackPage(loadedPageFiles(), basePath)));
  app.get<{ Params: { file: string } }>(`${page}/assets/:file`, (request, reply) =>
    loadedPageFiles().folder.send(request.params.file, request, reply),
  );
}
