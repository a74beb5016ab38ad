import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GatehouseError } from '../../errors.ts';
import { type CredentialDeclaration, requireDeclared } from './declaration.ts';

const good: CredentialDeclaration = {
  ...{ name: 'Nightly', description: 'From the pipeline', audience: 'gatehouse', subject: 'repo:acme/app:ref:main' },
  issuer: 'https://token.actions.example.org',
};
const problems = (changes: Partial<CredentialDeclaration>): unknown => {
  try {
    requireDeclared({ ...good, ...changes });
    return {};
  } catch (error) {
    assert.ok(error instanceof GatehouseError && error.failure.code === 'ValidationFailed');
    return Object.fromEntries(Object.entries(error.failure.errors).map(([key, [text]]) => [key, text]));
  }
};

describe('a federated credential', () => {
  it('is kept as it is said: what is compared is not touched', () => {
    assert.deepEqual(requireDeclared(good), good);
    const spaced = { ...good, name: ' Nightly ', description: ' x ', audience: ' a ', subject: ' s ' };
    assert.deepEqual(requireDeclared(spaced), { ...spaced, name: 'Nightly', description: 'x' });
    assert.equal(requireDeclared({ ...good, description: null }).description, null);
  });

  it('may trust an issuer on the same machine, over an open line', () => {
    assert.deepEqual(problems({ issuer: 'http://127.0.0.1:9000/realm' }), {});
  });

  it('says everything that is missing at once', () => {
    assert.deepEqual(problems({ name: ' ', issuer: '', audience: '', subject: '' }), {
      ...{ Name: 'The field Name is required.', Issuer: 'The field Issuer is required.' },
      ...{ Audience: 'The field Audience is required.', Subject: 'The field Subject is required.' },
    });
  });

  for (const [what, changes, key, why] of [
    ['a name that is too long', { name: 'x'.repeat(121) }, 'Name', /maximum length of 120/],
    ['a description that is too long', { description: 'x'.repeat(601) }, 'Description', /maximum length of 600/],
    ['a subject that is too long', { subject: 'x'.repeat(601) }, 'Subject', /maximum length of 600/],
    ['a subject with what nobody sees', { subject: 'repo:ac\u200bme' }, 'Subject', /invisible/],
    ['an audience of two lines', { audience: 'a\nb' }, 'Audience', /control/],
    ['an issuer over an open line', { issuer: 'http://token.example.org' }, 'Issuer', /must be https/],
    ['an issuer that is no URL', { issuer: 'token.example.org' }, 'Issuer', /must be an https URL/],
    ['an issuer in a program', { issuer: 'com.example.app:/x' }, 'Issuer', /must be an https URL/],
    ['an issuer with a query', { issuer: 'https://token.example.org/?tenant=a' }, 'Issuer', /must not have a query/],
    ['an issuer with a fragment', { issuer: 'https://token.example.org/#a' }, 'Issuer', /fragment/],
    ['an issuer with a password', { issuer: 'https://a:b@token.example.org' }, 'Issuer', /user name or a password/],
  ] as const) {
    it(`is refused with ${what}`, () => {
      const found = problems(changes) as Record<string, string>;
      assert.deepEqual(Object.keys(found), [key]);
      assert.match(found[key] ?? '', why);
    });
  }
});
