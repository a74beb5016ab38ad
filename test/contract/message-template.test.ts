import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { useGatehouse } from '../support/gatehouse.ts';
import { type Answer, send, token } from '../support/http.ts';
import { world } from '../support/world.ts';

let bearer = '';
const gatehouse = useGatehouse(async (server) => {
  bearer = await token(server, 'PM.MessageTemplate PM.Setting PM.AuthSetting');
});

function call(method: string, path: string, body?: unknown, authorization = bearer): Promise<Answer> {
  return send(`${gatehouse.url}/identity/api${path}`, {
    method,
    headers: { authorization: `Bearer ${authorization}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

describe('a message template', () => {
  it('is found by its id and by its name in any letter case, with the built-in text', async () => {
    for (const [id, name] of [
      [1, 'EmailConfirmation'],
      [2, 'ForgotPassword'],
      [3, 'PasswordChanged'],
      [4, 'UserInvitation'],
      [5, 'AccountLockedOut'],
      [6, 'TestEmail'],
      [7, 'PasswordExpires'],
    ] as const) {
      const byId = await call('GET', `/MessageTemplate/${id}`);
      assert.equal(byId.status, 200);
      assert.deepEqual(Object.keys(byId.json), ['id', 'name', 'value']);
      assert.deepEqual([byId.json.id, byId.json.name], [id, name]);
      assert.match(byId.json.value, /\{\{displayName\}\}/);
      const byName = await call('GET', `/messagetemplate?name=${name.toUpperCase()}`);
      assert.deepEqual(byName.json, byId.json);
    }
  });

  it('that is not there is 404, and one that cannot be named is 400', async () => {
    assert.equal((await call('GET', '/MessageTemplate/8')).status, 404);
    assert.equal((await call('GET', '/MessageTemplate?name=Nonsense')).status, 404);
    assert.equal((await call('PUT', '/MessageTemplate/8', { value: 'x' })).status, 404);
    const unnamed = await call('GET', '/MessageTemplate');
    assert.equal(unnamed.status, 400);
    assert.deepEqual(unnamed.json.errors, { name: ['The name field is required.'] });
    const odd = await call('GET', '/MessageTemplate/x');
    assert.equal(odd.status, 400);
    assert.deepEqual(odd.json.errors, { templateId: ["The value 'x' is not valid."] });
  });

  it('takes a text of the organization, tells the audit, and gives the built-in text back for null', async () => {
    const builtIn = (await call('GET', '/MessageTemplate/2')).json;
    const value = '<p>Hello {{displayName}}</p>';
    const changed = await call('PUT', '/MessageTemplate/2', { id: 2, name: 'ignored', value });
    assert.equal(changed.status, 200);
    assert.deepEqual(changed.json, { id: 2, name: 'ForgotPassword', value });
    assert.equal((await call('GET', '/MessageTemplate/2')).json.value, value);
    const entries = await gatehouse.db
      .selectFrom('audit_entries')
      .selectAll()
      .where('category', '=', 'MessageTemplate')
      .execute();
    assert.deepEqual(
      entries.map(({ action, target_id, organization_id }) => [action, target_id, organization_id]),
      [['Update', '2', world.organization.id]],
    );
    const restored = await call('PUT', '/MessageTemplate/2', { id: 0, value: null });
    assert.deepEqual(restored.json, builtIn);
  });

  it("is the organization's own", async () => {
    await call('PUT', '/MessageTemplate/5', { value: 'ours' });
    const other = await token(gatehouse, 'PM.MessageTemplate', world.otherApplication);
    const stored = await gatehouse.db.selectFrom('message_templates').select('organization_id').execute();
    assert.deepEqual(
      stored.map(({ organization_id }) => organization_id),
      [world.organization.id],
    );
    assert.notEqual((await call('GET', '/MessageTemplate/5', undefined, other)).json.value, 'ours');
  });

  it('cannot be changed by a body that names another, is too long, or cannot be kept', async () => {
    for (const [body, key] of [
      [{ id: 3, value: 'x' }, 'id'],
      [{ value: 'x'.repeat(200_001) }, 'value'],
      [{ value: 'a\0b' }, 'value'],
    ] as const) {
      const answer = await call('PUT', '/MessageTemplate/4', body);
      assert.equal(answer.status, 400);
      assert.deepEqual(Object.keys(answer.json.errors), [key]);
    }
    assert.match((await call('GET', '/MessageTemplate/4')).json.value, /Accept invitation/);
  });

  it('needs a scope for reading and one for writing', async () => {
    const reader = await token(gatehouse, 'PM.MessageTemplate.Read');
    const writer = await token(gatehouse, 'PM.MessageTemplate.Write');
    assert.equal((await call('GET', '/MessageTemplate/1', undefined, reader)).status, 200);
    assert.equal((await call('PUT', '/MessageTemplate/1', { value: 'x' }, reader)).status, 403);
    assert.equal((await call('GET', '/MessageTemplate/1', undefined, writer)).status, 403);
    assert.equal((await call('GET', '/MessageTemplate/1', undefined, 'none')).status, 401);
  });
});

describe('the preview of a message', () => {
  it('shows it with made-up values, escaped, and names the placeholders that stand for nothing', async () => {
    const value = '<title>{{organization}}: {{who}}</title><p>{{displayName}} {{what}}</p>';
    const { status, json } = await call('POST', '/MessageTemplate/2/preview', { value });
    assert.equal(status, 200);
    assert.deepEqual(json, {
      subject: 'Hogwarts: {{who}}',
      html: '<title>Hogwarts: {{who}}</title><p>Ana Example {{what}}</p>',
      text: 'Ana Example {{what}}',
      unknownPlaceholders: ['who', 'what'],
    });
  });

  it('shows the text in force when it is given none', async () => {
    const { status, json } = await call('POST', '/MessageTemplate/2/preview');
    assert.equal(status, 200);
    assert.equal(json.subject, 'Set a new password');
    assert.ok(json.html.includes(`${gatehouse.url}/example`));
    assert.deepEqual(json.unknownPlaceholders, []);
  });
});

describe('the test message', () => {
  before(async () => {
    await gatehouse.db.deleteFrom('settings').where('key', 'like', 'Email.%').execute();
  });

  it('says why it could not be sent', async () => {
    const { status, json } = await call('POST', '/Setting/TestEmail', { address: 'ana@example.com' });
    assert.equal(status, 200);
    assert.deepEqual(json, {
      succeeded: false,
      errors: [{ code: 'MailNotSent', description: 'No mail server is configured.' }],
    });
    const odd = await call('POST', '/Setting/TestEmail', { address: 'a@b.c, d@e.f' });
    assert.equal(odd.json.errors[0].description, 'This is not an e-mail address.');
  });
});
