import assert from 'node:assert/strict';
import { it } from 'node:test';
import Fastify from 'fastify';
import { zeroUuid } from '../directory/identifier.ts';
import { describeEndpoint } from '../operation/endpoint.ts';
import { LongAnswers } from './answer/long-answers.ts';
import { type ApiOptions, endpointRoutes } from './dispatch.ts';
import { answerRoutes, findRoutes } from './routing.ts';

const host = { id: zeroUuid, name: 'host', isActive: true, createdAt: 0 };

/** Answers a request to an operation that gives a file of three lines; tells what came of it, and how many lines were read. */
async function ask(method: 'GET' | 'HEAD') {
  let read = 0;
  async function* lines() {
    for (const line of ['one\n', 'two\n', 'three\n']) {
      read += 1;
      yield line;
    }
  }
  await using app = Fastify();
  app.addHook('onRequest', async (request) => {
    Object.assign(request, { trace: { traceId: 'trace' }, account: {} });
  });
  const download = describeEndpoint({
    ...{ operationId: 'Test_Download', tag: 'Test', summary: 'Gives a file', method: 'GET', path: '/api/file' },
    ...({ access: 'anyone', answer: { status: 200, download: { mediaType: 'text/plain' } } } as const),
    handle: async () => ({ fileName: 'file.txt', content: lines() }),
  });
  const authorization = { organizations: { findById: async () => host } };
  const options = { authorization, enumValues: 'names', longAnswers: new LongAnswers() };
  findRoutes(app, endpointRoutes(download, options as unknown as ApiOptions));
  answerRoutes(app);
  const { statusCode, headers, body } = await app.inject({ method, url: '/identity/api/file' });
  return { statusCode, type: headers['content-type'], body, read };
}

it('a file is read for whoever asks for it, and not for whoever asks for its head, who would wait for none of it', async () => {
  const file = { statusCode: 200, type: 'text/plain' };
  assert.deepEqual(await ask('GET'), { ...file, body: 'one\ntwo\nthree\n', read: 3 });
  assert.deepEqual(await ask('HEAD'), { ...file, body: '', read: 0 });
});
