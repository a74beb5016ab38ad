import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GatehouseError } from '../../errors.ts';
import { provisionOrganization } from '../../provisioning/provision.ts';
import { openEmptyStore } from '../../store/store.fixture.ts';
import { createStore } from '../../store/store.ts';
import type { ApplicationScope } from '../application.ts';
import { permitOperator } from '../permission.ts';
import { type Declaration, requireDeclaration, typeNames, widens } from './declaration.ts';

const organizationId = '11111111-1111-4111-8111-111111111111';

async function openStore() {
  const db = await openEmptyStore();
  const store = createStore(db);
  await store.transaction(async (tables) => {
    const organization = { id: organizationId, name: 'A', createdAt: 1 };
    await provisionOrganization(tables, permitOperator('installation.provision'), organization);
    const scope = (name: string, type: ApplicationScope['type']) => ({
      name,
      type,
      displayName: name,
      description: null,
    });
    await tables.apiResources.insert({
      ...{ organizationId, name: 'Library', displayName: 'Library', description: null },
      scopes: [scope('Books', 'both'), scope('Loans', 'user'), scope('Stock', 'application')],
    });
  });
  return { store, [Symbol.asyncDispose]: () => db.destroy() };
}

const app: Declaration = {
  ...{ name: 'App', isConfidential: true, scopes: [], redirectUris: ['https://app.example.org/back'] },
};
const asking = (...scopes: readonly (readonly [name: string, type?: ApplicationScope['type']])[]) => ({
  scopes: scopes.map(([name, type]) => ({ name, type })),
});

/** The scopes as `name:type`, or the refusal. */
async function outcome(declaration: Partial<Declaration>): Promise<string> {
  await using opened = await openStore();
  try {
    const scopes = await requireDeclaration(opened.store, organizationId, { ...app, ...declaration });
    return scopes.map(({ name, type }) => `${name}:${type}`).join(' ');
  } catch (error) {
    assert.ok(error instanceof GatehouseError);
    const { failure } = error;
    if (failure.code === 'ValidationFailed')
      return Object.entries(failure.errors)
        .map(([k, v]) => `${k}: ${v}`)
        .join();
    return `${failure.code}: ${error.message}`;
  }
}

describe('the scopes that an application is given', () => {
  const isPublic = { isConfidential: false };
  for (const [what, declaration, expected] of [
    ['none, where it asks for none', {}, ''],
    ['of both types, where nothing says otherwise', asking(['Books']), 'Books:both'],
    ['of the type that it asks for', asking(['Books', 'user']), 'Books:user'],
    ['of the type of the scope', asking(['Loans'], ['Stock']), 'Loans:user Stock:application'],
    ['of both types when it asks for each', asking(['Books', 'user'], ['Books', 'application']), 'Books:both'],
    ['once, however often it asks', asking(['Books'], ['Books'], ['Books', 'user']), 'Books:both'],
    ['of people alone, when it keeps no secret', { ...isPublic, ...asking(['Books']) }, 'Books:user'],
    ['of this server', asking(['PM.User.Read', 'application']), 'PM.User.Read:application'],
    ['of other products, which open nothing here', asking(['OR.Folders'], ['openid']), 'OR.Folders:both openid:user'],
  ] as const) {
    it(`are ${what}`, async () => assert.equal(await outcome(declaration), expected));
  }

  for (const [what, declaration, expected] of [
    [
      'the one of the parts of the house',
      asking(['IdentityServerApi']),
      /^BadRequest: .*scope not found: IdentityServerApi/,
    ],
    [
      'one that nobody has registered',
      asking(['Books'], ['Nope'], ['Never']),
      /^BadRequest: .*=Books,Nope,Never .*not found: Nope, Never/,
    ],
    [
      'one of people, as the application itself',
      asking(['Loans', 'application']),
      /^Scopes: The scope Loans is one of signed-in users only/,
    ],
    [
      'one of applications, without a secret',
      { ...isPublic, ...asking(['Stock']) },
      /^Scopes: The scope Stock .*only a confidential/,
    ],
    [
      'more than an application has',
      asking(...Array.from({ length: 501 }, () => ['Books'] as const)),
      /^Scopes: .*at most 500/,
    ],
  ] as const) {
    it(`are none when it asks for ${what}`, async () => assert.match(await outcome(declaration), expected));
  }
});

describe('an application that signs people in', () => {
  it('says where they are sent back; one that only acts for itself need not', async () => {
    const redirectUris: string[] = [];
    const missing = 'RedirectUri: The RedirectUri field is required for user scopes.';
    assert.equal(await outcome({ redirectUris, ...asking(['Loans']) }), missing);
    assert.equal(await outcome({ redirectUris, isConfidential: false }), missing);
    assert.equal(await outcome({ redirectUris, ...asking(['Stock']) }), 'Stock:application');
  });

  it('is told which of its URIs is wrong, in the name that its member has on the wire', async () => {
    const uri = 'http://app.example.org/';
    assert.match(
      await outcome({ redirectUris: [uri] }),
      /^RedirectUri: The redirect URI 'http:\/\/app\.example\.org\/' must be https/,
    );
    assert.match(
      await outcome({ postLogoutRedirectUris: [uri] }),
      /^PostLogoutRedirectUris: The field PostLogoutRedirectUris\.0 must/,
    );
    assert.match(await outcome({ jwksUri: uri }), /^JwksUri: The field JwksUri must be https/);
    assert.match(await outcome({ jwks: { keys: [{}] } }), /^Jwks: The field Jwks\.keys\.0 has a kty/);
    const many = Array.from({ length: 101 }, (_, index) => `https://app.example.org/${index}`);
    assert.equal(await outcome({ redirectUris: many }), 'RedirectUri: An application has at most 100 redirect URIs.');
  });
});

describe('a scope of another type', () => {
  it('lets a grant use it that could not before, where it has a type that was not there', () => {
    const table = [undefined, ...typeNames].map((before) => typeNames.map((after) => widens(before, after)));
    assert.deepEqual(table, [
      [true, true, true],
      [false, true, true],
      [true, false, true],
      [false, false, false],
    ]);
  });
});
