import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { type Failure, GatehouseError } from '../errors.ts';
import type { Caller } from './caller.ts';
import { Gate, type GateOptions, type Turn } from './gate.ts';

let time: number;
function restartTime(): void {
  time = 0;
}

const gateOf = (options: Partial<GateOptions> = {}): Gate =>
  new Gate({
    name: 'hash',
    ...{ places: 1, maxWaiting: 1_000, maxWaitingForAccount: 1_000, maxWaitMs: 60_000, now: () => time },
    ...options,
  });

const caller = (account: string, network = 'home', isKnown = false): Caller => ({
  ...{ organizationId: 'school', network, account, isKnown },
});

/** Enters, notes the account when it is its turn, and lets the next one in. */
async function visit(gate: Gate, who: Caller, order: string[]): Promise<void> {
  using _turn = await gate.enter(who);
  order.push(who.account);
}

/** Makes a turn last so long, so that waits can be told. */
async function time1Turn(gate: Gate, ms: number): Promise<void> {
  using _turn = await gate.enter(caller('timed'));
  time += ms;
}

const fails = (failure: Failure) => (error: unknown) => {
  assert.ok(error instanceof GatehouseError);
  assert.deepEqual(error.failure, failure);
  return true;
};

describe('a gate', () => {
  beforeEach(restartTime);

  it('lets in at once as many as there are places, and the others when a turn is over', async () => {
    const gate = gateOf({ places: 2 });
    const [first] = await Promise.all([gate.enter(caller('a')), gate.enter(caller('b'))]);
    const third = gate.enter(caller('c'));
    assert.deepEqual(gate.statistics().waiting, { known: 0, strangers: 1 });
    first[Symbol.dispose]();
    first[Symbol.dispose]();
    await third;
    assert.deepEqual([gate.statistics().taken, gate.statistics().ended.served], [2, 3]);
  });

  it('goes by what the turns that are taken will take, where that is known to be longer', async () => {
    let inHandMs = 0;
    const gate = gateOf({ places: 2, maxWaitMs: 15_000, inHandMs: () => inHandMs });
    for (const _ of [1, 2]) await time1Turn(gate, 1_000);
    await Promise.all([gate.enter(caller('a')), gate.enter(caller('b'))]);
    for (const name of ['c', 'd']) void gate.enter(caller(name)).catch(() => {});
    inHandMs = 20_000;
    // The second turn ends after all of 20 s, and the third one after the mean of those before.
    await assert.rejects(gate.enter(caller('e')), fails({ code: 'Overloaded', retryAfterSeconds: 21 }));
    inHandMs = 0;
    void gate.enter(caller('f')).catch(() => {});
    assert.equal(gate.statistics().waiting.strangers, 3);
    gate.close();
  });

  it('serves networks in turn, however many callers one of them has', async () => {
    const gate = gateOf();
    const order: string[] = [];
    const turn = await gate.enter(caller('first'));
    const flood = Array.from({ length: 100 }, (_, n) => visit(gate, caller(`flood ${n}`, 'flood'), order));
    const neighbours = ['harry', 'ron'].map((who) => visit(gate, caller(who), order));
    turn[Symbol.dispose]();
    await Promise.all([...flood, ...neighbours]);
    assert.deepEqual(order.slice(0, 4), ['flood 0', 'harry', 'flood 1', 'ron']);
  });

  it('gives three turns of four to those whom something vouches for, and all of them when nobody else waits', async () => {
    const gate = gateOf();
    const order: string[] = [];
    const turn = await gate.enter(caller('first'));
    const strangers = Array.from({ length: 4 }, () => visit(gate, caller('stranger', 'flood'), order));
    const known = Array.from({ length: 6 }, () => visit(gate, caller('known', 'home', true), order));
    turn[Symbol.dispose]();
    await Promise.all([...strangers, ...known]);
    assert.equal(order.slice(0, 4).filter((who) => who === 'known').length, 3);
    assert.equal(order.slice(4, 8).filter((who) => who === 'known').length, 3);
  });

  it('refuses a caller who would have to wait too long, and says for how long', async () => {
    const gate = gateOf({ maxWaitMs: 2_500 });
    await time1Turn(gate, 1_000);
    const turn = await gate.enter(caller('first'));
    const waiting = [gate.enter(caller('a')), gate.enter(caller('b'))];
    await assert.rejects(gate.enter(caller('c')), fails({ code: 'Overloaded', retryAfterSeconds: 3 }));
    assert.equal(gate.statistics().ended.overloaded, 1);
    turn[Symbol.dispose]();
    for (const one of waiting) (await one)[Symbol.dispose]();
  });

  it('refuses nobody of a network that waits for nothing because another one waits for much', async () => {
    const gate = gateOf({ maxWaitMs: 10_000 });
    await time1Turn(gate, 1_000);
    const order: string[] = [];
    const turn = await gate.enter(caller('first'));
    const flood = Array.from({ length: 50 }, (_, n) => visit(gate, caller(`flood ${n}`, 'flood'), order));
    const outcomes = Promise.allSettled(flood);
    const harry = visit(gate, caller('harry'), order);
    turn[Symbol.dispose]();
    await harry;
    assert.equal((await outcomes).filter(({ status }) => status === 'rejected').length, 40);
  });

  it('lets few wait for one account, and refuses the others for this account alone', async () => {
    const gate = gateOf({ maxWaitingForAccount: 2 });
    const turn = await gate.enter(caller('first'));
    const waiting = [gate.enter(caller('harry')), gate.enter(caller('harry'))];
    await assert.rejects(gate.enter(caller('harry')), fails({ code: 'TooManyRequests', retryAfterSeconds: 1 }));
    const other = gate.enter(caller('ron'));
    turn[Symbol.dispose]();
    await Promise.all([...waiting, other].map(async (one) => (await one)[Symbol.dispose]()));
    assert.deepEqual(gate.statistics().ended, { served: 4, overloaded: 0, tooMany: 1, cancelled: 0 });
  });

  it('refuses a caller who comes when as many wait as there is memory for', async () => {
    const gate = gateOf({ maxWaiting: 1 });
    const turn = await gate.enter(caller('first'));
    const waiting = gate.enter(caller('a', 'home', true));
    await assert.rejects(gate.enter(caller('b')), fails({ code: 'Overloaded', retryAfterSeconds: 1 }));
    turn[Symbol.dispose]();
    await waiting;
  });

  it('takes out a caller who hangs up, and does not begin with one who is gone', async () => {
    const gate = gateOf();
    const turn = await gate.enter(caller('first'));
    const phone = new AbortController();
    const gone = gate.enter(caller('gone'), phone.signal);
    const next = gate.enter(caller('next'));
    phone.abort();
    await assert.rejects(gone, fails({ code: 'Cancelled', wasWaiting: true }));
    await assert.rejects(gate.enter(caller('late'), phone.signal), fails({ code: 'Cancelled', wasWaiting: true }));
    turn[Symbol.dispose]();
    await next;
    assert.deepEqual(gate.statistics().ended, { served: 2, overloaded: 0, tooMany: 0, cancelled: 2 });
  });

  it('refuses a caller who still waits at the deadline', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const gate = gateOf({ maxWaitMs: 5_000 });
    const turn = await gate.enter(caller('first'));
    const early = gate.enter(caller('early'));
    t.mock.timers.tick(2_000);
    const late = gate.enter(caller('late'));
    const refused = assert.rejects(early, fails({ code: 'Overloaded', retryAfterSeconds: 1 }));
    t.mock.timers.tick(3_000);
    await refused;
    turn[Symbol.dispose]();
    await late;
  });

  it('expects an account once of which one has waited in vain after another was refused', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const gate = gateOf({ maxWaitingForAccount: 1, maxWaitMs: 5_000 });
    await time1Turn(gate, 1_000);
    const turn = await gate.enter(caller('slow'));
    const waiting = gate.enter(caller('harry'));
    await assert.rejects(gate.enter(caller('harry')));
    assert.equal(gate.statistics().expected, 1);
    time += 5_000;
    t.mock.timers.tick(5_000);
    await assert.rejects(waiting);
    assert.equal(gate.statistics().expected, 1);
    turn[Symbol.dispose]();
    time += 30_000;
    using _turn = await gate.enter(caller('harry'));
    assert.equal(gate.statistics().expected, 0);
  });

  it('refuses all who wait and all who come when it is closed', async () => {
    const gate = gateOf();
    const turn = await gate.enter(caller('first'));
    const waiting = gate.enter(caller('waiting'));
    gate.close();
    await assert.rejects(waiting, fails({ code: 'Overloaded', retryAfterSeconds: 1 }));
    turn[Symbol.dispose]();
    await assert.rejects(gate.enter(caller('late')), fails({ code: 'Overloaded', retryAfterSeconds: 1 }));
  });
});

/** What a caller does after a turn, and after a refusal: comes again so many milliseconds later, or never. */
interface Manners {
  readonly afterTurn: number;
  readonly afterRefusal: (toldMs: number) => number;
}

const polite: Manners = { afterTurn: Number.POSITIVE_INFINITY, afterRefusal: (toldMs) => toldMs };
const patient: Manners = { ...polite, afterTurn: 50 };
const impatient: Manners = { afterTurn: 50, afterRefusal: () => 50 };

/** Callers of one network in the course of time. A turn lasts a tenth of a second. */
class Course {
  readonly gate = gateOf({ maxWaitMs: 1_000 });
  /** How often each caller was refused, and got a turn. */
  readonly record = new Map<string, { refused: number; served: number }>();
  readonly #due = new Map<string, number>();
  readonly #manners = new Map<string, Manners>();
  readonly #turns: { readonly turn: Turn; readonly until: number }[] = [];

  add(count: number, name: string, manners: Manners): void {
    for (let n = 0; n < count; n += 1) {
      this.#due.set(`${name} ${n}`, time);
      this.#manners.set(`${name} ${n}`, manners);
      this.record.set(`${name} ${n}`, { refused: 0, served: 0 });
    }
  }

  async run(ms: number): Promise<void> {
    for (const end = time + ms; time < end; time += 50) {
      mock.timers.tick(50);
      for (let first = this.#turns[0]; first && first.until <= time; first = this.#turns[0]) {
        this.#turns.shift();
        first.turn[Symbol.dispose]();
        await turnOfTheLoop();
      }
      for (const [name, due] of this.#due) if (due <= time) void this.#come(name);
      await turnOfTheLoop();
    }
  }

  async #come(name: string): Promise<void> {
    const [manners, record] = [this.#manners.get(name) as Manners, this.record.get(name)];
    this.#due.delete(name);
    try {
      this.#turns.push({ turn: await this.gate.enter(caller(name)), until: time + 100 });
      if (record) record.served += 1;
      this.#due.set(name, time + 100 + manners.afterTurn);
    } catch (error) {
      const { failure } = error as { failure: { retryAfterSeconds: number } };
      if (record) record.refused += 1;
      this.#due.set(name, time + manners.afterRefusal(failure.retryAfterSeconds * 1_000));
    }
  }
}

describe('callers who were told when to come again', () => {
  beforeEach(restartTime);

  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());

  it('are let in when they do, however many others do not wait', async () => {
    const course = new Course();
    await time1Turn(course.gate, 100);
    course.add(60, 'impatient', impatient);
    await course.run(3_000);
    course.add(30, 'polite', polite);
    await course.run(25_000);
    const records = [...course.record].filter(([name]) => name.startsWith('polite')).map(([, one]) => one);
    assert.deepEqual([...new Set(records.map(({ served }) => served))], [1]);
    assert.ok(records.every(({ refused }) => refused <= 1));
  });

  it('get as many turns as those who come again and again without waiting', async () => {
    const course = new Course();
    await time1Turn(course.gate, 100);
    course.add(20, 'impatient', impatient);
    course.add(20, 'patient', patient);
    await course.run(30_000);
    const turnsOf = (kind: string) =>
      [...course.record].reduce((sum, [name, { served }]) => sum + (name.split(' ')[0] === kind ? served : 0), 0);
    assert.ok(turnsOf('patient') >= 0.8 * turnsOf('impatient'), `${turnsOf('patient')} to ${turnsOf('impatient')}`);
  });

  it('keep no place empty when they do not come', async () => {
    const course = new Course();
    await time1Turn(course.gate, 100);
    course.add(100, 'unreliable', { ...polite, afterRefusal: () => Number.POSITIVE_INFINITY });
    await course.run(2_000);
    course.add(20, 'impatient', impatient);
    const before = course.gate.statistics().ended.served;
    await course.run(10_000);
    assert.ok(course.gate.statistics().ended.served - before >= 98);
  });
});
