import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { matchesSecret } from '../directory/application.ts';
import { administratorsGroupId } from '../directory/group.ts';
import type { Store } from '../directory/store.ts';
import type { Hasher } from '../password/hasher.ts';
import { mailSettings } from '../store/mail-settings.ts';
import {
  applyTo,
  contentOf,
  nothing,
  school,
  schoolId,
  sealer,
  secret,
  untouched,
  useSeedWorld,
} from './apply.fixture.ts';

const world = useSeedWorld();
const apply = applyTo.bind(undefined, world);

describe('applying a seed', () => {
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
      { ...(await world.store.organizations.find('school')) },
      { id: schoolId, name: 'School', isActive: true, createdAt: 1000 },
    );
    assert.equal((await world.store.organizations.findTenant(schoolId, 'north'))?.name, 'North');
    assert.equal((await world.store.settings.inForce(schoolId))['Auth.Password.PreviousUseLimit'], '3');
    const group = await world.store.groups.findByName(schoolId, 'Prefects');
    assert.equal(group?.type, 'custom');
    assert.equal(await world.store.groups.isMember(schoolId, group?.id ?? '', 'har-3107'), true);
    assert.equal((await world.store.groups.find(schoolId, administratorsGroupId))?.name, 'Administrators');
  });

  it('writes the beginning of a long value, such as a picture, into the audit log', async () => {
    const logo = `data:image/png;base64,${'A'.repeat(100_000)}`;
    const lines = `settings: { Branding.Logo: '${logo}' }`;
    await apply(`organizations: [{ id: ${schoolId}, name: School, ${lines} }]`);
    const stored = await world.store.settings.stored({ organizationId: schoolId, userId: null }, ['Branding.Logo']);
    assert.equal(stored[0]?.value, logo);
    const entries = await world.store.audit.after(schoolId, 0, 100);
    const [details = ''] = entries.flatMap((entry) => (entry.category === 'Setting' ? [entry.details] : []));
    assert.match(details, /data:image\/png;base64,A+…/);
    assert.ok(details.length < 500, `${details.length}`);
  });

  it('never sends the password of one mail server to another', async () => {
    const level = { organizationId: schoolId, userId: null };
    const key = 'Email.Smtp.Password';
    const server = (lines: string) => `
organizations:
  - id: ${schoolId}
    name: School
    settings: { ${lines} }`;
    const password = async () => (await mailSettings(world.db, sealer).smtp(schoolId))[0]?.password;
    await apply(school);
    await world.store.settings.write(level, [{ key, value: 'of-the-old-server' }]);
    await apply(server('Auth.RequireConfirmedEmail: true, Email.Smtp.FromEmail: a@school.example'));
    assert.equal(await password(), 'of-the-old-server');
    await apply(server('Email.Smtp.Host: new.example'));
    assert.equal(await password(), undefined);
    await world.store.settings.write(level, [{ key, value: 'of-the-old-server' }]);
    await apply(server('Email.Smtp.Port: 587, Email.Smtp.Password: of-the-new-server'));
    assert.equal(await password(), 'of-the-new-server');
    const settings = (await world.store.audit.after(schoolId, 0, 100)).filter(({ category }) => category === 'Setting');
    assert.doesNotMatch(JSON.stringify(settings), /of-the/);
    assert.equal(settings.at(-1)?.details, JSON.stringify({ key, after: '********' }));
  });

  it('creates accounts that can be used at once', async () => {
    await apply(school);
    const harry = await world.store.users.find({ organizationId: schoolId, id: 'har-3107' });
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
    const ron = (await world.store.users.findByName(schoolId, 'ron')) ?? assert.fail();
    assert.equal(ron.isActive, false);
    assert.equal(ron.emailConfirmed, false);
    for (const [user, password, mustChange] of [
      [harry, 'f1rst-password', 0],
      [ron, 's3cond-password', 1],
    ] as const) {
      const credential = await world.store.credentials.find(user ?? assert.fail());
      assert.equal(await world.pool.verify(credential?.passwordHash ?? '', password), true);
      const row = await world.db
        .selectFrom('credentials')
        .select('must_change')
        .where('user_id', '=', user?.id ?? '')
        .executeTakeFirst();
      assert.equal(row?.must_change, mustChange);
    }
  });

  it('creates applications whose secret is the one in the file', async () => {
    await apply(school);
    const owl = (await world.store.applications.findByClientId('owl')) ?? assert.fail();
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
    const scopes = await world.store.applications.scopes(owl);
    assert.deepEqual(
      scopes.map((scope) => ({ ...scope })),
      [{ name: 'PM.User', type: 'both' }],
    );
    assert.equal(matchesSecret(secret, await world.store.applications.secrets(owl), 1000), true);
  });

  it('stores a hash that was made elsewhere, and none for a user without a password', async () => {
    const hash = '{SSHA256}mKLdJRDYuz8FROcTurDiYgFzCyeuIbdpKHaqAgbhML0DIISQEgKgdA==';
    await apply(
      `organizations: [{ id: ${schoolId}, name: S, users: [{ id: a, userName: a, passwordHash: "${hash}" }, { id: b, userName: b }] }]`,
      untouched,
    );
    assert.equal((await world.store.credentials.find({ organizationId: schoolId, id: 'a' }))?.passwordHash, hash);
    assert.equal((await world.store.credentials.find({ organizationId: schoolId, id: 'b' }))?.passwordHash, null);
    assert.equal(await world.store.credentials.slowestForeign(schoolId), hash);
  });

  it('records what it did', async () => {
    await apply(school);
    const rows = await world.db
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
});

describe('a seed that fails', () => {
  it('fails before anything is hashed or written when the store contradicts it', async () => {
    await apply(school);
    const before = await contentOf(world);
    const contradiction = school
      .replace('- name: School', '- name: New')
      .replace('har-3107', 'x')
      .replace('North', 'South');
    await assert.rejects(apply(contradiction, untouched), {
      name: 'StartupError',
      message: /"harry" has the id "har-3107"/,
    });
    assert.deepEqual(await contentOf(world), before);
  });

  it('leaves the store as it was when a hash cannot be computed', async () => {
    const before = await contentOf(world);
    const broken: Hasher = { ...untouched, hash: () => Promise.reject(new Error('no memory')) };
    await assert.rejects(apply(school, broken), /no memory/);
    assert.deepEqual(await contentOf(world), before);
  });

  it('leaves the store as it was when its last write fails', async () => {
    const before = await contentOf(world);
    const failing: Store = {
      ...world.store,
      transaction: (work) =>
        world.store.transaction((tables) =>
          work({
            ...tables,
            applications: { ...tables.applications, insertSecret: () => Promise.reject(new Error('disk full')) },
          }),
        ),
    };
    await assert.rejects(apply(school, world.pool, failing), /disk full/);
    assert.deepEqual(await contentOf(world), before);
  });
});

describe('a password in a seed file', () => {
  const weak = (members: string) => `
organizations:
  - id: ${schoolId}
    name: School
    settings: { Auth.Password.Preset: nist }
    users:
      - { userName: harry, password: sh0rt-password${members} }
`;

  it('has to keep the rules of the organization, with what the file sets of them, or nothing is made', async () => {
    const before = await contentOf(world);
    await assert.rejects(apply(weak('')), {
      name: 'StartupError',
      message:
        'seed.yaml, line 7: organizations[0].users[0].password breaks the rules of the organization for passwords, ' +
        'unless validatePassword is false: Passwords must be at least 15 characters.',
    });
    assert.deepEqual(await contentOf(world), before);
  });

  it('may be any where the file says so, and is not taken for one that was judged', async () => {
    await apply(weak(', validatePassword: false'));
    const rows = await world.db.selectFrom('credentials').select(['password_hash', 'kept_rules']).execute();
    assert.deepEqual([rows.length, rows[0]?.password_hash !== null, rows[0]?.kept_rules], [1, true, null]);
  });

  it('is known to keep the rules by which it was judged', async () => {
    await apply(school);
    const rows = await world.db.selectFrom('credentials').select('kept_rules').execute();
    assert.deepEqual(
      rows.map(({ kept_rules }) => kept_rules),
      ['8 digit lower', '8 digit lower'],
    );
  });
});
