import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { newId } from '../../src/directory/identifier.ts';
import { hostId } from '../../src/directory/organization.ts';
import { permitOperator } from '../../src/directory/permission.ts';
import { type IdentityErrorCode, identityError, StartupError } from '../../src/errors.ts';
import { applySeed } from '../../src/seed/apply.ts';
import { parseSeed } from '../../src/seed/read.ts';
import { createHashPool } from '../../src/server/capacity.ts';
import { createLink } from '../support/account-link.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { importBreached, openBreached } from '../support/breached.ts';
import { noBudgets, useGatehouse } from '../support/gatehouse.ts';
import { postChange, token } from '../support/http.ts';
import { smallHashing } from '../support/small-hashes.ts';
import { userToken } from '../support/user-token.ts';
import { createVisitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

const { organization } = world;
const present = 'al0h0m0ra-account';
const preset = 'Auth.Password.Preset';
const complexity = 'Auth.Password.PasswordComplexity';
const target = { partitionGlobalId: organization.id };

let bearer: string;
const gatehouse = useGatehouse(async (running) => {
  bearer = await token(running, 'PM.User PM.Setting PM.AuthSetting');
}, noBudgets);
const call = apiOf(gatehouse, () => bearer);
const errorCodes = ({ json }: { json: { errors: readonly { code: string }[] } }) => json.errors.map(({ code }) => code);
const put = (...settings: readonly { readonly key: string; readonly value: string | null }[]) =>
  call('PUT', '/api/Setting', { settings, ...target });
const inForce = async (key: string) => (await call('GET', `/api/Setting?key=${key}`)).json[0];

/** A person whose names a password must not contain. */
async function quirrell(): Promise<Account> {
  const account = await createAccount(gatehouse, present);
  const names = { name: 'Quirinus', surname: 'Quirrell', email: `turban.${account.id}@vault.example` };
  const user = await gatehouse.store.users.find(account);
  await gatehouse.store.users.replace(user ?? assert.fail(), names, Date.now());
  return account;
}

const seedCodes: readonly IdentityErrorCode[] = [
  ...(['PasswordTooShort', 'PasswordTooCommon', 'PasswordBreached', 'PasswordContainsContext'] as const),
];
const argumentOf = (code: IdentityErrorCode) => (code === 'PasswordTooShort' ? 15 : undefined);

/** Every way to set a password: each answers which rules it breaks. */
const ways: Readonly<Record<string, (newPassword: string) => Promise<readonly string[]>>> = {
  async 'the check'(newPassword) {
    const { json } = await call('POST', `/api/User/${(await quirrell()).id}/checkpassword`, { newPassword });
    return json.rules
      .filter(({ isKept }: { isKept: boolean }) => isKept === false)
      .map((one: { code: string }) => one.code);
  },
  async 'a change'(newPassword) {
    const { id: userId } = await quirrell();
    return errorCodes(await postChange(gatehouse, { bearer, userId }, { oldPassword: present, newPassword }));
  },
  async 'a change of the own one'(newPassword) {
    const own = await userToken(gatehouse, await quirrell(), ['PM.User']);
    const body = { oldPassword: present, newPassword };
    return errorCodes(await apiOf(gatehouse, () => own)('POST', '/api/Account/ChangePassword', body));
  },
  async 'an update by an application'(password) {
    return errorCodes(await call('PUT', `/api/User/${(await quirrell()).id}`, { password }));
  },
  async 'an update that brings the names as well'(password) {
    const { id } = await createAccount(gatehouse, present);
    return errorCodes(await call('PUT', `/api/User/${id}`, { password, surname: 'Quirrell', name: 'Turban' }));
  },
  async 'a creation'(password) {
    const names = { userName: `turban-${newId()}`, surname: 'Quirrell' };
    return errorCodes(await call('POST', '/api/User', { ...target, ...names, password, validatePassword: true }));
  },
  'a link for a forgotten password': (newPassword) => byLink('ForgotPassword', newPassword),
  'an invitation': (newPassword) => byLink('UserInvitation', newPassword),
  async 'the page, before the form is sent'(newPassword) {
    const link = await createLink(gatehouse, await quirrell(), 'ForgotPassword');
    const path = `/identity/web/reset?token=${link}`;
    const { html } = await createVisitor(() => gatehouse.url).submit(path, { newPassword }, inPlace);
    return (JSON.parse(html) as { code: string; isKept: boolean | null }[])
      .filter(({ isKept }) => isKept === false)
      .map(({ code }) => code);
  },
  async 'a seed file'(password) {
    await using hasher = createHashPool(gatehouse.config, smallHashing.parts.startHashWorker);
    const user = { userName: `turban-${newId()}`, surname: 'Quirrell', password };
    const text = JSON.stringify({ organizations: [{ id: organization.id, name: organization.name, users: [user] }] });
    const operator = permitOperator('installation.provision');
    try {
      await using breached = openBreached(gatehouse);
      await applySeed(gatehouse.store, operator, { hasher, breached }, parseSeed(text, 'seed.json'), Date.now());
      return [];
    } catch (error) {
      assert.ok(error instanceof StartupError);
      return seedCodes.filter((code) =>
        error.message.includes(identityError(code, argumentOf(code)).description.slice(0, -1)),
      );
    }
  },
};

const inPlace = { 'gatehouse-answer': 'verdicts' };

async function byLink(kind: 'ForgotPassword' | 'UserInvitation', newPassword: string) {
  const link = await createLink(gatehouse, await quirrell(), kind);
  return errorCodes(await call('POST', '/api/Account/ResetPassword', { token: link, newPassword }));
}

describe('the rules of NIST', () => {
  before(async () => {
    assert.equal((await put({ key: preset, value: 'nist' })).status, 200);
    await importBreached(gatehouse, ['a phrase that became public']);
  });

  for (const [name, broken] of Object.entries(ways)) {
    it(`hold for ${name} as for every other way to set a password`, async () => {
      for (const [password, expected] of [
        ['lum0s-maxima', ['PasswordTooShort']],
        ['🔑'.repeat(14), ['PasswordTooShort', 'PasswordTooCommon']],
        ['Passwordpassword', ['PasswordTooCommon']],
        ['a phrase that became public', ['PasswordBreached']],
        ['the-turban-of-QUIRRELL', ['PasswordContainsContext']],
        ['a great hall of hogwarts', ['PasswordContainsContext']],
        ['open-the-gatehouse-door', ['PasswordContainsContext']],
        ['turban turban', ['PasswordTooShort', 'PasswordContainsContext']],
        ['correct horse battery staple', []],
        ['密码пароль🔑contraseña', []],
      ] as const) {
        assert.deepEqual(await broken(password), expected, `${password}`);
      }
    });
  }

  it('are nothing that users in bulk could get around: they have no passwords', async () => {
    const users = [{ userName: `turban-${newId()}`, password: 'short' }];
    const { json } = await call('POST', '/api/User/BulkCreate', { ...target, users });
    const [{ id }] = json.users;
    assert.equal((await gatehouse.store.credentials.find({ organizationId: organization.id, id }))?.passwordHash, null);
  });

  it('can be left aside by an application that creates an account, and by a seed file, when they say so', async () => {
    const wanted = { ...target, userName: `turban-${newId()}`, password: 'short', validatePassword: false };
    assert.equal((await call('POST', '/api/User', wanted)).status, 200);
    await using hasher = createHashPool(gatehouse.config, smallHashing.parts.startHashWorker);
    const user = { userName: `turban-${newId()}`, password: 'short', validatePassword: false };
    const text = JSON.stringify({ organizations: [{ id: organization.id, name: organization.name, users: [user] }] });
    const operator = permitOperator('installation.provision');
    await using breached = openBreached(gatehouse);
    const tools = { hasher, breached };
    const { users } = await applySeed(gatehouse.store, operator, tools, parseSeed(text, 'seed.json'), Date.now());
    assert.equal(users, 1);
  });
});

describe('a preset', () => {
  const lengthOf = async () => JSON.parse((await inForce(complexity)).value).Length;

  it('stands for the values that are shown while nothing else is stored', async () => {
    await put({ key: preset, value: 'nist' });
    const { id, partitionGlobalId } = await inForce(complexity);
    assert.deepEqual([id, partitionGlobalId, await lengthOf()], [0, organization.id, '15']);
    assert.equal((await inForce('Auth.Password.RefuseCommonPasswords')).value, 'true');
  });

  it('gives way to what is stored afterwards, or with it', async () => {
    await put({ key: preset, value: 'nist' });
    await put({ key: complexity, value: '{"Length":"20"}' });
    assert.equal(await lengthOf(), '20');
    await put({ key: preset, value: 'nist' }, { key: complexity, value: '{"Length":"21"}' });
    assert.equal(await lengthOf(), '21');
  });

  it('takes the place of what was stored before, as the audit tells', async () => {
    await put({ key: complexity, value: '{"Length":"20"}' });
    await put({ key: preset, value: 'nist' });
    assert.equal(await lengthOf(), '15');
    const entries = await gatehouse.store.audit.after(organization.id, 0, 100_000);
    const deleted = entries.filter(({ action, details }) => action === 'Delete' && details.includes(complexity));
    assert.match(deleted.at(-1)?.details ?? '', /"before":"\{\\"Length\\":\\"20\\"\}","after":null/);
  });

  it('of the host holds for an organization that has none, and not for one that has', async () => {
    await call('DELETE', '/api/Setting', { keys: [preset], ...target });
    await gatehouse.store.settings.put(hostId, preset, 'nist');
    assert.equal(await lengthOf(), '15');
    await put({ key: preset, value: 'compatible' });
    assert.equal(await lengthOf(), '8');
    await gatehouse.store.settings.delete({ organizationId: hostId, userId: null }, [preset]);
  });
});
