import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { describe, it } from 'node:test';
import { allowOwnOrigin } from './origin.ts';

/** The headers of an answer that any registered page might have read so far. */
function headers(redirectUris: readonly string[] | undefined, origin: string | undefined) {
  const set = new Map<string, unknown>([['access-control-allow-origin', 'https://any.example']]);
  const response = {
    setHeader: (name: string, value: unknown) => set.set(name, value),
    removeHeader: (name: string) => set.delete(name),
  };
  allowOwnOrigin(response as unknown as ServerResponse, redirectUris && { redirectUris }, origin);
  return [set.get('access-control-allow-origin'), set.get('vary')];
}

describe('the answer to a page in a browser', () => {
  it('is for the pages of the application', () => {
    const own = ['https://app.example.org/back', 'com.example.app:/back'];
    assert.deepEqual(headers(own, 'https://app.example.org'), ['https://app.example.org', 'Origin']);
  });

  it('is for those on the own machine at whatever port', () => {
    assert.deepEqual(headers(['http://127.0.0.1/back'], 'http://127.0.0.1:5173'), ['http://127.0.0.1:5173', 'Origin']);
    assert.deepEqual(headers(['http://localhost:3000/back'], 'http://localhost:3000')[0], 'http://localhost:3000');
  });

  it('is for no other page any more, once it is known whose it is', () => {
    for (const origin of [
      'https://evil.example',
      'http://app.example.org',
      'https://app.example.org:8443',
      'https://sub.app.example.org',
      'https://app.example.org.evil.example',
      'null',
      '',
    ]) {
      const own = ['https://app.example.org/back', 'com.example.app:/back', 'nonsense'];
      assert.deepEqual(headers(own, origin), [undefined, 'Origin'], origin);
    }
  });

  it('stays as it was where nobody knows whose it is, or no page asks', () => {
    assert.deepEqual(headers(undefined, 'https://x.example'), ['https://any.example', 'Origin']);
    assert.deepEqual(headers(['https://app.example.org/'], undefined), ['https://any.example', undefined]);
  });
});
