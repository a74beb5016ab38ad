import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { Log } from '../observe/log.ts';
import { RefusalLog } from './refusal-log.ts';

describe('the log of refusals', () => {
  let lines: object[];
  let time: number;
  let refusals: RefusalLog;
  const refuse = (network: string, count: number) =>
    Array.from({ length: count }, () => refusals.hasLine(network)).filter(Boolean).length;
  beforeEach(() => {
    lines = [];
    time = 0;
    const log = { warn: (fields: object) => lines.push(fields) } as unknown as Log;
    refusals = new RefusalLog(log, () => time);
  });

  it('gives the first of each network a line, and the others one together', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    assert.equal(refuse('192.0.2.0/24', 1_000), 60);
    assert.equal(refuse('198.51.100.0/24', 3), 3);
    assert.deepEqual(lines, []);
    t.mock.timers.tick(60_000);
    assert.deepEqual(lines, [{ network: '192.0.2.0/24', count: 940 }]);
  });

  it('gives lines again when it has become quiet', () => {
    refuse('192.0.2.0/24', 1_000);
    time = 60_000;
    assert.equal(refuse('192.0.2.0/24', 10), 10);
  });

  it('tells a thousand networks apart', () => {
    for (let n = 0; n < 1_002; n += 1) refuse(`network ${n}`, 61);
    refusals.close();
    assert.equal(lines.length, 1_001);
    assert.deepEqual(lines.at(-1), { network: 'others', count: 2 });
  });

  it('loses nothing when it is closed', () => {
    refuse('192.0.2.0/24', 61);
    refusals.close();
    assert.deepEqual(lines, [{ network: '192.0.2.0/24', count: 1 }]);
  });
});
