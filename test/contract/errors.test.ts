import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newId } from '../../src/directory/identifier.ts';
import { createAccount } from '../support/accounts.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { type Answer, postChange, send, token } from '../support/http.ts';
import { userToken } from '../support/user-token.ts';

let bearer: string;
const gatehouse = useGatehouse(async (started) => {
  bearer = await token(started);
});

const problemJson = 'application/problem+json; charset=utf-8';
const path = '/identity/api/User/har-3107/changepassword';
const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  send(`${gatehouse.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json', ...headers },
    body,
  });
const errorsOf = (answer: Answer): unknown => {
  assert.equal(answer.status, 400);
  assert.equal(answer.headers.get('content-type'), problemJson);
  return answer.json.errors;
};

describe('a body that cannot be read', () => {
  it("gives the guides' sample: two messages for one misplaced word", async () => {
    const lines = [
      '{',
      ...Array.from({ length: 15 }, (_, n) => `    "member${n}": "x",`),
      '    "bypassBasicAuthRestriction": harry,',
      '}',
    ];
    const answer = await post(lines.join('\n'));
    const text = (c: string) =>
      `Unexpected character encountered while parsing value: ${c}. Path 'bypassBasicAuthRestriction', line 17, position 35.`;
    assert.deepEqual(errorsOf(answer), { bypassBasicAuthRestriction: [text('h'), text('a')] });
  });

  it('has the members of a validation problem, in their order', async () => {
    const answer = await post('hello', { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' });
    assert.deepEqual(Object.keys(answer.json), ['errors', 'type', 'title', 'status', 'traceId']);
    assert.equal(answer.json.type, 'https://tools.ietf.org/html/rfc7231#section-6.5.1');
    assert.equal(answer.json.title, 'One or more validation errors occurred.');
    assert.match(answer.json.traceId, /^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01$/);
    assert.deepEqual(errorsOf(answer), {
      '': ["Unexpected character encountered while parsing value: h. Path '', line 0, position 0."],
    });
  });

  for (const [what, body] of [
    ['nothing', ''],
    ['white space', ' \r\n\t'],
    ['the literal null', 'null'],
  ] as const) {
    it(`asks for a body when it is ${what}`, async () => {
      assert.deepEqual(errorsOf(await post(body)), { '': ['A non-empty request body is required.'] });
    });
  }

  it('is reported together with an id that is not valid', async () => {
    const answer = await postChange(gatehouse, { bearer, userId: 'x y' }, '{"newPassword":{}}');
    assert.deepEqual(Object.keys(errorsOf(answer) as object), ['userId', 'newPassword']);
  });

  it('may use any member name as a key, those of JavaScript objects too', async () => {
    const keys = Object.keys(errorsOf(await post('{"__proto__":x}')) as object);
    assert.ok(keys.includes('__proto__'));
  });

  it('starts a new trace when the incoming one is malformed', async () => {
    for (const traceparent of [
      '00-0-0-00',
      `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
      `ff-${'a'.repeat(32)}-00f067aa0ba902b7-01`,
    ]) {
      const { traceId } = (await post('hello', { traceparent })).json;
      assert.match(traceId, /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
      assert.ok(!traceId.includes('a'.repeat(32)));
    }
  });
});

describe('the media type of a body', () => {
  for (const type of [
    'application/json; charset=utf-8',
    'text/json',
    'application/vnd.api+json',
    'Application/JSON; x=y',
  ]) {
    it(`may be ${type}`, async () => {
      assert.equal((await post('{}', { 'content-type': type })).json.errors[0].code, 'PasswordMismatch');
    });
  }

  it('may name another charset, and a byte-order mark does not count', async () => {
    const utf16 = new Uint8Array(Buffer.from('\ufeff{x}', 'utf16le'));
    assert.deepEqual(errorsOf(await post(utf16, { 'content-type': 'application/json; charset=utf-16' })), {
      '': ["Invalid JavaScript property identifier character: }. Path '', line 1, position 2."],
    });
  });

  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/jsonx',
    'application/json; charset=nonsense',
  ]) {
    it(`is refused with 415 when it is ${type}`, async () => {
      const answer = await post('{}', { 'content-type': type });
      assert.equal(answer.status, 415);
      assert.equal(answer.headers.get('content-type'), problemJson);
      assert.equal(answer.json.title, 'Unsupported Media Type');
      assert.equal(answer.json.type, 'https://tools.ietf.org/html/rfc7231#section-6.5.13');
    });
  }

  it('matters only once the caller is known and in scope', async () => {
    const headers = { 'content-type': 'text/plain' };
    assert.equal((await send(`${gatehouse.url}${path}`, { method: 'POST', body: '{}', headers })).status, 401);
    const authorization = `Bearer ${await token(gatehouse, 'PM.Group')}`;
    assert.equal((await post('{}', { ...headers, authorization })).status, 403);
  });
});

describe('other refusals', () => {
  it('answers a wrong method with 405, Allow and an empty body', async () => {
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND']) {
      const answer = await send(`${gatehouse.url}${path}`, { method });
      assert.equal(answer.status, 405, method);
      assert.equal(answer.headers.get('allow'), 'POST');
      assert.equal(answer.text, '');
    }
  });

  it('answers an unknown path with a 404 problem', async () => {
    for (const unknown of ['/identity/api/Nothing', '/identity/nothing', '/nothing/at/all/here']) {
      const answer = await send(`${gatehouse.url}${unknown}`);
      assert.equal(answer.status, 404, unknown);
      assert.equal(answer.headers.get('content-type'), problemJson);
      assert.ok(answer.json.message);
    }
  });

  it('looks at the path and the method before the media type', async () => {
    const headers = { 'content-type': 'nonsense' };
    const unknown = await send(`${gatehouse.url}/identity/api/Nothing`, { method: 'POST', body: '{}', headers });
    assert.equal(unknown.status, 404);
    const tokens = `${gatehouse.url}/identity/connect/token`;
    assert.equal((await send(tokens, { method: 'PUT', body: 'a=b', headers })).status, 405);
    const refused = await send(tokens, { method: 'POST', body: 'a=b', headers });
    assert.equal(refused.status, 400);
    assert.equal(refused.json.error, 'invalid_request');
  });

  it('answers a body over the limit with 413', async () => {
    const answer = await post(JSON.stringify({ oldPassword: 'x'.repeat(200_000) }));
    assert.equal(answer.status, 413);
    assert.equal(answer.headers.get('content-type'), problemJson);
  });

  it('answers a body far over the limit with 413 to whoever sends all of it first', async () => {
    const body = 'x'.repeat(20_000_000);
    for (let round = 0; round < 5; round += 1) {
      const answer = await post(body);
      assert.equal(answer.status, 413);
      assert.equal(answer.json.title, 'Payload Too Large');
    }
  });

  it('answers a path that is no valid URL with 400', async () => {
    const answer = await send(`${gatehouse.url}/identity/api/User/%zz/changepassword`, { method: 'POST' });
    assert.equal(answer.status, 400);
  });

  it('says nothing about itself when it fails, but logs why under the same trace id', async () => {
    await gatehouse.db.schema.alterTable('settings').renameTo('settings_away').execute();
    try {
      const answer = await post('{"oldPassword":"something"}');
      assert.equal(answer.status, 500);
      assert.deepEqual(Object.keys(answer.json), ['type', 'title', 'status', 'traceId']);
      assert.equal(answer.json.title, 'An error occurred while processing your request.');
      const [, traceId] = answer.json.traceId.split('-');
      const fault = gatehouse.logLines.find((line) => line.traceId === traceId && line.level === 'error');
      assert.match(String(fault?.error), /settings/);
    } finally {
      await gatehouse.db.schema.alterTable('settings_away').renameTo('settings').execute();
    }
  });

  it('can point to the newer RFC', async () => {
    const { startGatehouse } = await import('../support/gatehouse.ts');
    const newer = await startGatehouse({ 'problem-types': 'rfc9110' });
    try {
      const answer = await send(`${newer.url}/identity/api/Nothing`);
      assert.equal(answer.json.type, 'https://tools.ietf.org/html/rfc9110#section-15.5.5');
    } finally {
      await newer.stop();
    }
  });
});

describe('the text of a refusal', () => {
  // Programs look for it; only pages, mails and what is made to be shown speak the language of a person.
  it('is the same in whatever language somebody asks, and whatever language the person has chosen', async () => {
    const account = await createAccount(gatehouse, 'al0h0m0ra-account');
    const { id, organizationId } = account;
    const german = [{ key: 'UserLanguage.Language', value: 'de' }];
    await gatehouse.store.settings.write({ organizationId, userId: id }, german);
    const change = (oldPassword: string, newPassword: string) => ({ oldPassword, newPassword });
    const requests = [
      [400, 'POST', `User/${id}/changepassword`, change('wrong', 'patr0nu5')],
      [400, 'POST', `User/${id}/changepassword`, change('al0h0m0ra-account', '')],
      [400, 'POST', `User/${id}/changepassword`, null],
      [400, 'GET', 'User/nobody', undefined],
      [404, 'GET', `User/${newId()}`, undefined],
      [403, 'GET', 'User/har-3107', undefined],
      [403, 'PUT', 'Setting', { settings: [] }],
      [409, 'PUT', 'Setting', { settings: [{ key: 'a' }, { key: 'A' }], userId: id }],
      [400, 'PUT', 'Setting', {}],
    ] as const;
    const bearerOfPerson = await userToken(gatehouse, account, ['PM.User', 'PM.Setting']);
    for (const [status, method, resource, body] of requests) {
      const ask = async (language: string) => {
        const answer = await send(`${gatehouse.url}/identity/api/${resource}`, {
          method,
          headers: {
            ...{ authorization: `Bearer ${bearerOfPerson}`, 'accept-language': language },
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        assert.equal(answer.status, status, answer.text);
        return { ...answer.json, traceId: undefined };
      };
      assert.deepEqual(await ask('de'), await ask('en'));
    }
  });
});

describe('the health of the server', () => {
  it('is told without a token', async () => {
    assert.equal((await send(`${gatehouse.url}/health/live`)).status, 200);
    assert.equal((await send(`${gatehouse.url}/health/ready`)).status, 200);
  });
});
