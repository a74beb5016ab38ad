import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describedBy } from '../support/described.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { decode } from '../support/html-text.ts';
import { send } from '../support/http.ts';
import { world } from '../support/world.ts';

const gatehouse = useGatehouse();

describe('the description of the API', () => {
  it('is served under every prefix, with the address of that prefix', async () => {
    for (const prefix of [
      '/identity',
      '/identity_',
      `/${world.organization.name}/identity_`,
      `/${world.organization.id}/${world.tenant}/identity`,
    ]) {
      const { status, json } = await send(`${gatehouse.url}${prefix}/swagger/external/swagger.json`);
      assert.equal(status, 200);
      assert.equal(json.openapi, '3.0.3');
      assert.deepEqual(json.servers, [{ url: `${gatehouse.url}${prefix}` }]);
    }
  });

  it('names each operation once, and says what it takes and answers', async () => {
    const { paths } = await describedBy(gatehouse.url);
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    );
    const ids = operations.map(({ operation }) => operation.operationId);
    assert.equal(new Set(ids).size, ids.length);
    for (const { path, method, operation } of operations) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const described = operation.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
      assert.deepEqual(described.sort(), named.sort(), `${method} ${path}`);
      assert.ok(operation.summary && operation.tags.length === 1, path);
      assert.ok(
        Object.keys(operation.responses).some((status) => status.startsWith('2')),
        path,
      );
    }
  });

  it('has only schemas that it defines', async () => {
    const api = await describedBy(gatehouse.url);
    for (const [, name = ''] of JSON.stringify(api).matchAll(/#\/components\/schemas\/(\w+)/g)) {
      assert.ok(name in api.components.schemas, name);
    }
  });

  it('asks nobody for a hint or a secret answer in place of a password', async () => {
    const text = JSON.stringify(await describedBy(gatehouse.url));
    assert.match(text, /"oldPassword"/);
    assert.doesNotMatch(text, /"\w*(?:hint|question|answer)\w*"/i);
  });

  it('has a page that needs nothing from elsewhere', async () => {
    for (const path of ['/identity/swagger', `/${world.organization.name}/identity_/swagger/index.html`]) {
      const { status, headers, text } = await send(`${gatehouse.url}${path}`);
      assert.equal(status, 200);
      assert.match(headers.get('content-type') ?? '', /^text\/html/);
      assert.match(headers.get('content-security-policy') ?? '', /^default-src 'none'; style-src 'sha256-/);
      assert.doesNotMatch(text, /<script|src=|href="https?:/);
    }
  });

  it('shows on its page how to call an operation, with every member of its body', async () => {
    const { text } = await send(`${gatehouse.url}/Hogwarts/identity/swagger`);
    const card = /<details class="operation" id="User_ChangePassword">.*?<\/details>/s.exec(text)?.[0] ?? '';
    const url = `${gatehouse.url}/Hogwarts/identity/api/User/{userId}/changepassword`;
    const body = '{"oldPassword":"…","newPassword":"…","bypassBasicAuthRestriction":false}';
    assert.ok(decode(card).includes(`curl -X POST '${url}'`), card);
    assert.ok(decode(card).includes(`-d '${body}'`), card);
    for (const member of ['oldPassword', 'newPassword'])
      assert.match(card, new RegExp(`<td><code>${member}</code></td>`));
  });
});
