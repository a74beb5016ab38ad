import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { describe, it } from 'node:test';
import { sessionState, setBrowserState } from './browser-state.ts';

function cookie(sessionId: string | undefined, isSecure = false, seconds?: number): string {
  const set: string[] = [];
  const response = { appendHeader: (_: string, value: string) => set.push(value) } as unknown as ServerResponse;
  setBrowserState(response, sessionId, { isSecure, path: '/', seconds });
  return set[0] ?? assert.fail();
}
const cookieValue = (text: string) => text.slice(text.indexOf('=') + 1, text.indexOf(';'));

describe('the state of a browser that applications watch', () => {
  it('can be read by the page in the frame, on whatever page that stands', () => {
    assert.match(cookie('s', true), /^gatehouse\.state=[\w-]{43}; Path=\/; SameSite=None; Secure$/);
    assert.match(cookie('s', false, 60), /^gatehouse\.state=[\w-]{43}; Path=\/; SameSite=Lax; Max-Age=60$/);
    assert.doesNotMatch(cookie('s', true), /HttpOnly/);
  });

  it('is one for each session, tells nobody which, and another when the session is over', () => {
    assert.equal(cookie('s'), cookie('s'));
    assert.notEqual(cookie('s'), cookie('t'));
    assert.notEqual(cookie(undefined), cookie(undefined));
    assert.ok(!cookie('the-session').includes('the-session'));
  });
});

describe('the session_state of an answer', () => {
  it('is what a page computes from the cookie, its own origin and the salt (section 3.2)', () => {
    const [given = '', salt = ''] = sessionState('app', 'https://app.example.org:8443/back?x=1', 's').split('.');
    const text = ['app', 'https://app.example.org:8443', cookieValue(cookie('s')), salt].join(' ');
    assert.equal(given, hash('sha256', text, 'base64url'));
  });

  it('is another for another client, origin or session, and each time', () => {
    const states = [
      sessionState('app', 'https://a.example/', 's'),
      sessionState('app', 'https://a.example/', 's'),
      sessionState('other', 'https://a.example/', 's'),
      sessionState('app', 'https://b.example/', 's'),
      sessionState('app', 'https://a.example/', 't'),
    ];
    assert.equal(new Set(states).size, states.length);
  });
});
