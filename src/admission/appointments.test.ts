import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Appointments } from './appointments.ts';

const limits = { mostOfPlace: 3, most: 4, horizonMs: 30_000, patienceMs: 5_000 };
const wish = (who: string, now = 0, place = 'home') => ({ place, who, earliest: now + 1_500, intervalMs: 1_000, now });

test('appointments follow one another, in whole seconds', () => {
  const appointments = new Appointments(limits);
  assert.deepEqual(
    ['a', 'b', 'c'].map((who) => appointments.make(wish(who))),
    [2, 3, 4],
  );
});

test('a caller who has one is told it again, and has it until it is kept', () => {
  const appointments = new Appointments(limits);
  appointments.make(wish('a'));
  assert.equal(appointments.make(wish('a', 900)), 2);
  assert.equal(appointments.make(wish('a', 1_000)), 1);
  assert.equal(appointments.until('home', 'a', 1_999), 1);
  assert.equal(appointments.until('home', 'a', 2_500), -500);
  assert.equal(appointments.until('home', 'b', 2_000), undefined);
  appointments.end('home', 'a');
  assert.equal(appointments.until('home', 'a', 2_000), undefined);
});

test('a caller who is refused again when it was time has another one, in place of the one before', () => {
  const appointments = new Appointments(limits);
  for (const who of ['a', 'b']) appointments.make(wish(who));
  assert.equal(appointments.make(wish('a', 2_500)), 2);
  assert.equal(appointments.size, 2);
  assert.deepEqual(
    [3_000, 4_499, 4_500].map((until) => appointments.dueUntil('home', until, 2_500)),
    [1, 1, 2],
  );
  for (const who of ['a', 'b']) appointments.end('home', who);
  assert.equal(appointments.size, 0);
});

test('those who do not come are forgotten after a while', () => {
  const appointments = new Appointments(limits);
  appointments.make(wish('a'));
  assert.equal(appointments.until('home', 'a', 7_000), -5_000);
  assert.equal(appointments.until('home', 'a', 7_001), undefined);
  assert.equal(appointments.size, 0);
});

test('where there is no room for another one, the answer is the horizon and nothing is remembered', () => {
  const appointments = new Appointments(limits);
  for (const who of ['a', 'b', 'c']) appointments.make(wish(who));
  assert.equal(appointments.make(wish('d')), 30);
  assert.equal(appointments.make(wish('d', 0, 'office')), 2);
  assert.equal(appointments.make(wish('e', 0, 'office')), 30);
  assert.equal(appointments.size, 4);
  assert.equal(appointments.make({ ...wish('f', 10_000, 'station') }), 2);
});

test('those who are expected within a time are counted', () => {
  const appointments = new Appointments(limits);
  for (const who of ['a', 'b', 'c']) appointments.make(wish(who));
  assert.deepEqual(
    [1_999, 2_000, 3_000, 60_000].map((until) => appointments.dueUntil('home', until, 0)),
    [0, 1, 2, 3],
  );
  assert.equal(appointments.dueUntil('office', 60_000, 0), 0);
});

test('no more is remembered than there is room for, and nobody is told to wait beyond the horizon', () => {
  const request = fc.record({ who: fc.nat(20).map(String), place: fc.nat(3).map(String), pass: fc.nat(3_000) });
  fc.assert(
    fc.property(fc.array(request), (requests) => {
      const appointments = new Appointments(limits);
      let now = 0;
      for (const { who, place, pass } of requests) {
        now += pass;
        if ((appointments.until(place, who, now) ?? 1) <= 0) appointments.end(place, who);
        const seconds = appointments.make(wish(who, now, place));
        assert.ok(seconds >= 1 && seconds <= 30);
        assert.ok(appointments.size <= limits.most);
      }
    }),
  );
});
