import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { malformedRedirectUri, refusedRedirectUri } from './redirect-uri.ts';

describe('a redirect URI', () => {
  for (const uri of [
    'https://app.example/cb',
    'https://APP.example:65535?a=b;c',
    'https://xn--bcher-kva.example/',
    'https://192.0.2.7',
    'https://[2001:db8::7]:8443/cb',
    'http://localhost/cb',
    'http://127.0.0.1:1/cb',
    'http://[::1]:8085',
    'com.example.app:/cb',
  ]) {
    it(`may be ${uri}`, () => assert.equal(refusedRedirectUri(uri), undefined));
  }

  it('is refused at once when its host has thousands of different letters, of which a URL would compare each with each', () => {
    const host = Array.from({ length: 5000 }, (_, n) => String.fromCodePoint(0x4e00 + ((n * 7919) % 20_000))).join('');
    const times = Array.from({ length: 5 }, () => {
      const since = performance.now();
      for (let count = 0; count < 8; count += 1) assert.match(refusedRedirectUri(`https://${host}`) ?? '', /absolute/);
      return performance.now() - since;
    });
    assert.ok(Math.min(...times) < 25, times.join());
  });

  const refused: readonly (readonly [uri: string, reason: RegExp])[] = [
    ['https://x;frame-ancestors/cb', /host of letters/],
    ["https://x'self'/cb", /host of letters/],
    ['https://a,b/cb', /host of letters/],
    ['https://my_app.example/cb', /host of letters/],
    ['https://*.example/cb', /host of letters/],
    ['https://b%C3%BCcher.example/cb', /host of letters/],
    ['https://app.example\\.evil.example/cb', /host of letters/],
    ['https:\\\\app.example/cb', /host of letters/],
    ['https:app.example/cb', /host of letters/],
    ['https:///app.example/cb', /host of letters/],
    ['https://app.example:/cb', /host of letters/],
    ['http://localhost:99999/cb', /absolute/],
    ['https://[::1/cb', /absolute/],
    ['https://app.example/ cb', /absolute/],
    ['https://bücher.example/cb', /absolute/],
    ['/cb', /absolute/],
    ['', /absolute/],
    [`https://app.example/${'x'.repeat(2000)}`, /absolute/],
    ['https://app.example/cb#', /fragment/],
    ['https://app.example@evil.example/cb', /user name/],
  ];
  for (const [uri, reason] of refused) {
    it(`must not be ${uri.slice(0, 60)}`, () => assert.match(malformedRedirectUri(uri) ?? '', reason));
  }

  it('leads over http to nowhere but the own machine, and to a program by a scheme that it owns', () => {
    assert.match(refusedRedirectUri('http://app.example/cb') ?? '', /must be https/);
    assert.match(refusedRedirectUri('http://127.0.0.1.evil.example/cb') ?? '', /must be https/);
    assert.match(refusedRedirectUri('javascript:alert(1)') ?? '', /private scheme/);
  });
});
