import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { entranceOf, rewriteUrl } from './entrance.ts';

const enter = (url: string) => {
  const request = { url } as IncomingMessage;
  return { routed: rewriteUrl('')(request), ...entranceOf(request) };
};

describe('the URL of a request', () => {
  for (const [url, routed, entrance] of [
    ['/identity/api/User', '/identity/api/User', { prefix: '/identity' }],
    ['/identity_/api/User', '/identity/api/User', { prefix: '/identity_' }],
    ['/IDENTITY_/api/User', '/identity/api/User', { prefix: '/IDENTITY_' }],
    ['/acme/identity_/api/User?top=1', '/identity/api/User?top=1', { organization: 'acme', prefix: '/acme/identity_' }],
    ['/acme/t1/identity/x', '/identity/x', { organization: 'acme', tenant: 't1', prefix: '/acme/t1/identity' }],
    ['/a%20b/%C3%A9/identity_', '/identity', { organization: 'a b', tenant: 'é', prefix: '/a%20b/%C3%A9/identity_' }],
    ['/100%/identity_/x', '/identity/x', { organization: '100%', prefix: '/100%/identity_' }],
    ['/acme/audit_/api', '/audit_/api', { organization: 'acme', prefix: '/acme/audit_' }],
    [
      '/acme/t/orchestrator_/x',
      '/orchestrator_/x',
      { organization: 'acme', tenant: 't', prefix: '/acme/t/orchestrator_' },
    ],
    ['/portal/api', '/portal_/api', { prefix: '/portal' }],
    ['/acme/portal_/portal_/api', '/portal_/api', { organization: 'acme', prefix: '/acme/portal_/portal_' }],
  ] as const) {
    it(`is routed as ${routed}: ${url}`, () => assert.deepEqual(enter(url), { routed, ...entrance }));
  }

  it('begins with the path of the external URL, which no route has, and every prefix', () => {
    const request = { url: '/a/auth/acme/identity_/api/User' } as IncomingMessage;
    assert.equal(rewriteUrl('/a/auth')(request), '/identity/api/User');
    assert.deepEqual(entranceOf(request), { organization: 'acme', prefix: '/a/auth/acme/identity_' });
    const elsewhere = { url: '/auth/health/live' } as IncomingMessage;
    assert.equal(rewriteUrl('/auth')(elsewhere), '/health/live');
    assert.deepEqual(entranceOf(elsewhere), { prefix: '' });
  });

  it('stays as it is where no service is named within the first three segments', () => {
    for (const url of [
      '/',
      '/health',
      '/a/b/c/identity_/x',
      '/identityx/api',
      '/acme?x=/identity/',
      '/acme#/identity/',
      '/audit/api',
    ]) {
      assert.deepEqual(enter(url), { routed: url, prefix: '' }, url);
    }
  });

  it('keeps everything behind the prefix, whatever it is', () => {
    const segment = fc
      .stringMatching(/^[a-z0-9.~-]{1,8}$/)
      .filter((one) => !/^(?:identity|portal|audit|orchestrator)$/.test(one));
    const rest = fc
      .webUrl({ withQueryParameters: true })
      .map((url) => new URL(url))
      .map(({ pathname, search }) => `${pathname}${search}`);
    fc.assert(
      fc.property(
        fc.array(segment, { maxLength: 2 }),
        fc.constantFrom('identity', 'identity_', 'Identity_'),
        rest,
        (places, service, path) => {
          const prefix = `/${[...places, service].join('/')}`;
          const { routed, prefix: cut, organization, tenant } = enter(`${prefix}${path}`);
          assert.deepEqual([routed, cut, organization, tenant], [`/identity${path}`, prefix, places[0], places[1]]);
        },
      ),
    );
  });
});
