import assert from 'node:assert/strict';
import { after, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Kysely, sql } from 'kysely';
import { hashSecret, matchesSecret } from '../directory/application.ts';
import { administratorsGroupId } from '../directory/group.ts';
import { permitOperator } from '../directory/permission.ts';
import { managementScopes } from '../directory/scope.ts';
import type { Store } from '../directory/store.ts';
import { floor } from '../password/hash/argon2id.ts';
import { HashPool } from '../password/hash-pool.ts';
import type { Hasher } from '../password/hasher.ts';
import { install } from '../provisioning/installation.ts';
import type { Database } from '../store/database.ts';
import { mailSettings } from '../store/mail-settings.ts';
import { openEmptyStore } from '../store/store.fixture.ts';
import { createStore } from '../store/store.ts';
import { createSealer } from '../token/keys/sealer.ts';
import { applySeed, type SeedResult } from './apply.ts';
import { parseSeed, readSeed } from './read.ts';

// A queue as short as this refuses every hash that is not admitted.
const pool = new HashPool({ parameters: floor, threads: 2, maxQueued: 1, deadlineMs: 1 });
const operator = permitOperator('installation.provision');
const hogwarts = fileURLToPath(new URL('../../examples/hogwarts.yaml', import.meta.url));
const schoolId = '6f53dc9a-9b9d-463e-8ad0-0bff6aeee25b';
const otherId = '467ef653-cafa-41ae-9c0f-19fee3c7932a';
const secret = 'secret-of-sixteen';
const nothing: SeedResult = {
  organizations: 0,
  tenants: 0,
  settings: 0,
  groups: 0,
  users: 0,
  memberships: 0,
  apiResources: 0,
  applications: 0,
  changed: [],
};
const school = `
organizations:
  - id: ${schoolId}
    name: School
    tenants: [North]
    settings: { Auth.Password.PreviousUseLimit: 3 }
    groups: [{ name: Prefects }]
    users:
      - { id: har-3107, userName: harry, email: harry@school.example, password: first, groups: [Prefects] }
      - { userName: ron, displayName: Ron, isActive: false, mustChangePassword: true, password: second }
    applications:
      - { id: owl, name: Owl, secret: ${secret}, scopes: [PM.User] }
`;

const sealer = createSealer(Buffer.alloc(32, 5));
let db: Kysely<Database>;
let store: Store;

async function openStore(): Promise<void> {
  await db?.destroy();
  db = await openEmptyStore();
  store = createStore(db, sealer);
}

after(async () => {
  await db.destroy();
  await pool.close();
});

const apply = (text: string, hasher: Hasher = pool, into = store) =>
  applySeed(into, operator, hasher, parseSeed(text, 'seed.yaml'), 1000);

/** Every row of every table. */
async function content(): Promise<unknown> {
  const tables = await db.introspection.getTables();
  assert.ok(tables.length > 10);
  const rows = await Promise.all(
    tables.map(async ({ name }) => [name, (await sql`select * from ${sql.table(name)}`.execute(db)).rows]),
  );
  return Object.fromEntries(rows);
}

/** A hasher for where none may be needed. */
const untouched: Hasher = {
  enter: () => assert.fail('asked for a turn'),
  verify: () => assert.fail('verified a password'),
  verifyNothing: () => assert.fail('verified a password'),
  hash: () => assert.fail('hashed a password'),
  isOutdated: () => false,
  hasIdleThread: () => false,
};

describe('applying a seed', () => {
  beforeEach(openStore);

  it('creates everything that the file declares and counts it', async () => {
    const result = await apply(school);
    assert.deepEqual(result, {
      ...nothing,
      organizations: 1,
      tenants: 1,
      settings: 1,
      groups: 1,
      users: 2,
      memberships: 1,
      applications: 1,
    });
    assert.deepEqual(
      { ...(await store.organizations.find('school')) },
      { id: schoolId, name: 'School', isActive: true, createdAt: 1000 },
    );
    assert.equal((await store.organizations.findTenant(schoolId, 'north'))?.name, 'North');
    assert.equal((await store.settings.inForce(schoolId))['Auth.Password.PreviousUseLimit'], '3');
    const group = await store.groups.findByName(schoolId, 'Prefects');
    assert.equal(group?.type, 'custom');
    assert.equal(await store.groups.isMember(schoolId, group?.id ?? '', 'har-3107'), true);
    assert.equal((await store.groups.find(schoolId, administratorsGroupId))?.name, 'Administrators');
  });

  it('never sends the password of one mail server to another', async () => {
    const level = { organizationId: schoolId, userId: null };
    const key = 'Email.Smtp.Password';
    const server = (lines: string) => `
organizations:
  - id: ${schoolId}
    name: School
    settings: { ${lines} }`;
    const password = async () => (await mailSettings(db, sealer).smtp(schoolId))[0]?.password;
    await apply(school);
    await store.settings.write(level, key, 'of-the-old-server');
    await apply(server('Auth.RequireConfirmedEmail: true, Email.Smtp.FromEmail: a@school.example'));
    assert.equal(await password(), 'of-the-old-server');
    await apply(server('Email.Smtp.Host: new.example'));
    assert.equal(await password(), undefined);
    await store.settings.write(level, key, 'of-the-old-server');
    await apply(server('Email.Smtp.Port: 587, Email.Smtp.Password: of-the-new-server'));
    assert.equal(await password(), 'of-the-new-server');
    const settings = (await store.audit.after(schoolId, 0, 100)).filter(({ category }) => category === 'Setting');
    assert.doesNotMatch(JSON.stringify(settings), /of-the/);
    assert.equal(settings.at(-1)?.details, JSON.stringify({ key, after: '********' }));
  });

  it('creates accounts that can be used at once', async () => {
    await apply(school);
    const harry = await store.users.find({ organizationId: schoolId, id: 'har-3107' });
    const { legacyId, ...account } = harry ?? assert.fail();
    assert.ok(legacyId > 0);
    assert.deepEqual(account, {
      organizationId: schoolId,
      id: 'har-3107',
      userName: 'harry',
      email: 'harry@school.example',
      emailConfirmed: true,
      name: null,
      surname: null,
      displayName: null,
      isActive: true,
      bypassBasicAuthRestriction: false,
      invitationAccepted: true,
      createdAt: 1000,
      modifiedAt: null,
      lastLoginAt: null,
      tokenEpoch: 1,
      extensionAttributes: {},
      type: 'user',
      version: 1,
    });
    const ron = (await store.users.findByName(schoolId, 'ron')) ?? assert.fail();
    assert.equal(ron.isActive, false);
    assert.equal(ron.emailConfirmed, false);
    for (const [user, password, mustChange] of [
      [harry, 'first', 0],
      [ron, 'second', 1],
    ] as const) {
      const credential = await store.credentials.find(user ?? assert.fail());
      assert.equal(await pool.verify(credential?.passwordHash ?? '', password), true);
      const row = await db
        .selectFrom('credentials')
        .select('must_change')
        .where('user_id', '=', user?.id ?? '')
        .executeTakeFirst();
      assert.equal(row?.must_change, mustChange);
    }
  });

  it('creates applications whose secret is the one in the file', async () => {
    await apply(school);
    const owl = (await store.applications.findByClientId('owl')) ?? assert.fail();
    assert.deepEqual(owl, {
      organizationId: schoolId,
      id: 'owl',
      name: 'Owl',
      isConfidential: true,
      redirectUris: [],
      postLogoutRedirectUris: [],
      jwks: undefined,
      jwksUri: undefined,
      backchannelLogoutUri: undefined,
      backchannelLogoutSessionRequired: true,
      isFirstParty: false,
      isInstalled: false,
      accessTokenSeconds: undefined,
      isActive: true,
      createdAt: 1000,
    });
    const scopes = await store.applications.scopes(owl);
    assert.deepEqual(
      scopes.map((scope) => ({ ...scope })),
      [{ name: 'PM.User', type: 'both' }],
    );
    assert.equal(matchesSecret(secret, await store.applications.secrets(owl), 1000), true);
  });

  it('stores a hash that was made elsewhere, and none for a user without a password', async () => {
    const hash = await pool.hash('elsewhere');
    await apply(
      `organizations: [{ id: ${schoolId}, name: S, users: [{ id: a, userName: a, passwordHash: "${hash}" }, { id: b, userName: b }] }]`,
      untouched,
    );
    assert.equal((await store.credentials.find({ organizationId: schoolId, id: 'a' }))?.passwordHash, hash);
    assert.equal((await store.credentials.find({ organizationId: schoolId, id: 'b' }))?.passwordHash, null);
  });

  it('records what it did', async () => {
    await apply(school);
    const rows = await db
      .selectFrom('audit_entries')
      .select(['category', 'action', 'details', 'actor_type'])
      .orderBy('sequence')
      .execute();
    assert.deepEqual(
      rows.map(({ category, action, details, actor_type }) => [category, action, JSON.parse(details), actor_type]),
      [
        ['Organization', 'Create', { name: 'School' }, 'system'],
        ['Organization', 'Create', { name: 'North' }, 'system'],
        ['Setting', 'Update', { key: 'Auth.Password.PreviousUseLimit', after: '3' }, 'system'],
        ['Group', 'Create', { name: 'Prefects' }, 'system'],
        ['User', 'Create', { name: 'harry' }, 'system'],
        ['User', 'Create', { name: 'ron' }, 'system'],
        ['ExternalClient', 'Create', { name: 'Owl' }, 'system'],
      ],
    );
  });

  it('changes nothing the second time, and hashes nothing', async () => {
    await apply(school);
    const before = await content();
    assert.deepEqual(await apply(school, untouched), nothing);
    assert.deepEqual(await content(), before);
  });

  it('leaves people and settings as they are, whatever the file says about them now', async () => {
    await apply(school);
    const before = await content();
    const edited = school
      .replace('password: first', 'password: another, displayName: Harry, isActive: false')
      .replace('PreviousUseLimit: 3', 'PreviousUseLimit: 9');
    assert.deepEqual(await apply(edited, untouched), nothing);
    assert.deepEqual(await content(), before);
  });

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
    const owl = (await store.applications.findByClientId('owl')) ?? assert.fail();
    assert.deepEqual([owl.name, owl.postLogoutRedirectUris], ['Owl Post', [post]]);
    const names = (await store.applications.scopes(owl)).map(({ name }) => name);
    assert.deepEqual(names, ['PM.Group']);
    const secrets = await store.applications.secrets(owl);
    assert.deepEqual([matchesSecret(other, secrets, 1000), matchesSecret(secret, secrets, 1000)], [true, false]);
    const entry = await db
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

  it('leaves the secrets of an application that others have made, and takes keys in place of its own', async () => {
    await apply(school);
    const owl = (await store.applications.findByClientId('owl')) ?? assert.fail();
    const stored = { hash: hashSecret('made-by-somebody'), description: null, createdAt: 1, expiresAt: null };
    await store.applications.insertSecret(owl, stored);
    const changed = (members: string[]) => [{ organizationId: schoolId, kind: 'application', id: 'owl', members }];
    assert.deepEqual((await apply(school.replace(secret, 'third-secret-of-it'))).changed, changed(['secret']));
    const secrets = await store.applications.secrets(owl);
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
    const owner = (await store.apiResources.owners(schoolId)).get('Ledger.Read');
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

  it('adds to an organization, its users and its groups what they lack', async () => {
    await apply(school);
    const extended = school
      .replace('[North]', '[North, South]')
      .replace('Limit: 3 }', 'Limit: 3, Auth.UserLockOut.IsEnabled: false }')
      .replace('[{ name: Prefects }]', '[{ name: Prefects }, { name: Team }]')
      .replace('groups: [Prefects]', 'groups: [Prefects, Team, Administrators]');
    const result = await apply(extended, untouched);
    assert.deepEqual(result, { ...nothing, tenants: 1, settings: 1, groups: 1, memberships: 2 });
    assert.equal(await store.groups.isMember(schoolId, administratorsGroupId, 'har-3107'), true);
    const { details } = await db
      .selectFrom('audit_entries')
      .select('details')
      .orderBy('sequence', 'desc')
      .executeTakeFirstOrThrow();
    assert.deepEqual(JSON.parse(details), { addedMember: 'har-3107' });
    assert.deepEqual(await apply(extended, untouched), nothing);
  });

  it('extends the organization of the first start when it is named', async () => {
    const installation = (await install(store, operator, pool, 1)) ?? assert.fail();
    const result = await apply(
      'organizations: [{ name: default, tenants: [Default, Second], users: [{ userName: Admin }, { userName: b }] }]',
    );
    assert.deepEqual(result, { ...nothing, tenants: 1, users: 1 });
    assert.ok(await store.organizations.findTenant(installation.organizationId, 'Second'));
  });

  it('recognises by their ids what was renamed since', async () => {
    const ids = school
      .replace('{ name: Prefects }', `{ id: ${otherId}, name: Prefects }`)
      .replace('[North]', `[{ id: ${otherId}, name: North }]`)
      .replace('{ userName: ron', '{ id: ron, userName: ron');
    await apply(ids);
    await db
      .updateTable('organizations')
      .set({ name: 'Academy', name_key: 'ACADEMY' })
      .where('id', '=', schoolId)
      .execute();
    await db.updateTable('tenants').set({ name: 'East', name_key: 'EAST' }).execute();
    await db.updateTable('groups').set({ name: 'Elders', name_key: 'ELDERS' }).where('id', '=', otherId).execute();
    await db.updateTable('users').set({ user_name: 'r', user_name_key: 'R' }).where('id', '=', 'ron').execute();
    assert.deepEqual(await apply(ids, untouched), nothing);
  });

  it('does not bring back a deleted user, even if another has the name now', async () => {
    await apply(school);
    await db.updateTable('users').set({ deleted_at: 2000 }).where('id', '=', 'har-3107').execute();
    await db.deleteFrom('memberships').execute();
    assert.deepEqual(await apply(school, untouched), nothing);
    await apply(`organizations: [{ name: School, users: [{ id: second, userName: harry }] }]`);
    assert.deepEqual(await apply(school, untouched), nothing);
  });
});

describe('a seed that fails', () => {
  beforeEach(openStore);

  it('fails before anything is hashed or written when the store contradicts it', async () => {
    await apply(school);
    const before = await content();
    const contradiction = school
      .replace('- name: School', '- name: New')
      .replace('har-3107', 'x')
      .replace('North', 'South');
    await assert.rejects(apply(contradiction, untouched), {
      name: 'StartupError',
      message: /"harry" has the id "har-3107"/,
    });
    assert.deepEqual(await content(), before);
  });

  it('leaves the store as it was when a hash cannot be computed', async () => {
    const before = await content();
    const broken: Hasher = { ...untouched, hash: () => Promise.reject(new Error('no memory')) };
    await assert.rejects(apply(school, broken), /no memory/);
    assert.deepEqual(await content(), before);
  });

  it('leaves the store as it was when its last write fails', async () => {
    const before = await content();
    const failing: Store = {
      ...store,
      transaction: (work) =>
        store.transaction((tables) =>
          work({
            ...tables,
            applications: { ...tables.applications, insertSecret: () => Promise.reject(new Error('disk full')) },
          }),
        ),
    };
    await assert.rejects(apply(school, pool, failing), /disk full/);
    assert.deepEqual(await content(), before);
  });
});

describe('the example world', () => {
  beforeEach(openStore);

  it('applies to a fresh installation, once', async () => {
    await install(store, operator, pool, 1);
    const seed = readSeed(hogwarts);
    const result = await applySeed(store, operator, pool, seed, 1000);
    assert.deepEqual(result, {
      ...nothing,
      organizations: 2,
      tenants: 4,
      groups: 2,
      users: 5,
      memberships: 5,
      applications: 2,
    });
    assert.deepEqual(await applySeed(store, operator, untouched, seed, 2000), nothing);

    const organization = (await store.organizations.find('Hogwarts')) ?? assert.fail();
    assert.ok(await store.organizations.findTenant(organization.id, 'Gryffindor'));
    const harry = { organizationId: organization.id, id: 'har-3107' };
    const { passwordHash } = (await store.credentials.find(harry)) ?? assert.fail();
    assert.equal(await pool.verify(passwordHash ?? '', 'al0h0m0ra-account'), true);
    assert.equal(await store.groups.isMember(organization.id, administratorsGroupId, 'minerva'), true);
  });

  it('gives both of its applications every management scope', () => {
    for (const { applications } of readSeed(hogwarts).organizations) {
      const [application] = applications;
      assert.deepEqual(
        application?.scopes,
        managementScopes.map((name) => ({ name, type: 'both' })),
      );
    }
  });
});
