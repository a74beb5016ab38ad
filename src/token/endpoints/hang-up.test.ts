import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { until } from '../../../test/support/until.ts';
import { callerOf } from '../../admission/caller.ts';
import { Gate } from '../../admission/gate.ts';
import { addApplication, openTokenServer } from '../token.fixture.ts';

const options = { name: 'write', places: 1, maxWaiting: 100, maxWaitingForAccount: 100, maxWaitMs: 60_000 } as const;
const writing = new Gate(options);
const server = await openTokenServer({ writing });
const application = await addApplication(server.store, server.organizationId, [{ name: 'PM.User', type: 'both' }]);
const { id: client_id, secret: client_secret } = application;
const form = (fields: Readonly<Record<string, string>>) => ({
  method: 'POST',
  body: new URLSearchParams({ client_id, client_secret, ...fields }),
});

const code = { grant_type: 'authorization_code', code: 'none', redirect_uri: 'https://app.example/' };

describe('a caller who hangs up before the turn to write has come', () => {
  after(() => server[Symbol.asyncDispose]());

  for (const [what, path, init] of [
    ['a refresh token', '/token', form({ grant_type: 'refresh_token', refresh_token: 'none' })],
    ['a code', '/token', form(code)],
    ['an authorization request', `/authorize?client_id=${client_id}`, {}],
  ] as const) {
    it(`frees the place in the queue: with ${what}`, async () => {
      using _turn = await writing.enter(callerOf({ organizationId: '', clientIp: null, account: 'other' }, true));
      const gone = new AbortController();
      const sent = fetch(`${server.url}/connect${path}`, { ...init, signal: gone.signal });
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
