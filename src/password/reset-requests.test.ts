import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GatehouseError } from '../errors.ts';
import type { RequestResetRequest } from './reset.ts';
import { ResetRequests } from './reset-requests.ts';

const request = (userNameOrEmail: string, clientIp = '192.0.2.1'): RequestResetRequest => ({
  ...{ organization: { named: 'Hogwarts' }, userNameOrEmail, traceId: '', clientIp },
});

/** A queue whose work begins when the test lets it, and the names that were worked on. */
function queue() {
  const done: string[] = [];
  const gate = Promise.withResolvers<void>();
  const stopping = new AbortController();
  let outage = 0;
  let background: Promise<unknown> = Promise.resolve();
  const requests = new ResetRequests({
    work: async ({ userNameOrEmail }) => {
      await gate.promise;
      outage -= 1;
      if (outage >= 0) throw new GatehouseError({ code: 'Unavailable', reason: 'away' });
      done.push(userNameOrEmail);
      if (userNameOrEmail === 'broken') throw new Error('the store is gone');
    },
    inBackground: (work) => {
      background = Promise.all([background, work().catch(() => {})]);
    },
    pause: async () => {},
    stopping: stopping.signal,
  });
  const finish = async () => {
    gate.resolve();
    for (let seen: unknown; seen !== background; ) {
      seen = background;
      await background;
    }
    return done;
  };
  const lose = (tries: number) => {
    outage = tries;
  };
  return { requests, finish, stopping, lose };
}

describe('forgotten passwords', () => {
  it('are answered at once, and looked after one by one in the order in which they came', async () => {
    const { requests, finish } = queue();
    for (const name of ['harry', 'ron', 'hermione']) requests.ask(request(name));
    assert.deepEqual(await finish(), ['harry', 'ron', 'hermione']);
  });

  it('wait once for a name, in whatever letters', async () => {
    const { requests, finish } = queue();
    requests.ask(request('first'));
    for (const name of ['harry', 'HARRY', 'harry']) requests.ask(request(name));
    assert.deepEqual(await finish(), ['first', 'harry']);
  });

  it('do not wait for ever because of one that fails', async () => {
    const { requests, finish } = queue();
    for (const name of ['broken', 'harry']) requests.ask(request(name));
    assert.deepEqual(await finish(), ['broken', 'harry']);
  });

  it('wait for a store that is not available, a while, and not for the end of the server', async () => {
    const short = queue();
    for (const name of ['harry', 'ron']) short.requests.ask(request(name));
    short.lose(3);
    assert.deepEqual(await short.finish(), ['harry', 'ron']);
    const long = queue();
    for (const name of ['harry', 'ron']) long.requests.ask(request(name));
    long.lose(60);
    assert.deepEqual(await long.finish(), ['ron']);
    const ending = queue();
    for (const name of ['harry', 'ron']) ending.requests.ask(request(name));
    ending.lose(1);
    ending.stopping.abort();
    assert.deepEqual(await ending.finish(), ['ron']);
  });

  it('are looked after in turn over the networks that ask', async () => {
    const { requests, finish } = queue();
    for (const name of ['first', 'second', 'third']) requests.ask(request(name));
    requests.ask(request('harry', '198.51.100.1'));
    assert.deepEqual(await finish(), ['first', 'second', 'harry', 'third']);
  });

  it('are refused when too many of a network wait, or of all, with a time to come back, and keep no long text', async () => {
    const { requests, finish } = queue();
    const isRefused = (code: string, retryAfterSeconds: number) => (error: unknown) => {
      assert.ok(error instanceof GatehouseError);
      assert.deepEqual(error.failure, { code, retryAfterSeconds });
      return true;
    };
    requests.ask(request('x'.repeat(100_000)));
    for (let n = 0; n < 100; n++) requests.ask(request(`user-${n}`));
    assert.throws(() => requests.ask(request('one more')), isRefused('TooManyRequests', 3));
    requests.ask(request('user-7'));
    for (let n = 0; n < 1_900; n++) requests.ask(request(`person-${n}`, `10.0.${n % 100}.1`));
    assert.throws(() => requests.ask(request('one more', '198.51.100.1')), isRefused('Overloaded', 3));
    assert.equal((await finish()).length, 2_001);
  });
});
