import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OwnPath } from '../../directory/own-path.ts';
import { newClock, sealer } from '../token.fixture.ts';
import {
  findWaitingRequest,
  newBrowserId,
  readWaitingRequest,
  resumePath,
  resumePathWith,
  type WaitingRequest,
} from './waiting-request.ts';

const clock = newClock();
const parts = { sealer, cookieScope: { isSecure: true, path: '/' }, now: () => clock.at };
const browser = newBrowserId();
const from = (name: string) => ({ headers: { cookie: `x=1; __Host-gatehouse.interaction=${name}` } });
const waiting: WaitingRequest = {
  ...{ id: 'r1', until: clock.at + 1000, prompt: 'login', params: { state: 's?&=' }, trusted: [] },
  ...{ before: undefined, session: undefined, result: undefined, pushedId: undefined },
};

test('a waiting request is found by the path that leads back to it', () => {
  const path = resumePath(waiting, browser, '/acme/identity_', parts);
  assert.match(path, /^\/acme\/identity_\/connect\/authorize\/callback\?ticket=[\w-]+$/);
  assert.deepEqual(findWaitingRequest(path, from(browser), parts), JSON.parse(JSON.stringify(waiting)));
});

test('a waiting request is found by no other browser, and by none without a name', () => {
  const path = resumePath(waiting, browser, '/identity', parts);
  assert.equal(findWaitingRequest(path, from(newBrowserId()), parts), undefined);
  assert.equal(findWaitingRequest(path, from(''), parts), undefined);
  assert.equal(findWaitingRequest(path, { headers: {} }, parts), undefined);
});

test('a waiting request is over when its time is', () => {
  const path = resumePath({ ...waiting, until: clock.at + 1 }, browser, '/identity', parts);
  assert.ok(findWaitingRequest(path, from(browser), parts));
  clock.at += 1;
  assert.equal(findWaitingRequest(path, from(browser), parts), undefined);
});

test('what a waiting request was about can be said in any browser and at any time, and by nobody without the ticket', () => {
  const path = resumePath({ ...waiting, until: clock.at - 1 }, browser, '/identity', parts);
  assert.equal(readWaitingRequest(path, parts)?.params.state, waiting.params.state);
  for (const other of [undefined, '/identity/web/login', `${path}x`])
    assert.equal(readWaitingRequest(other, parts), undefined);
});

test('what was done for a waiting request goes along with it, below the same prefix', () => {
  const until = clock.at + 1000;
  const path = resumePath({ ...waiting, until }, browser, '/acme/identity_', parts);
  const next = resumePathWith(path, from(browser), { result: { login: false } }, parts);
  assert.ok(next?.startsWith('/acme/identity_/connect/authorize/callback?'));
  assert.deepEqual(findWaitingRequest(next, from(browser), parts)?.result, { login: false });
  for (const elsewhere of [undefined, '/identity/web/account', '/identity/connect/authorize/callback?ticket=x']) {
    assert.equal(resumePathWith(elsewhere as OwnPath | undefined, from(browser), {}, parts), undefined);
  }
});
