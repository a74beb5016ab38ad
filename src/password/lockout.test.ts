import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CounterState, dayMs } from '../directory/attempt-counter.ts';
import { lockoutOf } from './lockout.ts';

const today = 20_000;
const noon = today * dayMs + dayMs / 2;

const counter = (changes: Partial<CounterState>): CounterState => ({
  ...{ organizationId: 'school', id: 'harry', kind: 'network', source: '192.0.2.0/24', network: '192.0.2.0/24' },
  ...{ failedInARow: 0, lockedUntil: null, refused: 0, day: today, failedOnTheDay: 0, failedOnTheDayBefore: 0 },
  ...changes,
});

const strangers = (changes: Partial<CounterState>, now = noon) =>
  lockoutOf('harry', [counter({ kind: 'strangers', source: '', ...changes })], now).strangers;

describe('who is refused at an account', () => {
  it('is a source whose lock has not run out', () => {
    const sources = [counter({ lockedUntil: noon + 1, refused: 3 }), counter({ source: 'x', lockedUntil: noon })];
    const { lockedSources } = lockoutOf('harry', sources, noon);
    assert.deepEqual(lockedSources, [
      { kind: 'network', sourceId: null, network: '192.0.2.0/24', refused: 3, lockedUntil: noon + 1 },
    ]);
  });

  it('is a source that has used up its day, for as long as the day counts', () => {
    const spent = counter({ kind: 'device', failedOnTheDay: 60, failedOnTheDayBefore: 40 });
    const until = (now: number) => lockoutOf('harry', [spent], now).lockedSources[0]?.lockedUntil;
    assert.equal(until(noon), (today + 1) * dayMs);
    assert.equal(until((today + 1) * dayMs), undefined);
  });

  it('is named when it is an application or an administrator, and not when the name would say nothing', () => {
    const of = (kind: CounterState['kind']) =>
      lockoutOf('harry', [counter({ kind, source: 'a1', lockedUntil: noon + 1 })], noon).lockedSources[0]?.sourceId;
    assert.deepEqual(
      ['application', 'administrator', 'device'].map((kind) => of(kind as 'device')),
      ['a1', 'a1', null],
    );
  });

  it('is every stranger after a hundred wrong passwords of two days', () => {
    const limit = 100;
    assert.deepEqual(strangers({ failedOnTheDay: 30, failedOnTheDayBefore: 60 }), {
      ...{ wrongPasswords: 90, limit, lockedUntil: null },
    });
    assert.deepEqual(strangers({ failedOnTheDay: 30, failedOnTheDayBefore: 70 }), {
      ...{ wrongPasswords: 100, limit, lockedUntil: (today + 1) * dayMs },
    });
    assert.deepEqual(strangers({ failedOnTheDay: 100 }), {
      ...{ wrongPasswords: 100, limit, lockedUntil: (today + 2) * dayMs },
    });
    assert.deepEqual(strangers({ failedOnTheDay: 100, failedOnTheDayBefore: 0 }, noon + dayMs), {
      ...{ wrongPasswords: 100, limit, lockedUntil: (today + 2) * dayMs },
    });
    assert.equal(strangers({ failedOnTheDay: 100 }, noon + 2 * dayMs).wrongPasswords, 0);
  });

  it('is everybody only for as long as the lock says where all are counted together', () => {
    const all = counter({ kind: 'everybody', source: '', failedOnTheDay: 500 });
    assert.deepEqual(lockoutOf('harry', [all], noon).lockedSources, []);
  });
});
