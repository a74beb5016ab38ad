import assert from 'node:assert/strict';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { cookieScopeOf } from '../../cookie.ts';
import { createSealer } from '../../token/keys/sealer.ts';
import { anybody, createFormGuard } from './form-guard.ts';

const url = 'https://id.example.com';
let time = 0;
const keeper = { sealer: createSealer(Buffer.alloc(32, 7)), cookieScope: cookieScopeOf(url), now: () => time };
const guard = createFormGuard(keeper, url);

function requestOf(headers: Record<string, string>): IncomingMessage {
  return Object.assign(new IncomingMessage(new Socket()), { headers: { origin: url, ...headers } });
}

/** A browser that was shown a form while somebody was signed in. */
function shown(person: string | undefined) {
  const response = new ServerResponse(requestOf({}));
  const token = guard.token(requestOf({}), response, person);
  const [cookie = ''] = String(response.getHeader('set-cookie')).split(';');
  return { token, cookie };
}

describe('a form', () => {
  const { token, cookie } = shown('harry');

  it('counts when it comes from the page that the browser was shown while the same person was signed in', () => {
    assert.equal(guard.refusal(requestOf({ cookie }), 'harry', token), undefined);
    assert.equal(guard.refusal(requestOf({ cookie, 'sec-fetch-site': 'same-origin' }), 'harry', token), undefined);
    const guest = shown(undefined);
    assert.equal(guard.refusal(requestOf({ cookie: guest.cookie }), undefined, guest.token), undefined);
    assert.equal(guard.refusal(requestOf({ cookie }), anybody, token), undefined);
  });

  it('is refused with the reason that is the true one', () => {
    assert.equal(guard.refusal(requestOf({ cookie, origin: 'https://evil.example' }), 'harry', token), 'otherOrigin');
    assert.equal(guard.refusal(requestOf({ cookie, 'sec-fetch-site': 'same-site' }), 'harry', token), 'otherOrigin');
    assert.equal(guard.refusal(requestOf({}), 'harry', token), 'noCookie');
    assert.equal(guard.refusal(requestOf({ cookie }), 'harry', null), 'foreign');
    assert.equal(guard.refusal(requestOf({ cookie }), 'harry', token.slice(1)), 'foreign');
    assert.equal(guard.refusal(requestOf({ cookie }), 'harry', shown('harry').token), 'foreign');
    assert.equal(guard.refusal(requestOf({ cookie }), 'draco', token), 'otherSession');
    assert.equal(guard.refusal(requestOf({ cookie }), undefined, token), 'otherSession');
    time += 24 * 60 * 60_000;
    assert.equal(guard.refusal(requestOf({ cookie }), 'harry', token), 'stale');
  });
});
