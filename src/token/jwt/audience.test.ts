import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as errors from 'oidc-provider/lib/helpers/errors.js';
import type { AccessTokenType } from '../../directory/api-resource.ts';
import { openDirectory } from '../token.fixture.ts';
import { resolveTokenTarget } from './audience.ts';

const library = 'https://library.example';
const shop = 'https://shop.example';
const management = 'UiPath.PlatformManagement';

/** An organization with two APIs of its own, of which one takes tokens of the usual type. */
async function open() {
  const directory = await openDirectory();
  const { store, organizationId } = directory;
  const add = (name: string, scopes: readonly string[], accessTokenType?: AccessTokenType) =>
    store.apiResources.insert({
      ...{ organizationId, name, displayName: name, description: null, accessTokenType },
      scopes: scopes.map((scope) => ({ name: scope, displayName: scope, description: null, type: 'both' })),
    });
  await add(library, ['Books', 'Loans'], 'JWT');
  await add(shop, ['Orders']);
  return { ...directory, target: (...args: Rest) => resolveTokenTarget(store, organizationId, ...args) };
}
type Rest = Parameters<typeof resolveTokenTarget> extends [unknown, unknown, ...infer R] ? R : never;

const refused = async (aiming: Promise<unknown>): Promise<string> => {
  const error = await aiming.then(
    () => assert.fail('it was target'),
    (caught: unknown) => caught,
  );
  assert.ok(error instanceof errors.InvalidTarget);
  return String(error.error_description ?? error.message);
};

describe('the audience of a token', () => {
  for (const [what, scopes, audience, type] of [
    ['the API that owns its scopes', ['Books', 'Loans'], library, 'JWT'],
    ['each of them, where several do', ['Orders', 'Books'], [library, shop], 'at+jwt'],
    ['this server for its own scopes', ['PM.User', 'PM.Group.Read'], management, 'at+jwt'],
    ['this server where nobody owns a scope', ['openid', 'profile'], management, 'at+jwt'],
    ['this server where there is none', [], management, 'at+jwt'],
    ['the API alone, whatever is told of the person as well', ['openid', 'Orders'], shop, 'at+jwt'],
    ['another product for its scopes', ['OR.Folders'], 'UiPath.Orchestrator', 'at+jwt'],
    ['not another product for the roles of its bearer', ['OR.Default', 'Books'], library, 'JWT'],
  ] as const) {
    it(`is ${what}`, async () => {
      await using world = await open();
      assert.deepEqual(await world.target(scopes), { audience, type, scopes });
    });
  }

  it('is what an organization has registered under the name of a scope that everybody has', async () => {
    await using world = await open();
    const { store, organizationId } = world;
    await store.apiResources.insertScopes({ organizationId, name: shop }, [
      { name: 'OR.Folders', displayName: 'x', description: null, type: 'both' },
    ]);
    assert.equal((await world.target(['OR.Folders'])).audience, shop);
  });
});

describe('a token for the resources that a client has named', () => {
  it('is for these alone, with their scopes and those that say who somebody is', async () => {
    await using world = await open();
    const scopes = ['openid', 'Books', 'Orders'];
    assert.deepEqual(await world.target(scopes, { asked: [library] }), {
      ...{ audience: library, type: 'JWT', scopes: ['openid', 'Books'] },
    });
    assert.deepEqual(await world.target(scopes, { asked: [library, shop] }), {
      ...{ audience: [library, shop], type: 'at+jwt', scopes },
    });
  });

  it('is for those that were granted, where none is asked for', async () => {
    await using world = await open();
    const { audience, scopes } = await world.target(['Books', 'Orders'], { granted: [shop] });
    assert.deepEqual([audience, scopes], [shop, ['Orders']]);
  });

  it('is refused for one that is unknown, owns none of the scopes, or was not granted', async () => {
    await using world = await open();
    const { target } = world;
    assert.match(await refused(target(['Books'], { asked: ['https://nobody.example'] })), /unknown, or owns none/);
    assert.match(await refused(target(['Books'], { asked: [shop] })), /unknown, or owns none/);
    assert.match(await refused(target(['openid'], { asked: ['OpenID'] })), /unknown, or owns none/);
    assert.match(
      await refused(target(['Books', 'Orders'], { asked: [shop], granted: [library] })),
      /not asked for when/,
    );
  });
});
