import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, it } from 'node:test';
import { cookieScopeOf } from '../cookie.ts';
import { createSealer } from '../token/keys/sealer.ts';
import { createAntiforgery } from './antiforgery.ts';

const hour = 3_600_000;

function open({ url = 'http://127.0.0.1:8080', key = 7 } = {}) {
  let time = 1_800_000_000_000;
  const antiforgery = createAntiforgery({
    sealer: createSealer(Buffer.alloc(32, key)),
    cookieScope: cookieScopeOf(url),
    now: () => time,
  });
  /** The cookies that a browser gets. */
  const issue = () => {
    const set: string[] = [];
    antiforgery.generate({ appendHeader: (_: string, value: string) => set.push(value) } as unknown as ServerResponse);
    const [cookie = '', token = ''] = set.map((one) => one.split(';', 1)[0] ?? '');
    return { set, cookie, token: token.slice(token.indexOf('=') + 1) };
  };
  const isGenuine = (cookie: string | undefined, token: string | readonly string[] | undefined) =>
    antiforgery.isGenuine({ headers: { cookie, 'x-xsrf-token': token } } as unknown as IncomingMessage);
  const pass = (ms: number) => {
    time += ms;
  };
  return { issue, isGenuine, pass };
}

describe('the protection of what is done with cookies and JSON', () => {
  it('is a cookie that no script reads, and a token that a script sends back', () => {
    const { issue, isGenuine } = open();
    const { set, cookie, token } = issue();
    assert.deepEqual(
      set.map((one) => one.replace(/=[^;]+;/, '=…;')),
      ['.Gatehouse.Antiforgery=…; Path=/; SameSite=Lax; HttpOnly', 'XSRF-TOKEN-IS=…; Path=/; SameSite=Lax'],
    );
    assert.equal(isGenuine(cookie, token), true);
    assert.equal(isGenuine(`a=b; ${cookie}; c=d`, token), true);
  });

  it('is bound to this host and to TLS behind TLS', () => {
    const { issue, isGenuine } = open({ url: 'https://id.example.com' });
    const { set, cookie, token } = issue();
    assert.match(set[0] ?? '', /^__Host-Gatehouse\.Antiforgery=[\w-]{43}; Path=\/; SameSite=Lax; Secure; HttpOnly$/);
    assert.equal(isGenuine(cookie, token), true);
  });

  it('is missing when either of the two is, or is not sent as one', () => {
    const { issue, isGenuine } = open();
    const { cookie, token } = issue();
    for (const [sentCookie, sentToken] of [
      [undefined, token],
      [cookie, undefined],
      [cookie, ''],
      [cookie, [token, token]],
      ['.Gatehouse.Antiforgery=', token],
      [`${cookie}x`, token],
      [cookie, `A${token}`],
      [cookie, token.slice(0, -2)],
      [cookie, cookie.split('=')[1]],
    ] as const) {
      assert.equal(isGenuine(sentCookie, sentToken), false);
    }
  });

  it('is not that of another browser, nor of another server', () => {
    const { issue, isGenuine } = open();
    const [one, other] = [issue(), issue()];
    assert.equal(isGenuine(one.cookie, other.token), false);
    const foreign = open({ key: 8 }).issue();
    assert.equal(isGenuine(foreign.cookie, foreign.token), false);
  });

  it('is over after an hour', () => {
    const { issue, isGenuine, pass } = open();
    const { cookie, token } = issue();
    pass(hour - 1);
    assert.equal(isGenuine(cookie, token), true);
    pass(1);
    assert.equal(isGenuine(cookie, token), false);
  });
});
