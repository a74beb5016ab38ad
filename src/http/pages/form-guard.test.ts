import assert from 'node:assert/strict';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { createSealer } from '../../token/keys/sealer.ts';
import { createFormGuard } from './form-guard.ts';

const url = 'https://id.example.com';
let time = 0;
const guard = createFormGuard({ sealer: createSealer(Buffer.alloc(32, 7)), isSecure: true, now: () => time }, url);

function requestOf(headers: Record<string, string>): IncomingMessage {
  return Object.assign(new IncomingMessage(new Socket()), { headers: { origin: url, ...headers } });
}

/** A browser that was shown a form in a session. */
function shown(session: string | undefined) {
  const response = new ServerResponse(requestOf({}));
  const token = guard.token(requestOf({}), response, session);
  const [cookie = ''] = String(response.getHeader('set-cookie')).split(';');
  return { token, cookie };
}

describe('a form', () => {
  const { token, cookie } = shown('s1');

  it('counts when it comes from the page that the browser was shown in the session', () => {
    assert.equal(guard.refusal(requestOf({ cookie }), 's1', token), undefined);
    assert.equal(guard.refusal(requestOf({ cookie, 'sec-fetch-site': 'same-origin' }), 's1', token), undefined);
    const guest = shown(undefined);
    assert.equal(guard.refusal(requestOf({ cookie: guest.cookie }), undefined, guest.token), undefined);
  });

  it('is refused with the reason that is the true one', () => {
    assert.equal(guard.refusal(requestOf({ cookie, origin: 'https://evil.example' }), 's1', token), 'otherOrigin');
    assert.equal(guard.refusal(requestOf({ cookie, 'sec-fetch-site': 'same-site' }), 's1', token), 'otherOrigin');
    assert.equal(guard.refusal(requestOf({}), 's1', token), 'noCookie');
    assert.equal(guard.refusal(requestOf({ cookie }), 's1', null), 'foreign');
    assert.equal(guard.refusal(requestOf({ cookie }), 's1', token.slice(1)), 'foreign');
    assert.equal(guard.refusal(requestOf({ cookie }), 's1', shown('s1').token), 'foreign');
    assert.equal(guard.refusal(requestOf({ cookie }), 's2', token), 'otherSession');
    assert.equal(guard.refusal(requestOf({ cookie }), undefined, token), 'otherSession');
    time += 24 * 60 * 60_000;
    assert.equal(guard.refusal(requestOf({ cookie }), 's1', token), 'stale');
  });
});
