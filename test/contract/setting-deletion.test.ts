import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { hostId } from '../../src/directory/organization.ts';
import { withAsked } from '../../src/store/asked.fixture.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { auditOf } from '../support/audit.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { token } from '../support/http.ts';
import { userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

const { organization, otherOrganization } = world;
let bearer = '';
let person: Account;
let own = '';
let ofHost = '';
const gatehouse = useGatehouse(async (running) => {
  bearer = await token(running, 'PM.Setting PM.AuthSetting');
  person = await createAccount(running, null);
  own = await userToken(running, person, ['PM.Setting']);
  const administrator = await createAccount(running, null, { isAdministrator: true, organizationId: hostId });
  ofHost = await userToken(running, administrator, ['PM.Setting', 'PM.AuthSetting']);
});
const call = (method: string, path: string, body?: unknown, as = bearer) =>
  apiOf(gatehouse, () => as)(method, `/api/Setting${path}`, body);
const put = (values: Readonly<Record<string, string>>, as = bearer, more: object = {}) =>
  call('PUT', '', { settings: Object.entries(values).map(([key, value]) => ({ key, value })), ...more }, as);
const value = async (key: string, as = bearer, more = '') =>
  (await call('GET', `?key=${key}${more}`, undefined, as)).json[0]?.value;
beforeEach(async () => {
  await gatehouse.db.deleteFrom('settings').execute();
});

const limit = 'Auth.Password.PreviousUseLimit';

describe('a deleted setting', () => {
  it('gives way to what the host has, and then to the built-in default', async () => {
    await put({ [limit]: '3' }, ofHost);
    await put({ [limit]: '5' });
    assert.equal(await value(limit), '5');
    const answer = await call('DELETE', `?key=${limit.toUpperCase()}`);
    assert.deepEqual([answer.status, answer.text], [204, '']);
    assert.equal(await value(limit), '3');
    assert.equal((await call('DELETE', `?key=${limit}&partitionGlobalId=${hostId}`, undefined, ofHost)).status, 204);
    assert.equal(await value(limit), '1');
  });

  for (const [what, path, body] of [
    ['keys in the query', '?key=A.B&key=C.D&partitionGlobalId=', undefined],
    ['keys in the query, beside a body that is null', '?key=A.B&key=C.D', null],
    ['keys in the body', '', { keys: ['a.b', 'C.D'], partitionGlobalId: organization.id }],
    ['settings in the body', '', { settings: [{ key: 'A.B' }, { key: 'C.D', value: 'x' }] }],
    ['both', `?key=A.B&partitionGlobalId=${organization.id}`, { keys: ['C.D', null, 'No.Such'] }],
  ] as const) {
    it(`is named by ${what}; those that are not there are skipped`, async () => {
      await put({ 'A.B': '1', 'C.D': '2', 'E.F': '3' });
      const at = path.endsWith('=') ? `${path}${organization.id}` : path;
      assert.equal((await call('DELETE', at, body)).status, 204);
      assert.deepEqual([await value('A.B'), await value('C.D'), await value('E.F')], [undefined, undefined, '3']);
      assert.equal((await call('DELETE', at, body)).status, 204);
    });
  }

  it('has to be named', async () => {
    for (const body of [undefined, {}, { keys: [] }, { settings: [{}] }]) {
      const { status, json } = await call('DELETE', '', body);
      assert.deepEqual([status, json.errors], [400, { Keys: ['The Keys field is required.'] }]);
    }
  });

  it('is one of a person, where it names the person', async () => {
    await put({ Theme: 'dark' }, own, { userId: person.id });
    await put({ Theme: 'light' });
    assert.equal((await call('DELETE', `?key=Theme&userId=${person.id}`, undefined, own)).status, 204);
    assert.equal(await value('Theme', own, `&userId=${person.id}`), undefined);
    assert.equal(await value('Theme'), 'light');
    assert.equal((await call('DELETE', '', { keys: ['Theme'] }, own)).status, 403);
    assert.equal((await call('DELETE', `?key=Theme&userId=${world.harry.id}`, undefined, own)).status, 403);
  });

  it('can be named by its number, in its own organization alone', async () => {
    const { id } = (await put({ 'A.B': '1' })).json[0];
    const other = await token(gatehouse, 'PM.Setting PM.AuthSetting', world.otherApplication);
    assert.equal((await call('DELETE', `/${id}`, undefined, other)).status, 404);
    assert.equal((await call('DELETE', `/${id}`, undefined, own)).status, 403);
    assert.equal((await call('DELETE', `/${id}?partitionGlobalId=${otherOrganization.id}`)).status, 403);
    assert.equal((await call('DELETE', `/${id}`)).status, 204);
    assert.equal(await value('A.B'), undefined);
    assert.equal((await call('DELETE', `/${id}`)).status, 404);
    assert.equal((await call('DELETE', '/9223372036854775807')).status, 404);
    assert.equal((await call('DELETE', '/x')).status, 400);
  });

  it('is none of the organization where the host is named', async () => {
    const { id } = (await put({ 'A.B': '1' })).json[0];
    for (const path of [`/${id}?`, '?key=A.B&']) {
      assert.equal((await call('DELETE', `${path}partitionGlobalId=${hostId}`)).status, 403, path);
      assert.equal(await value('A.B'), '1');
    }
  });

  it('that is not there is refused to a person as one that is not theirs', async () => {
    const { id } = (await put({ Theme: 'dark' }, own, { userId: person.id })).json[0];
    const [{ id: ofOrganization }] = (await put({ 'A.B': '1' })).json;
    const answers = [
      await call('DELETE', `/${ofOrganization}`, undefined, own),
      await call('DELETE', '/4711', undefined, own),
    ];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [403, 403],
    );
    assert.equal(answers[0]?.json.errorMessage, answers[1]?.json.errorMessage);
    const ofSettings = async (as: string, number: number) => {
      const { asked } = await withAsked(() => call('DELETE', `/${number}`, undefined, as));
      return asked.filter((sql) => /from "settings" where "organization_id" = \S+ and "id" = /.test(sql)).length;
    };
    assert.equal(await ofSettings(bearer, 4711), 1);
    assert.equal(await ofSettings(own, 4711), 0, 'nobody looks for it among the settings of everybody');
    assert.equal((await call('DELETE', `/${id}`, undefined, own)).status, 204);
  });

  it('is in the audit log, with what it was', async () => {
    await put({ 'A.B': '1' });
    await call('DELETE', '?key=A.B');
    const [entry] = await auditOf(gatehouse, 'Setting');
    assert.deepEqual([entry?.action, entry?.targetId], ['Delete', organization.id]);
    assert.deepEqual([entry?.details.key, entry?.details.before, entry?.details.after], ['A.B', '1', null]);
  });
});

describe('settings that are changed while others are deleted', () => {
  const change = (body: object, as = bearer) => call('POST', '/Change', body, as);
  const entries = (values: Readonly<Record<string, string>>) =>
    Object.entries(values).map(([key, value]) => ({ key, value }));

  it('are changed and deleted together, and each is in the audit log', async () => {
    await put({ 'A.B': '1', 'C.D': '2' });
    const { status, json } = await change({ settings: entries({ 'A.B': '3' }), keys: ['c.d', 'C.D', null, 'No.Such'] });
    assert.deepEqual(
      [status, json.map(({ key, value: is }: { key: string; value: string }) => [key, is])],
      [200, [['A.B', '3']]],
    );
    assert.deepEqual([await value('A.B'), await value('C.D')], ['3', undefined]);
    const [first, second] = await auditOf(gatehouse, 'Setting');
    assert.deepEqual([first?.action, second?.action].toSorted(), ['Delete', 'Update']);
    assert.equal((await change({ keys: ['A.B'] })).text, '[]');
    assert.equal(await value('A.B'), undefined);
  });

  it('stay as they are where one of them is refused', async () => {
    await put({ [limit]: '5', 'A.B': '1' });
    const weak = await token(gatehouse, 'PM.Setting');
    for (const [status, body, as] of [
      [400, { settings: entries({ [limit]: 'x' }), keys: ['A.B'] }, bearer],
      [409, { settings: entries({ 'A.B': '2' }), keys: ['a.b'] }, bearer],
      [403, { settings: entries({ 'A.B': '2' }), keys: [limit] }, weak],
      [400, {}, bearer],
      [400, { settings: [], keys: [null] }, bearer],
    ] as const) {
      assert.equal((await change(body, as)).status, status, JSON.stringify(body));
      assert.deepEqual([await value(limit), await value('A.B')], ['5', '1']);
    }
  });

  it('do not leave the password of one mail server to another', async () => {
    const [port, password] = ['Email.Smtp.Port', 'Email.Smtp.Password'];
    const server = { 'Email.Smtp.Host': 'mail.hogwarts.example', [port]: '2525', [password]: 'smtp-passw0rd' };
    await put(server);
    await change({ settings: entries({ 'Email.Smtp.FromDisplayName': 'Owlery' }), keys: [port] });
    assert.equal(await value(password), undefined);
    await put(server);
    await change({ settings: entries({ 'Email.Smtp.Host': 'mail.elsewhere.example' }), keys: ['A.B'] });
    assert.ok(!(await value(password)));
    await put(server);
    assert.equal((await change({ settings: entries({ [port]: '2526' }), keys: ['Email.Smtp'] })).status, 409);
  });
});

describe('a setting on which a protection stands', () => {
  it('is deleted by whoever may change it, and by nobody else', async () => {
    await put({ [limit]: '5' });
    const [row] = (await call('GET', `?key=${limit}`)).json;
    const weak = await token(gatehouse, 'PM.Setting');
    for (const answer of [
      await call('DELETE', `?key=${limit}`, undefined, weak),
      await call('DELETE', '', { keys: ['Innocent', limit] }, weak),
      await call('DELETE', '?key=email.SMTP', undefined, weak),
      await call('DELETE', `/${row.id}`, undefined, weak),
    ]) {
      assert.equal(answer.status, 403);
      assert.match(answer.json.errorMessage, /PM\.AuthSetting/);
    }
    assert.equal(await value(limit), '5');
  });
});

describe('how mail is sent', () => {
  const smtp = {
    'Email.Smtp.Host': 'mail.hogwarts.example',
    'Email.Smtp.Port': '2525',
    'Email.Smtp.UserName': 'owlery',
    'Email.Smtp.Password': 'smtp-passw0rd',
    'Email.Smtp.FromEmail': 'owlery@hogwarts.example',
  };
  const rows = async () =>
    (await gatehouse.db.selectFrom('settings').select('key').orderBy('key').execute()).map(({ key }) => key);

  it('is deleted as a whole by the name that its settings begin with', async () => {
    await put({ ...smtp, 'Email.Other': 'x' });
    assert.equal((await call('DELETE', '?key=Email.Smtp')).status, 204);
    assert.deepEqual(await rows(), ['Email.Other']);
    const entries = JSON.stringify(await auditOf(gatehouse, 'Setting'));
    assert.ok(!entries.includes('smtp-passw0rd'));
  });

  it('loses its password with whatever leads to the server', async () => {
    for (const key of ['Email.Smtp.Host', 'Email.Smtp.Port', 'Email.Smtp.UserName']) {
      await put(smtp);
      assert.equal((await call('DELETE', `?key=${key}`)).status, 204);
      const left = await rows();
      assert.ok(!left.includes(key) && !left.includes('Email.Smtp.Password'), key);
    }
    await put(smtp);
    await call('DELETE', '?key=Email.Smtp.FromEmail');
    assert.ok((await rows()).includes('Email.Smtp.Password'));
  });
});
