import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hashSecret, matchesSecret } from '../directory/application.ts';
import { applyTo, nothing, school, schoolId, secret, untouched, useSeedWorld } from './apply.fixture.ts';

const world = useSeedWorld();
const apply = applyTo.bind(undefined, world);

describe('applying a seed that says something else of an application or an API', () => {
  it('changes of an application what it says otherwise, says what that is, and leaves the rest', async () => {
    await apply(school);
    const other = 'another-secret-of-it';
    const post = 'https://owl.example/out';
    const edited = school
      .replace('name: Owl', `name: Owl Post, postLogoutRedirectUris: [${post}]`)
      .replace('scopes: [PM.User]', 'scopes: [PM.Group]')
      .replace(secret, other);
    const members = ['name', 'postLogoutRedirectUris', 'scopes', 'secret'];
    const changed = [{ organizationId: schoolId, kind: 'application', id: 'owl', members }];
    assert.deepEqual(await apply(edited, untouched), { ...nothing, changed });
    const owl = (await world.store.applications.findByClientId('owl')) ?? assert.fail();
    assert.deepEqual([owl.name, owl.postLogoutRedirectUris], ['Owl Post', [post]]);
    const names = (await world.store.applications.scopes(owl)).map(({ name }) => name);
    assert.deepEqual(names, ['PM.Group']);
    const secrets = await world.store.applications.secrets(owl);
    assert.deepEqual([matchesSecret(other, secrets, 1000), matchesSecret(secret, secrets, 1000)], [true, false]);
    const entry = await world.db
      .selectFrom('audit_entries')
      .selectAll()
      .orderBy('sequence', 'desc')
      .executeTakeFirstOrThrow();
    assert.deepEqual([entry.action, JSON.parse(entry.details)], ['Update', { name: 'Owl Post', changed: members }]);

    const less = edited.replace(
      `, postLogoutRedirectUris: [${post}], secret: ${other}, scopes: [PM.Group]`,
      `, secret: ${other}`,
    );
    assert.deepEqual(await apply(less, untouched), nothing, 'what it does not name stays');
  });

  it('lets the secret of before stay good beside the new one for as long as it says', async () => {
    await apply(school);
    const overlapping = school.replace(`secret: ${secret}`, 'secret: another-secret-of-it, secretOverlapHours: 48');
    assert.equal((await apply(overlapping)).changed.length, 1);
    assert.deepEqual(await apply(overlapping), nothing);
    const owl = (await world.store.applications.findByClientId('owl')) ?? assert.fail();
    const secrets = await world.store.applications.secrets(owl);
    const [first] = secrets.filter(({ expiresAt }) => expiresAt !== null);
    const end = first?.expiresAt ?? assert.fail('the first one has no end');
    assert.deepEqual([matchesSecret(secret, secrets, end - 1), matchesSecret(secret, secrets, end)], [true, false]);
    assert.equal(matchesSecret('another-secret-of-it', secrets, end), true);
    const tooLong = school.replace('name: Owl', 'name: Owl, secretOverlapHours: 2161');
    await assert.rejects(async () => await apply(tooLong), /from 0 to 2160/);
  });

  it('leaves the secrets of an application that others have made, and takes keys in place of its own', async () => {
    await apply(school);
    const owl = (await world.store.applications.findByClientId('owl')) ?? assert.fail();
    const stored = { hash: hashSecret('made-by-somebody'), description: null, createdAt: 1, expiresAt: null };
    await world.store.applications.insertSecret(owl, stored);
    const changed = (members: string[]) => [{ organizationId: schoolId, kind: 'application', id: 'owl', members }];
    assert.deepEqual((await apply(school.replace(secret, 'third-secret-of-it'))).changed, changed(['secret']));
    const secrets = await world.store.applications.secrets(owl);
    assert.equal(matchesSecret('made-by-somebody', secrets, 1000), true);
    const keys = school.replace(`secret: ${secret}`, 'jwksUri: https://owl.example/keys');
    assert.deepEqual((await apply(keys)).changed, changed(['jwksUri']));
    assert.deepEqual(await apply(keys), nothing);
    assert.deepEqual((await apply(school)).changed, changed(['jwksUri', 'secret']));
  });

  it('does not make an application confidential that is not, nor the other way round', async () => {
    await apply(school);
    const open = school.replace(`secret: ${secret}`, 'isConfidential: false, redirectUris: [com.example.owl:/cb]');
    await assert.rejects(apply(open), /isConfidential contradicts the store, where the application is\./);
  });

  it('registers APIs, changes them, and takes in scopes that applications had before', async () => {
    const api = (text: string) => school.replace('    applications:', `    apiResources: [${text}]\n    applications:`);
    const ledger = '{ name: "https://ledger.example", accessTokenType: JWT, scopes: [Ledger.Read] }';
    const before = school.replace('scopes: [PM.User]', 'scopes: [PM.User, Ledger.Read]');
    await apply(before);
    const withApi = before.replace('    applications:', `    apiResources: [${ledger}]\n    applications:`);
    assert.deepEqual(await apply(withApi), { ...nothing, apiResources: 1 });
    assert.deepEqual(await apply(withApi), nothing);
    const owner = (await world.store.apiResources.owners(schoolId)).get('Ledger.Read');
    assert.deepEqual(owner, { name: 'https://ledger.example', accessTokenType: 'JWT' });
    const edited = withApi.replace('accessTokenType: JWT', 'accessTokenType: at+jwt, displayName: Ledger');
    const members = ['displayName', 'accessTokenType'];
    const changed = [{ organizationId: schoolId, kind: 'apiResource', id: 'https://ledger.example', members }];
    assert.deepEqual(await apply(edited), { ...nothing, changed });
    for (const [text, problem] of [
      ['{ name: OpenID }', /name is that of a built-in resource/],
      [
        '{ name: A, scopes: [PM.User] }',
        /scopes\[0\]\.name belongs to the resource "UiPath.PlatformManagement" already/,
      ],
      ['{ name: owl }', /name is the client id of an application/],
      ['{ name: A, scopes: [x] }, { name: B, scopes: [x] }', /is taken by/],
      ['{ name: A, accessTokenType: jwt }', /must be one of at\+jwt, JWT/],
    ] as const) {
      await assert.rejects(async () => await apply(api(text)), problem, text);
    }
  });
});
