import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { describe, it } from 'node:test';
import { everywhere, publicAddressesAnd } from '../outgoing/reachable.ts';
import { digitsOf, passwords } from './corpus.fixture.ts';
import { sha1Of } from './filter.ts';
import { RangeLookUp } from './range-look-up.ts';
import { serve, serveRanges } from './range-server.fixture.ts';

const breached = 'password 1';
const other = 'password 2';

function lookUpAt(url: string, { mayReach = everywhere, deadlineMs = 60_000 } = {}) {
  const warnings: object[] = [];
  let time = 0;
  const log = { warn: (fields: object) => void warnings.push(fields) };
  const ranges = new RangeLookUp({ url, mayReach, log, now: () => time, deadlineMs });
  return {
    warnings,
    find: (password: string) => ranges.find(sha1Of(password)),
    pass: (ms: number) => {
      time += ms;
    },
  };
}

describe('a look-up by range', () => {
  it('sends five digits of forty, wants the answer padded, and does not find what is padding', async () => {
    await using server = await serveRanges([breached], { padding: [other] });
    const { find } = lookUpAt(server.url);
    assert.equal(await find(breached), 'found');
    assert.equal(await find(other), 'absent');
    assert.deepEqual(
      server.asked.map(({ method, url, headers }) => [method, url, headers['add-padding']]),
      [breached, other].map((password) => ['GET', `/range/${digitsOf(password).slice(0, 5)}`, 'true']),
    );
  });

  it('asks once for a day, and for those who ask at the same time', async () => {
    await using server = await serveRanges([breached], { padding: [other] });
    const { find, pass } = lookUpAt(server.url);
    assert.deepEqual(await Promise.all([find(breached), find(breached)]), ['found', 'found']);
    pass(23 * 60 * 60_000);
    assert.equal(await find(breached), 'found');
    assert.equal(server.asked.length, 1);
    pass(2 * 60 * 60_000);
    assert.equal(await find(breached), 'found');
    assert.equal(server.asked.length, 2);
  });

  it('has no answer where there is none in time, which is told to the operator without saying who was looked up', async () => {
    await using server = await serve(() => {});
    const { find, warnings } = lookUpAt(server.url, { deadlineMs: 50 });
    assert.equal(await find(breached), 'unanswered');
    assert.deepEqual(warnings, [{ url: server.url, reason: 'no answer in time' }]);
  });

  for (const [what, answer] of [
    ['refuses', (response: ServerResponse) => response.writeHead(429).end()],
    ['answers something else', (response: ServerResponse) => response.end('<html>')],
    ['leads elsewhere', (response: ServerResponse) => response.writeHead(302, { location: '/' }).end()],
    ['never stops', (response: ServerResponse) => response.end(`${'0'.repeat(35)}:1\n`.repeat(40_000))],
  ] as const) {
    it(`has no answer from a server that ${what}`, async () => {
      await using server = await serve((_request, response) => void answer(response));
      const { find, warnings } = lookUpAt(server.url);
      assert.equal(await find(breached), 'unanswered');
      assert.equal(warnings.length, 1);
    });
  }

  it('leaves a server that is away in peace for a while, and then asks again', async () => {
    let isAway = true;
    await using server = await serve((_request, response) => void (isAway ? response.destroy() : response.end()));
    const { find, pass } = lookUpAt(server.url);
    for (const password of passwords(5)) assert.equal(await find(password), 'unanswered');
    assert.equal(server.asked.length, 3);
    isAway = false;
    pass(11_000);
    assert.equal(await find('password 9'), 'absent');
  });

  it('goes only where the operator has allowed it to', async () => {
    await using server = await serveRanges([breached], { padding: [other] });
    const { find } = lookUpAt(server.url, { mayReach: publicAddressesAnd([]) });
    assert.equal(await find(breached), 'unanswered');
    assert.equal(server.asked.length, 0);
  });
});
