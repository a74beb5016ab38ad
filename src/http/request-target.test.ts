import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { describe, it } from 'node:test';
import { ownTarget, unclearTarget } from './request-target.ts';

describe('the target of a request', () => {
  for (const [target, expected] of [
    ['/identity/api', '/identity/api'],
    ['http://id.example.org/identity/api?x=1', '/identity/api?x=1'],
    ['HTTPS://id.example.org:8443', '/'],
    ['https://id.example.org?x=1', '/?x=1'],
    ['/.well-known/openid-configuration/identity', '/identity/.well-known/openid-configuration'],
    [
      '/.well-known/oauth-authorization-server/acme/identity_',
      '/acme/identity_/.well-known/oauth-authorization-server',
    ],
    ['/.well-known/openid-configuration/a/b/identity_/', '/a/b/identity_/.well-known/openid-configuration/'],
    ['/.well-known/openid-configuration/identity?x=1', '/identity/.well-known/openid-configuration?x=1'],
    ['/.well-known/openid-configuration', '/.well-known/openid-configuration'],
    ['/.well-known/openid-configuration/a/b/c/identity', '/.well-known/openid-configuration/a/b/c/identity'],
    ['/.well-known/jwks/identity', '/.well-known/jwks/identity'],
    ['/x?u=http://evil.example/', '/x?u=http://evil.example/'],
  ] as const) {
    it(`is ${expected} for ${target}`, () => assert.equal(ownTarget(target), expected));
  }

  for (const [target, expected] of [
    ['/auth/identity/api?x=1', '/auth/identity/api?x=1'],
    ['/identity/api', '/auth/identity/api'],
    ['http://example.org/auth/identity', '/auth/identity'],
    ['/auth', '/auth/'],
    ['/auth?x=1', '/auth/?x=1'],
    ['/', '/auth/'],
    ['/authority/identity', '/auth/authority/identity'],
    ['/Auth/identity', '/auth/Auth/identity'],
    ['/auth/auth/identity', '/auth/auth/identity'],
    ['/auth//evil.example', '/auth//evil.example'],
    ['/.well-known/openid-configuration/auth/identity', '/auth/identity/.well-known/openid-configuration'],
    [
      '/.well-known/oauth-authorization-server/auth/acme/identity_',
      '/auth/acme/identity_/.well-known/oauth-authorization-server',
    ],
    ['/auth/identity/.well-known/openid-configuration', '/auth/identity/.well-known/openid-configuration'],
    ['/.well-known/change-password', '/auth/.well-known/change-password'],
  ] as const) {
    it(`is ${expected} for ${target} when clients find everything below /auth`, () => {
      assert.equal(ownTarget(target, '/auth'), expected);
    });
  }

  const refusal = (url: string, ...rawHeaders: readonly string[]) =>
    unclearTarget(url, { rawHeaders } as unknown as IncomingMessage)?.failure.code;

  it('is refused when a browser could take it for another host', () => {
    for (const url of ['//evil.example/x', '/\\evil.example', '/a\\b', '\\\\evil.example']) {
      assert.equal(refusal(url, 'Host', 'a'), 'NotFound', url);
    }
    assert.equal(refusal('/identity/api?to=//evil.example', 'Host', 'a'), undefined);
  });

  it('is refused when the request is for two hosts at once, in whatever spelling', () => {
    assert.equal(refusal('/x', 'Host', 'a', 'host', 'a'), 'BadRequest');
    assert.equal(refusal('/x', 'HOST', 'a', 'Host', 'b'), 'BadRequest');
    // A value that says "host" is no second one.
    assert.equal(refusal('/x', 'Host', 'host', 'X-Name', 'host'), undefined);
    assert.equal(refusal('/x'), undefined);
  });
});
