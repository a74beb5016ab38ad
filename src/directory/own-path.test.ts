import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ownPath, returnPath } from './own-path.ts';

describe('a return URL', () => {
  const followed = [
    '/identity/connect/authorize?client_id=a&redirect_uri=https%3A%2F%2Fapp.example%2Fcb',
    '/identity_/web/sessions',
    '/Acme/identity_/connect/authorize?x=1',
    '/Acme/Tenant/identity_/web/',
    '/identity/web',
  ];
  for (const url of followed) {
    it(`is followed when it is ${url}`, () => assert.equal(returnPath(url), url));
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
    it(`is not followed when it is ${JSON.stringify(url)}`, () => assert.equal(returnPath(url), undefined));
  }

  it('is followed below the path that this server has on its host, and nowhere else there', () => {
    assert.equal(returnPath('/auth/identity/web/tokens', '/auth'), '/auth/identity/web/tokens');
    assert.equal(
      returnPath('/auth/a/b/identity_/connect/authorize?x', '/auth'),
      '/auth/a/b/identity_/connect/authorize?x',
    );
    for (const url of ['/identity/web/', '/authx/identity/web/', '/other/identity/web/', '/auth/../identity/web/'])
      assert.equal(returnPath(url, '/auth'), undefined, url);
  });

  it('is followed as the browser reads it', () => {
    assert.equal(returnPath('/identity/x/../web/tokens'), '/identity/web/tokens');
  });
});

describe('a path of this server', () => {
  for (const path of [
    '/',
    '/identity/web/login?returnUrl=//evil.example',
    '/a%2f%2fb',
    '/a%5cb',
    '/identity/web/x?a=\\',
  ]) {
    it(`is ${path}`, () => assert.equal(ownPath(path), path));
  }

  for (const path of [
    '//evil.example/',
    '/a//b',
    '/\\evil.example/',
    '/a\\b',
    'http://evil.example/',
    'a',
    '',
    '/\n/evil.example',
  ]) {
    it(`is not ${JSON.stringify(path)}`, () => assert.equal(ownPath(path), undefined));
  }
});
