import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OwnPath } from '../../directory/own-path.ts';
import { newClock, sealer } from '../token.fixture.ts';
import { newBrowser, pathOfRequest, requestIn, requestOf, type WaitingRequest, withResult } from './ticket.ts';

const clock = newClock();
const parts = { sealer, isSecure: true, now: () => clock.at };
const browser = newBrowser();
const from = (name: string) => ({ headers: { cookie: `x=1; __Host-gatehouse.interaction=${name}` } });
const waiting: WaitingRequest = {
  ...{ id: 'r1', until: clock.at + 1000, prompt: 'login', params: { state: 's?&=' }, trusted: [] },
  ...{ before: undefined, session: undefined, result: undefined, pushedId: undefined },
};

test('a waiting request is found by the path that leads back to it', () => {
  const path = pathOfRequest(waiting, browser, '/acme/identity_', parts);
  assert.match(path, /^\/acme\/identity_\/connect\/authorize\/callback\?ticket=[\w-]+$/);
  assert.deepEqual(requestIn(path, from(browser), parts), JSON.parse(JSON.stringify(waiting)));
});

test('a waiting request is found by no other browser, and by none without a name', () => {
  const path = pathOfRequest(waiting, browser, '/identity', parts);
  assert.equal(requestIn(path, from(newBrowser()), parts), undefined);
  assert.equal(requestIn(path, from(''), parts), undefined);
  assert.equal(requestIn(path, { headers: {} }, parts), undefined);
});

test('a waiting request is over when its time is', () => {
  const path = pathOfRequest({ ...waiting, until: clock.at + 1 }, browser, '/identity', parts);
  assert.ok(requestIn(path, from(browser), parts));
  clock.at += 1;
  assert.equal(requestIn(path, from(browser), parts), undefined);
});

test('what a waiting request was about can be said in any browser and at any time, and by nobody without the ticket', () => {
  const path = pathOfRequest({ ...waiting, until: clock.at - 1 }, browser, '/identity', parts);
  assert.equal(requestOf(path, parts)?.params.state, waiting.params.state);
  for (const other of [undefined, '/identity/web/login', `${path}x`]) assert.equal(requestOf(other, parts), undefined);
});

test('what was done for a waiting request goes along with it, below the same prefix', () => {
  const until = clock.at + 1000;
  const path = pathOfRequest({ ...waiting, until }, browser, '/acme/identity_', parts);
  const next = withResult(path, from(browser), { result: { login: false } }, parts);
  assert.ok(next?.startsWith('/acme/identity_/connect/authorize/callback?'));
  assert.deepEqual(requestIn(next, from(browser), parts)?.result, { login: false });
  for (const elsewhere of [undefined, '/identity/web/account', '/identity/connect/authorize/callback?ticket=x']) {
    assert.equal(withResult(elsewhere as OwnPath | undefined, from(browser), {}, parts), undefined);
  }
});
