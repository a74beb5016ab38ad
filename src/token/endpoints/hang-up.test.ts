import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { until } from '../../../test/support/until.ts';
import { callerOf } from '../../admission/caller.ts';
import { Gate } from '../../admission/gate.ts';
import { addApplication, openTokenServer } from '../token.fixture.ts';

const options = { name: 'write', places: 1, maxWaiting: 100, maxWaitingForAccount: 100, maxWaitMs: 60_000 } as const;
const writing = new Gate(options);

describe('a caller who hangs up before the turn to write has come', () => {
  let server: Awaited<ReturnType<typeof openTokenServer>>;
  let application: Awaited<ReturnType<typeof addApplication>>;
  before(async () => {
    server = await openTokenServer({ writing });
    application = await addApplication(server.store, server.organizationId, [{ name: 'PM.User', type: 'both' }]);
  });
  after(() => server[Symbol.asyncDispose]());

  const exchange = (fields: Readonly<Record<string, string>>) => {
    const { id: client_id, secret: client_secret } = application;
    const body = new URLSearchParams({ client_id, client_secret, ...fields });
    return fetch(`${server.url}/connect/token`, { method: 'POST', body, signal: gone.signal });
  };
  let gone: AbortController;

  for (const [what, ask] of [
    ['a refresh token', () => exchange({ grant_type: 'refresh_token', refresh_token: 'none' })],
    [
      'a code',
      () => exchange({ grant_type: 'authorization_code', code: 'none', redirect_uri: 'https://app.example/' }),
    ],
    [
      'an authorization request',
      () => fetch(`${server.url}/connect/authorize?client_id=${application.id}`, { signal: gone.signal }),
    ],
  ] as const) {
    it(`frees the place in the queue: with ${what}`, async () => {
      using _turn = await writing.enter(callerOf({ organizationId: '', clientIp: null, account: 'other' }, true));
      gone = new AbortController();
      const sent = ask();
      const waiting = () => writing.statistics().waiting.known + writing.statistics().waiting.strangers;
      await until(() => waiting() === 1);
      gone.abort();
      await assert.rejects(sent, { name: 'AbortError' });
      const since = performance.now();
      await until(() => waiting() === 0 || performance.now() - since > 5000);
      assert.equal(waiting(), 0);
    });
  }
});
