import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import Fastify from 'fastify';
import { healthRoutes } from './health.ts';
import { answerRoutes, findRoutes } from './routing.ts';

describe('a server that is not ready', () => {
  it('says why in the log, once, and when it is over', async () => {
    const lines: string[] = [];
    const write = (fields: object, message: string) => lines.push(`${message} ${JSON.stringify(fields)}`);
    let isLost = false;
    const app = Fastify();
    const check = async () => {
      if (isLost) throw new Error('disk I/O error');
      return { status: 'ready' } as const;
    };
    findRoutes(app, healthRoutes({ check }, { info: write, error: write }));
    answerRoutes(app);
    const status = async () => (await app.inject('/health/ready')).statusCode;
    assert.equal(await status(), 200);
    isLost = true;
    assert.deepEqual([await status(), await status()], [503, 503]);
    isLost = false;
    assert.deepEqual([await status(), await status()], [200, 200]);
    assert.equal(lines.length, 2);
    assert.match(lines[0] ?? '', /^not ready .*disk I\/O error/);
    assert.match(lines[1] ?? '', /^ready again/);
    await app.close();
  });
});
