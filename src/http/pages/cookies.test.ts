import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, it } from 'node:test';
import { cookieScopeOf, readCookie, setCookie } from '../../cookie.ts';
import { createSealer } from '../../token/keys/sealer.ts';
import { cookieName } from './cookies.ts';
import { sealedCookie } from './sealed-cookie.ts';

const requestWith = (cookie: string | undefined) => ({ headers: { cookie } }) as IncomingMessage;

function response() {
  const set: string[] = [];
  const answer = { appendHeader: (_: string, value: string) => set.push(value) } as unknown as ServerResponse;
  return { set, answer };
}

describe('a cookie that a browser sends', () => {
  for (const [sent, expected] of [
    ['a=1', '1'],
    ['b=2; a=1', '1'],
    ['b=2;a=1', '1'],
    [' a = 1 ', '1'],
    ['a=1; a=2', '1'],
    ['a=x=y==', 'x=y=='],
    ['a=', undefined],
    ['aa=1', undefined],
    ['A=1', undefined],
    ['a', undefined],
    ['=1', undefined],
    ['', undefined],
    [undefined, undefined],
  ] as const) {
    it(`is ${expected ?? 'none'} in ${sent ?? 'no header'}`, () => {
      assert.equal(readCookie(requestWith(sent), 'a'), expected);
    });
  }
});

describe('a cookie that a browser is to keep', () => {
  const set = (...args: Parameters<typeof setCookie> extends [unknown, ...infer R] ? R : never) => {
    const { set: headers, answer } = response();
    setCookie(answer, ...args);
    return headers[0];
  };

  it('is of the whole host, and no script reads it', () => {
    assert.equal(
      set('a', 'x', { isSecure: false, path: '/', seconds: 60 }),
      'a=x; Path=/; HttpOnly; SameSite=Lax; Max-Age=60',
    );
    assert.equal(set('a', 'x', { isSecure: false, path: '/' }), 'a=x; Path=/; HttpOnly; SameSite=Lax');
  });

  it('is bound to this host and to TLS behind TLS', () => {
    const host = cookieScopeOf('https://id.example.com');
    assert.equal(
      set(cookieName('device', host), 'x', host),
      '__Host-gatehouse.device=x; Path=/; HttpOnly; SameSite=Lax; Secure',
    );
    assert.equal(cookieName('device', cookieScopeOf('http://127.0.0.1:8080')), 'gatehouse.device');
  });

  it('is of the path alone where the server shares its host with others', () => {
    const shared = cookieScopeOf('https://example.com/auth');
    assert.equal(
      set(cookieName('device', shared), 'x', shared),
      '__Secure-gatehouse.device=x; Path=/auth; HttpOnly; SameSite=Lax; Secure',
    );
  });

  it('is forgotten without a value', () => {
    assert.match(set('a', undefined, { isSecure: false, path: '/', seconds: 60 }) ?? '', /^a=; .*; Max-Age=0$/);
  });
});

describe('what a browser carries from one page to the next', () => {
  let time = 1_800_000_000_000;
  const cookieScope = cookieScopeOf('http://localhost');
  const keeper = (key: number) => ({ sealer: createSealer(Buffer.alloc(32, key)), cookieScope, now: () => time });
  const cookie = sealedCookie<{ readonly text: string }>(keeper(7), 'notice', 60);
  const kept = (text: string, from = cookie) => {
    const { set, answer } = response();
    from.put(answer, { text });
    return set[0]?.split(';', 1)[0] ?? assert.fail();
  };

  it('comes back as it was, and cannot be read on the way', () => {
    const sent = kept('Grüße; "a", b');
    assert.deepEqual(cookie.read(requestWith(sent)), { text: 'Grüße; "a", b' });
    assert.doesNotMatch(sent, /Gr[^\w-]|text/);
  });

  it('is nothing when it was changed, is not there, or was written by another server or for another purpose', () => {
    const sent = kept('x');
    const middle = Math.floor(sent.length / 2);
    const changed = `${sent.slice(0, middle)}${sent[middle] === 'A' ? 'B' : 'A'}${sent.slice(middle + 1)}`;
    for (const wrong of [changed, sent.slice(0, -3), 'gatehouse.notice=%', 'gatehouse.notice=x', '', undefined]) {
      assert.equal(cookie.read(requestWith(wrong)), undefined, wrong);
    }
    assert.equal(cookie.read(requestWith(kept('x', sealedCookie(keeper(8), 'notice', 60)))), undefined);
    const ofDevice = kept('x', sealedCookie(keeper(7), 'device', 60));
    assert.equal(cookie.read(requestWith(ofDevice.replace('device', 'notice'))), undefined);
  });

  it('is over at its time, whatever the browser keeps', () => {
    const sent = kept('x');
    time += 59_999;
    assert.deepEqual(cookie.read(requestWith(sent)), { text: 'x' });
    time += 1;
    assert.equal(cookie.read(requestWith(sent)), undefined);
  });
});
