import assert from 'node:assert/strict';
import { it } from 'node:test';
import Fastify from 'fastify';
import { Gate } from '../admission/gate.ts';
import { zeroUuid } from '../directory/identifier.ts';
import { describeEndpoint, type Endpoint } from '../operation/endpoint.ts';
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
  const download = describeEndpoint({
    ...{ operationId: 'Test_Download', tag: 'Test', summary: 'Gives a file', method: 'GET', path: '/api/file' },
    ...({ access: 'anyone', answer: { status: 200, download: { mediaType: 'text/plain' } } } as const),
    handle: async () => ({ fileName: 'file.txt', content: lines() }),
  });
  return { ...(await answerTo(method, download)), read };
}

async function answerTo(method: 'GET' | 'HEAD', endpoint: Endpoint, parts: Partial<ApiOptions> = {}) {
  await using app = Fastify();
  app.addHook('onRequest', async (request) => {
    Object.assign(request, { trace: { traceId: 'trace' }, account: {} });
  });
  const authorization = { organizations: { findById: async () => host } };
  const options = { authorization, enumValues: 'names', longAnswers: new LongAnswers(), ...parts };
  findRoutes(app, endpointRoutes(endpoint, options as unknown as ApiOptions));
  answerRoutes(app);
  const { statusCode, headers, body } = await app.inject({ method, url: '/identity/api/file' });
  return { statusCode, type: headers['content-type'], body };
}

it('a file is read for whoever asks for it, and not for whoever asks for its head, who would wait for none of it', async () => {
  const file = { statusCode: 200, type: 'text/plain' };
  assert.deepEqual(await ask('GET'), { ...file, body: 'one\ntwo\nthree\n', read: 3 });
  assert.deepEqual(await ask('HEAD'), { ...file, body: '', read: 0 });
});

it('a GET that writes takes a turn for it, and its HEAD neither writes nor waits', async () => {
  const done: string[] = [];
  const counting = describeEndpoint({
    ...{ operationId: 'Test_Count', tag: 'Test', summary: 'Counts', method: 'GET', path: '/api/file' },
    ...({ access: 'anyone', answer: { status: 200, text: 'How many.' } } as const),
    handle: async () => {
      done.push('written');
      return String(done.length);
    },
    handleHead: async () => '',
  });
  const writing = new Gate({ name: 'write', places: 1, maxWaiting: 1, maxWaitingForAccount: 1, maxWaitMs: 1000 });
  const text = { statusCode: 200, type: 'text/plain; charset=utf-8' };
  assert.deepEqual(await answerTo('HEAD', counting, { writing }), { ...text, body: '' });
  assert.deepEqual([done, writing.statistics().ended.served], [[], 0]);
  assert.deepEqual(await answerTo('GET', counting, { writing }), { ...text, body: '1' });
  assert.deepEqual([done, writing.statistics().ended.served], [['written'], 1]);
});
