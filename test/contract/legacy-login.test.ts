import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { hashSync } from '@node-rs/argon2';
import { administratorsGroupId } from '../../src/directory/group.ts';
import { newId } from '../../src/directory/identifier.ts';
import { hostId } from '../../src/directory/organization.ts';
import { permitOperator } from '../../src/directory/permission.ts';
import { provisionOrganization, provisionUser } from '../../src/provisioning/provision.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { noBudgets, useGatehouse } from '../support/gatehouse.ts';
import { type Answer, postChange, send } from '../support/http.ts';
import { setSetting } from '../support/settings.ts';
import { world } from '../support/world.ts';

const provisioning = permitOperator('installation.provision');

// Two hundred guesses wait their turn, however slow the machine.
const gatehouse = useGatehouse(async () => {}, {
  'hash-wait': '120',
  ...noBudgets,
});
const password = 'al0h0m0ra-account';
let account: Account;

beforeEach(async () => {
  account = await createAccount(gatehouse, password);
});

interface Login {
  readonly tenancy?: unknown;
  readonly name?: unknown;
  readonly secret?: unknown;
  readonly prefix?: string;
}

const post = (body: string, prefix = '', contentType = 'application/json', path = '/api/Account/Authenticate') =>
  send(`${gatehouse.url}${prefix}${path}`, {
    method: 'POST',
    headers: { 'content-type': contentType, 'user-agent': 'Owl/1.0' },
    body,
  });

const login = ({ tenancy = 'Hogwarts', name = `user-${account.id}`, secret = password, prefix = '' }: Login = {}) =>
  post(JSON.stringify({ TenancyName: tenancy, UsernameOrEmailAddress: name, Password: secret }), prefix);

const refusal = {
  result: null,
  targetUrl: null,
  success: false,
  error: {
    code: 0,
    message: 'Invalid credentials, failed to login.',
    details: null,
    validationErrors: null,
  },
  unAuthorizedRequest: true,
  __abp: true,
};

const claims = ({ json }: Answer) => JSON.parse(Buffer.from(json.result.split('.')[1], 'base64url').toString());
const attempts = () =>
  gatehouse.db.selectFrom('login_attempts').selectAll().where('user_id', '=', account.id).execute();

describe('the legacy login', () => {
  it('answers its envelope with an access token of the person, good for an hour', async () => {
    const answer = await login();
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8');
    const { result, ...rest } = answer.json;
    assert.deepEqual(rest, { targetUrl: null, success: true, error: null, unAuthorizedRequest: false, __abp: true });
    assert.deepEqual(Object.keys(answer.json), Object.keys(refusal));
    const { sub, prt_id, exp, iat, scope, sub_type } = claims(answer);
    assert.deepEqual([sub, prt_id, exp - iat, sub_type], [account.id, world.organization.id, 3600, 'user']);
    assert.ok(scope.includes('PM.User') && scope.includes('PM.Audit'));
    const change = { oldPassword: password, newPassword: 'patr0nu5' };
    assert.equal((await postChange(gatehouse, { bearer: result, userId: account.id }, change)).status, 200);
    assert.equal((await postChange(gatehouse, { bearer: result, userId: account.id }, change)).status, 401);
  });

  it('gives the person no more rights than the person has', async () => {
    const other = await createAccount(gatehouse, password);
    const { result: bearer } = (await login()).json;
    assert.equal((await postChange(gatehouse, { bearer, userId: other.id }, {})).status, 403);
    account = await createAccount(gatehouse, password, { isAdministrator: true });
    const { result: administrator } = (await login()).json;
    assert.equal((await postChange(gatehouse, { bearer: administrator, userId: other.id }, {})).status, 400);
  });

  it('takes the name of a tenant for its organization, in the URL and where there is one of that name only', async () => {
    const { organization, tenant, otherOrganization } = world;
    for (const [tenancy, prefix, status] of [
      [tenant, '', 200],
      [tenant.toUpperCase(), `/${organization.name}`, 200],
      [tenant, `/${organization.id}/${tenant}`, 200],
      [organization.id, `/${organization.name}`, 200],
      ['', `/${organization.name}`, 200],
      ['Nowhere', '', 401],
      ['Nowhere', `/${organization.name}`, 401],
      [otherOrganization.name, `/${organization.name}`, 401],
      [tenant, `/${otherOrganization.name}`, 401],
      ['host', `/${organization.name}`, 401],
    ] as const) {
      assert.equal((await login({ tenancy, prefix })).status, status, `${tenancy} ${prefix}`);
    }
    const twin = { organizationId: otherOrganization.id, id: newId(), name: 'Great Hall', createdAt: Date.now() };
    await gatehouse.store.organizations.insertTenant(twin);
    assert.equal((await login({ tenancy: 'great hall' })).status, 401); // Of another organization.
    await gatehouse.store.organizations.insertTenant({ ...twin, organizationId: organization.id, id: newId() });
    assert.equal((await login({ tenancy: 'great hall' })).status, 401); // Of several.
    assert.equal((await login({ tenancy: 'great hall', prefix: `/${organization.name}` })).status, 200);
  });

  it('stands behind an organization and a tenant or without, in any letter case', async () => {
    for (const prefix of ['/Hogwarts', `/hogwarts/${world.tenant}`, `/${world.organization.id}`]) {
      assert.equal((await login({ tenancy: '', prefix })).status, 200);
    }
    const body = `{"TENANCYNAME":"hogwarts","usernameoremailaddress":"user-${account.id}","password":"${password}"}`;
    assert.equal((await post(body, '', 'application/json', '/API/account/AUTHENTICATE')).status, 200);
  });

  it('stands behind an organization of any name, with the letter too whose small one is longer', async () => {
    const [id, name] = [newId(), 'İzmir İş'];
    const organization = { id, name, createdAt: Date.now() };
    await gatehouse.store.transaction((tables) => provisionOrganization(tables, provisioning, organization));
    const person = await createAccount(gatehouse, password, { organizationId: id });
    const answer = await login({ tenancy: '', name: `user-${person.id}`, prefix: `/${encodeURIComponent(name)}` });
    assert.equal(claims(answer).sub, person.id);
  });

  it('lets an administrator of the host in by the tenancy host', async () => {
    const id = newId();
    const names = { userName: `host-${id}`, email: null, name: null, surname: null, displayName: null };
    const flags = { emailConfirmed: false, isActive: true, bypassBasicAuthRestriction: true, invitationAccepted: true };
    const user = { organizationId: hostId, id, ...names, ...flags, createdAt: 0 };
    const passwordHash = hashSync(password);
    const groupIds = [administratorsGroupId];
    await gatehouse.store.transaction((tables) =>
      provisionUser(tables, provisioning, { user, passwordHash, mustChange: false, groupIds }),
    );
    for (const place of [{ tenancy: 'Host' }, { tenancy: hostId }, { tenancy: '', prefix: '/host' }]) {
      const answer = await login({ name: user.userName, ...place });
      assert.equal(answer.status, 200);
      assert.equal(claims(answer).prt_id, hostId);
      assert.equal(claims(answer).host, true);
    }
    assert.equal('host' in claims(await login()), false);
    const bearer = (await login({ name: user.userName, tenancy: 'host' })).json.result;
    assert.equal((await postChange(gatehouse, { bearer, userId: account.id }, {})).status, 400);
  });

  it('is not to be found below the identity prefix, and answers no other method', async () => {
    for (const prefix of ['/identity', '/Hogwarts/identity_']) assert.equal((await login({ prefix })).status, 404);
    const answer = await send(`${gatehouse.url}/api/Account/Authenticate`);
    assert.equal(answer.status, 405);
    assert.equal(answer.headers.get('allow'), 'POST');
  });

  it('answers 401 with the same body for whatever does not fit', async () => {
    const without = await createAccount(gatehouse, null);
    const tries = [
      { name: 'nobody' },
      { secret: 'wrong' },
      { secret: '' },
      { secret: null },
      { name: null },
      { tenancy: 'Nowhere' },
      { tenancy: 'host' },
      { tenancy: 'Durmstrang' },
      { tenancy: '', prefix: '/nowhere' },
      { name: `user-${without.id}` },
    ];
    for (const one of tries) {
      const answer = await login(one);
      assert.equal(answer.status, 401, JSON.stringify(one));
      assert.deepEqual(answer.json, refusal);
    }
  });

  for (const [what, body, contentType] of [
    ['broken', '{"TenancyName":', 'application/json'],
    ['empty', '', 'application/json'],
    ['of the wrong shape', '{"Password":{}}', 'application/json'],
    ['a list', '[]', 'application/json'],
    ['no JSON', 'Password=x', 'application/x-www-form-urlencoded'],
  ] as const) {
    it(`answers 400 in the same form to a body that is ${what}, and records nothing`, async () => {
      const before = await gatehouse.db.selectFrom('login_attempts').select('id').execute();
      const answer = await post(body, '', contentType);
      assert.equal(answer.status, 400);
      assert.equal(answer.json.success, false);
      assert.ok(answer.json.error.message.length > 0);
      assert.deepEqual(Object.keys(answer.json), Object.keys(refusal));
      assert.equal((await gatehouse.db.selectFrom('login_attempts').select('id').execute()).length, before.length);
    });
  }

  it('does not let anybody in who has to change the password first, and says so', async () => {
    await gatehouse.db.updateTable('credentials').set({ must_change: 1 }).where('user_id', '=', account.id).execute();
    assert.deepEqual((await login({ secret: 'wrong' })).json, refusal);
    const answer = await login();
    assert.equal(answer.status, 401);
    assert.match(answer.json.error.message, /must be changed/);
  });

  it('is for those who are exempt where the organization restricts passwords', async () => {
    await using _ = await setSetting(gatehouse, 'Auth.RestrictBasicAuthentication', 'true');
    assert.match((await login()).json.error.message, /does not allow/);
    const exempt = { bypass_basic_auth_restriction: 1 } as const;
    await gatehouse.db.updateTable('users').set(exempt).where('id', '=', account.id).execute();
    assert.equal((await login()).status, 200);
  });

  it('writes a row for every attempt, with the client, and never the password', async () => {
    await login();
    await login({ secret: 'wrong-Secret-1' });
    const rows = await attempts();
    assert.deepEqual(
      rows.map(({ result, client_ip, browser_info }) => [result, client_ip, browser_info]),
      [
        ['success', '127.0.0.1', 'Owl/1.0'],
        ['invalidPassword', '127.0.0.1', 'Owl/1.0'],
      ],
    );
    assert.doesNotMatch(JSON.stringify([rows, gatehouse.logLines]), /Secret|al0h0m0ra|eyJ/);
  });
});

describe('the lock over several channels', () => {
  const change = (n: number, bearer: string) =>
    postChange(gatehouse, { bearer, userId: account.id }, { oldPassword: `guess-${n}`, newPassword: 'patr0nu5' });

  it('gives two hundred parallel guesses no more verifications than the limit for each source', async () => {
    const administrator = await createAccount(gatehouse, password, { isAdministrator: true });
    const { result: bearer } = (await login({ name: `user-${administrator.id}` })).json;
    const guesses = Array.from({ length: 100 }, (_, n) => n);
    const [changes, logins] = await Promise.all([
      Promise.all(guesses.map((n) => change(n, bearer))),
      Promise.all(guesses.map((n) => login({ secret: `guess-${n}` }))),
    ]);
    assert.ok(logins.every(({ status }) => status === 401));
    const code = ({ json }: Answer): string => json.errors[0].code;
    assert.ok(changes.every((answer) => /^(PasswordMismatch|UserLockedOut)$/.test(code(answer))));
    assert.equal(changes.filter((answer) => code(answer) === 'PasswordMismatch').length, 10);
    const entries = await gatehouse.db
      .selectFrom('audit_entries')
      .select('details')
      .where('target_id', '=', account.id)
      .where('action', '=', 'LockedOut')
      .execute();
    assert.deepEqual(entries.map(({ details }) => JSON.parse(details).source).sort(), ['administrator', 'network']);
    // Of the ten, the one that reaches the limit says what it led to.
    assert.equal((await attempts()).filter(({ result }) => result === 'invalidPassword').length, 18);
    assert.deepEqual((await login()).json, refusal);
  });
});
