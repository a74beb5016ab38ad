import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { auditOf } from '../support/audit.ts';
import { send } from '../support/http.ts';
import { world } from '../support/world.ts';
import { limit, one, useSettings } from './settings.fixture.ts';

const { organization, otherOrganization } = world;
const host = '00000000-0000-0000-0000-000000000000';
const { gatehouse, person, bearers, get, put } = useSettings();

describe('the settings of an organization', () => {
  it('are an empty list when no key is asked for', async () => {
    const answer = await get('');
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.json, []);
  });

  it('show the built-in default with the id 0 where nothing is stored, for a key in any letter case', async () => {
    const { json } = await get(`key=auth.password.PREVIOUSUSELIMIT&key=Unknown.Key&$count=false`);
    assert.deepEqual(Object.keys(json[0]), ['id', 'key', 'value', 'partitionGlobalId', 'userId']);
    assert.deepEqual(json, [{ id: 0, key: limit, value: '1', partitionGlobalId: organization.id, userId: null }]);
  });

  it("fall back to the host's row before the default, and the own row wins over both", async () => {
    const key = 'Auth.Session.IdleTimeoutMinutes';
    const stored = await put(one(key, 45), bearers.hostAdministrator);
    assert.equal(stored.status, 200, stored.text);
    assert.deepEqual([stored.json[0].partitionGlobalId, stored.json[0].value], [host, '45']);
    assert.deepEqual((await get(`key=${key}`)).json, stored.json);
    const mine = await put(one(key, '20'));
    assert.deepEqual((await get(`key=${key}`)).json, mine.json);
    assert.equal(mine.json[0].partitionGlobalId, organization.id);
  });

  it('keep their id when they change, and the id is one that 31 bits hold', async () => {
    const first = await put(one('Any.Key', 'a'));
    const second = await put(one('any.key', 'b'));
    assert.equal(second.json[0].id, first.json[0].id);
    assert.ok(first.json[0].id > 0 && first.json[0].id < 2 ** 31);
    assert.deepEqual((await get('key=ANY.KEY')).json, second.json);
  });

  it('come in the order asked', async () => {
    const { json } = await get(`key=${limit}&key=Auth.Password.DefaultExpirationDays&key=${limit}`);
    assert.deepEqual(
      json.map(({ key }: { key: string }) => key),
      [limit, 'Auth.Password.DefaultExpirationDays'],
    );
  });

  it('are listed in full to the host only', async () => {
    const { json } = await get(`partitionGlobalId=${organization.id}`, bearers.hostAdministrator);
    assert.ok(json.length > 0);
    assert.deepEqual((await get('', bearers.administrator)).json, []);
  });

  it('never show the password of the mail server, neither in an answer nor in the audit nor in the store', async () => {
    const stored = await put(one('Email.Smtp.Password', 'hunter2-hunter2'));
    assert.equal(stored.json[0].value, '********');
    assert.equal((await get('key=email.smtp.password')).json[0].value, '********');
    const rows = await gatehouse.db.selectFrom('settings').selectAll().execute();
    assert.doesNotMatch(JSON.stringify(rows), /hunter2/);
    assert.doesNotMatch(JSON.stringify(await auditOf(gatehouse, 'Setting')), /hunter2/);
    const before = rows.find(({ key }) => key === 'Email.Smtp.Password')?.value;
    await put(one('Email.Smtp.Password', '********'));
    const after = await gatehouse.db
      .selectFrom('settings')
      .selectAll()
      .where('key', '=', 'Email.Smtp.Password')
      .execute();
    assert.equal(after[0]?.value, before);
  });

  it('do not show the organizations how the host sends its mail', async () => {
    await put(one('Email.Smtp.Host', 'mail.host.example'), bearers.hostAdministrator);
    assert.deepEqual((await get('key=Email.Smtp.Host')).json, []);
    assert.equal((await get('key=Email.Smtp.Port')).json[0].value, '25');
  });

  it('store null, and keep the text exactly as written', async () => {
    const key = 'Auth.Password.PasswordComplexity';
    const value = '{ "hasDigit": true,  "Length":"9" }';
    assert.equal((await put(one(key, value))).json[0].value, value);
    assert.equal((await get(`key=${key}`)).json[0].value, value);
    assert.equal((await put(one(key, null))).json[0].value, null);
  });

  it('tell the audit what changed, and nothing when nothing did', async () => {
    await put(one('Branding.DisplayName', 'Before'), bearers.administrator);
    await put(one('Branding.DisplayName', 'After'), bearers.administrator);
    const entries = await auditOf(gatehouse, 'Setting');
    assert.deepEqual(entries[0]?.details, { key: 'Branding.DisplayName', before: 'Before', after: 'After' });
    assert.equal(entries[0]?.action, 'Update');
    await put(one('Branding.DisplayName', 'After'), bearers.administrator);
    assert.equal((await auditOf(gatehouse, 'Setting')).length, entries.length);
  });
});

describe('a request to change settings', () => {
  it('may name its members in any letter case, and numbers and truth values become text', async () => {
    const answer = await put({
      Settings: [
        { Key: limit, Value: 3 },
        { Key: 'Other', Value: true },
      ],
    });
    assert.deepEqual(
      answer.json.map(({ value }: { value: string }) => value),
      ['3', 'true'],
    );
  });

  it('may be the bare list of older clients, with the target in the query', async () => {
    const query = `?userId=${person.id}&partitionGlobalId=${organization.id}`;
    const answer = await put([{ key: 'UserTheme.Theme', value: 'dark' }], bearers.own, query);
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.json[0].userId, person.id);
    assert.deepEqual((await put([{ value: 'x' }])).json.errors, { 'Settings[0].Key': ['The Key field is required.'] });
    assert.equal((await put('[1')).status, 400);
  });

  it('lacks settings: 400', async () => {
    for (const body of [{}, { settings: null }]) {
      const answer = await put(body);
      assert.equal(answer.status, 400);
      assert.deepEqual(answer.json.errors, { Settings: ['The Settings field is required.'] });
    }
  });

  it('lacks a key: 400, naming the entry', async () => {
    const answer = await put({ settings: [{ key: 'a', value: 'b' }, { value: 'c' }, null] });
    assert.deepEqual(Object.keys(answer.json.errors), ['Settings[1].Key', 'Settings[2].Key']);
    assert.deepEqual((await get('key=a')).json, []);
  });

  it('names a key twice: 409, and nothing is stored', async () => {
    const twice = {
      settings: [
        { key: 'twice', value: '1' },
        { key: 'TWICE', value: '2' },
      ],
    };
    assert.equal((await put(twice)).status, 409);
    assert.deepEqual((await get('key=twice')).json, []);
  });

  it('names one organization in the URL and another in the body: 400', async () => {
    const url = `${gatehouse.url}/Hogwarts/identity_/api/Setting`;
    const headers = { authorization: `Bearer ${bearers.hostAdministrator}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ ...one('a', 'b'), partitionGlobalId: otherOrganization.id });
    const answer = await send(url, { method: 'PUT', headers, body });
    assert.equal(answer.status, 400);
    assert.match(answer.text, /InvalidPartition/);
  });

  const refused: readonly (readonly [string, readonly unknown[]])[] = [
    ['Auth.Password.PasswordComplexity', ['', 'x', '[]', '{"Length":"0"}', '{"Length":"257"}']],
    ['Auth.Password.DefaultExpirationDays', [-1, 1001, 'x', '1.5', '']],
    [limit, [-1, 11, 'many']],
    ['Auth.Password.ShouldChangePasswordAfterFirstLogin', ['yes', '1']],
    ['Auth.UserLockOut.IsEnabled', ['on']],
    ['Auth.UserLockOut.MaxFailedAccessAttemptsBeforeLockout', ['0', '-3']],
    ['Auth.UserLockOut.DefaultAccountLockoutSeconds', ['0', 'long']],
    ['Auth.Session.IdleTimeoutEnabled', ['maybe']],
    ['Auth.Session.IdleTimeoutMinutes', ['0']],
    ['Auth.Session.LimitConcurrentSessions', ['2']],
    ['Auth.RestrictBasicAuthentication', ['']],
    ['Auth.RequireConfirmedEmail', ['x']],
    ['Auth.PersonalAccessToken.Enabled', ['x']],
    ['Auth.PersonalAccessToken.MaxLifespanDays', ['0', '1801']],
    ['Auth.PersonalAccessToken.MaxTokensPerUser', ['0', '51']],
    ['Auth.PersonalAccessToken.RevokeOnPasswordChange', ['x']],
    ['Branding.AccentColor', ['red', '#12345', 'url(x)']],
    ['Branding.Logo', ['https://example.com/logo.png', 'data:image/svg+xml;base64,PHN2Zy8+', 'javascript:alert(1)']],
    ['Branding.DisplayName', ['a\u0000b', 'x'.repeat(129)]],
    ['Email.Smtp.Host', ['a b', 'http://mail']],
    ['Email.Smtp.Port', ['0', '65536', 'x']],
    ['Email.Smtp.EnableSsl', ['tls']],
    ['Email.Smtp.FromEmail', ['nobody', 'a@b\r\nBcc: c@d']],
    ['Email.Smtp.UserName', ['a\nb']],
    ['Email.Smtp.ConnectionTimeout', ['0', '300001']],
    ['UserLanguage.Language', ['x', 'not a language']],
    ['UserTheme.Theme', ['pink']],
    ['UserAccessibility.Accessibility', ['x']],
  ];
  for (const [key, values] of refused) {
    it(`is refused a value of ${key} that means nothing, under that key, and changes nothing`, async () => {
      const before = (await get(`key=${key}`)).json;
      for (const value of values) {
        const answer = await put({
          settings: [
            { key: 'Innocent', value: String(value) },
            { key, value },
          ],
        });
        assert.equal(answer.status, 400, JSON.stringify(value));
        assert.deepEqual(Object.keys(answer.json.errors), [key]);
      }
      assert.deepEqual((await get(`key=${key}`)).json, before);
      assert.deepEqual((await get('key=Innocent')).json, []);
    });
  }
});
