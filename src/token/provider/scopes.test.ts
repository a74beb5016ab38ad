import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as errors from 'oidc-provider/lib/helpers/errors.js';
import { commandLineId } from '../../directory/application/built-in.ts';
import type { ApplicationScope } from '../../directory/application.ts';
import { hostId } from '../../directory/organization.ts';
import type { Registration } from './client.ts';
import { readAcrValues } from './organization-choice.ts';
import { applicationScopes } from './scopes.ts';
import { requireUserScopes, userScopes } from './user-scopes.ts';

const registered: readonly ApplicationScope[] = [
  { name: 'Books', type: 'both' },
  { name: 'Loans', type: 'user' },
  { name: 'Stock', type: 'application' },
  { name: 'offline_access', type: 'both' },
];

const refusal = (attempt: () => unknown): readonly string[] => {
  try {
    attempt();
    return [];
  } catch (error) {
    assert.ok(error instanceof errors.InvalidScope);
    return [
      String(error.error_description),
      String((error as errors.InvalidScope & { readonly scope?: string }).scope),
    ];
  }
};

describe('the scopes of an application that acts for itself', () => {
  it('are all that it has for itself, where it asks for none in particular', () => {
    assert.deepEqual(applicationScopes(registered, undefined), ['Books', 'Stock']);
  });

  it('are those that it asks for, each once, and its roles whatever it has', () => {
    assert.deepEqual(applicationScopes(registered, ' Stock  Books Stock '), ['Stock', 'Books']);
    assert.deepEqual(applicationScopes(registered, 'OR.Default'), ['OR.Default']);
    assert.deepEqual(applicationScopes([], 'OR.Default'), ['OR.Default']);
  });

  for (const [what, requested, expected] of [
    ['one of people', 'Books Loans', ['The client is not allowed to access User scopes: Loans', 'Loans']],
    ['one that it does not have', 'Nope', ['The client is not allowed to access the scope Nope', 'Nope']],
    ['one in another letter case', 'books', ['The client is not allowed to access the scope books', 'books']],
    [
      'refresh tokens',
      'offline_access',
      ['offline_access is not available with the grant client_credentials.', 'offline_access'],
    ],
  ] as const) {
    it(`are none when it asks for ${what}`, () => {
      assert.deepEqual(
        refusal(() => applicationScopes(registered, requested)),
        expected,
      );
    });
  }

  it('are refused when there would be none', () => {
    for (const [scopes, requested] of [
      [[], undefined],
      [registered, ''],
      [registered, '  '],
    ] as const) {
      assert.match(refusal(() => applicationScopes(scopes, requested))[0] ?? '', /no application scopes/);
    }
  });
});

describe('the scopes that a person can grant an application', () => {
  const registration = (organizationId: string, id: string): Registration =>
    ({ application: { organizationId, id }, scopes: registered }) as unknown as Registration;
  const own = registration('school', 'app');
  const builtIn = registration(hostId, commandLineId);

  it('are those that it has for people, and what every application may ask of a person', () => {
    const all = userScopes(registered);
    for (const name of ['Books', 'Loans', 'openid', 'profile', 'email', 'groups', 'OR.Default'])
      assert.ok(all.includes(name));
    assert.ok(!all.includes('Stock'));
    assert.equal(new Set(all).size, all.length);
  });

  it('are none where it has none for people', () => {
    assert.deepEqual(userScopes([]), []);
    assert.deepEqual(userScopes([{ name: 'Stock', type: 'application' }]), []);
  });

  it('are what it asks for, all of it or nothing', () => {
    assert.deepEqual(requireUserScopes(own, 'openid Loans'), ['openid', 'Loans']);
    assert.deepEqual(
      refusal(() => requireUserScopes(own, 'openid Stock Nope')),
      ['Invalid scope', 'Stock Nope'],
    );
    assert.deepEqual(refusal(() => requireUserScopes(own, undefined)).length, 2);
    assert.deepEqual(refusal(() => requireUserScopes(own, ' ')).length, 2);
  });

  it('are what is known of them, for a client whose next release asks for more', () => {
    assert.deepEqual(requireUserScopes(builtIn, 'openid Nope'), ['openid']);
    assert.deepEqual(
      refusal(() => requireUserScopes(builtIn, 'Nope Never')),
      ['Invalid scope', 'Nope Never'],
    );
  });
});

describe('the organization that acr_values names', () => {
  for (const [values, expected] of [
    ['tenantName:Hogwarts', 'Hogwarts'],
    ['tenant:6f53dc9a-9b9d-463e-8ad0-0bff6aeee25b', '6f53dc9a-9b9d-463e-8ad0-0bff6aeee25b'],
    ['TENANTNAME:Acme', 'Acme'],
    ['tenantName:School of Magic idp:local', 'School of Magic'],
    ['idp:local tenantName:Acme', 'Acme'],
    ['idp:local', undefined],
    ['notatenant:Acme', undefined],
    ['', undefined],
    [undefined, undefined],
  ] as const) {
    it(`is ${expected ?? 'none'} for ${values ?? 'none at all'}`, () =>
      assert.equal(readAcrValues(values).named, expected));
  }
});

describe('the second factor for which acr_values asks', () => {
  for (const [values, named] of [
    ['mfa', undefined],
    ['mfa tenantName:School of Magic', 'School of Magic'],
    ['tenantName:School of Magic mfa', 'School of Magic'],
    ['tenantName:School of Magic mfa idp:local', 'School of Magic'],
  ] as const) {
    it(`stands beside the organization: ${values}`, () =>
      assert.deepEqual(readAcrValues(values), { named, strength: 'mfa' }));
  }

  it('is not part of a name', () =>
    assert.deepEqual(readAcrValues('tenantName:The mfa people'), { named: 'The mfa people', strength: undefined }));
});
