import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { safeReturnUrl } from './return-url.ts';

describe('a return URL', () => {
  const followed = [
    '/identity/connect/authorize?client_id=a&redirect_uri=https%3A%2F%2Fapp.example%2Fcb',
    '/identity_/web/sessions',
    '/Acme/identity_/connect/authorize?x=1',
    '/Acme/Tenant/identity_/web/',
    '/identity/web',
  ];
  for (const url of followed) {
    it(`is followed when it is ${url}`, () => assert.equal(safeReturnUrl(url), url));
  }

  const refused = [
    '',
    'https://evil.example/identity/web/',
    '//evil.example/identity/web/',
    '/\\evil.example/identity/web/',
    '\\\\evil.example/identity/web/',
    '/\t/evil.example/identity/web/',
    '/identity/../../evil.example',
    '/identity/..//evil.example/identity/web/',
    '/identity/web/\r\nset-cookie: a=b',
    'javascript:alert(1)//identity/web/',
    ' /identity/web/',
    '/identity/api/User/1',
    '/identity',
    '/web/',
    '/a/b/c/identity/web/',
    '/.//evil.example/identity/web/',
    '/%5Cevil.example/%2e%2e//identity/web',
    'identity/web/',
    '?identity/web/',
    '/@evil.example',
  ];
  for (const url of refused) {
    it(`is not followed when it is ${JSON.stringify(url)}`, () => assert.equal(safeReturnUrl(url), undefined));
  }

  it('is followed as the browser reads it', () => {
    assert.equal(safeReturnUrl('/identity/x/../web/tokens'), '/identity/web/tokens');
  });
});
