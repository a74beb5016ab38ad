import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { type DescribedOperation, describedBy } from '../support/described.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { token } from '../support/http.ts';
import { world } from '../support/world.ts';

// What every operation does with methods, media types and bodies, from the description that the running server gives.

interface Operation extends DescribedOperation {
  readonly method: string;
  readonly path: string;
}

let bearer: string;
let operations: readonly Operation[];
const gatehouse = useGatehouse(async (running) => {
  const { paths } = await describedBy(running.url);
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  );
  bearer = await token(running, '');
});

const unknown = '7b3f5f0e-0d54-4f4c-9a53-2f4a1c0b9d11';
const urlOf = (path: string): string => {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name) =>
    name === 'partitionGlobalId' ? world.organization.id : unknown,
  );
  return /^\/(portal_|audit_)\//.test(path) ? filled : `/identity${filled}`;
};

async function send(method: string, path: string, headers: Record<string, string> = {}, body = '') {
  const authorization = `Bearer ${bearer}`;
  const asked = request(`${gatehouse.url}${urlOf(path)}`, { method, headers: { authorization, ...headers } });
  asked.end(body);
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, text: await text(response) };
}

/** Within reach of the application that asks; the others refuse it before they look at what it sent. */
const reachable = () =>
  operations.filter(({ tags, 'x-access': access }) => access !== 'host' && !/^(Partition|Client)$/.test(String(tags)));
const json = { 'content-type': 'application/json' };

describe('every operation', () => {
  it('has no other methods than those described: 405, Allow and an empty body', async () => {
    const paths = Map.groupBy(operations, ({ path }) => path.replaceAll(/\{\w+\}/g, '{}').toLowerCase());
    for (const described of paths.values()) {
      const methods = described.map(({ method }) => method);
      const allowed = [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].sort();
      const [{ path } = { path: '' }] = described;
      for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD'].filter((one) => !allowed.includes(one))) {
        const answer = await send(method, path);
        assert.deepEqual([answer.status, answer.text], [405, ''], `${method} ${path}`);
        assert.deepEqual(answer.headers.allow?.split(', ').sort(), allowed, `${method} ${path}`);
      }
    }
  });

  it('that reads may be asked with a JSON media type and nothing after it', async () => {
    for (const { path } of reachable().filter(({ method }) => method === 'GET')) {
      const plain = await send('GET', path);
      for (const headers of [json, { ...json, 'content-length': '0' }, { ...json, 'transfer-encoding': 'chunked' }]) {
        assert.equal((await send('GET', path, headers)).status, plain.status, path);
      }
    }
  });

  it('that needs a body says so when there is none', async () => {
    let asked = 0;
    for (const { method, path } of reachable().filter(({ requestBody }) => requestBody)) {
      for (const body of ['', ' \r\n\t', 'null']) {
        const answer = await send(method, path, { ...json, 'content-length': String(body.length) }, body);
        if (answer.status !== 400) continue;
        const { errors } = JSON.parse(answer.text);
        if (errors?.['']) assert.deepEqual(errors[''], ['A non-empty request body is required.'], path);
        asked += errors?.[''] ? 1 : 0;
      }
    }
    assert.ok(asked > 60, String(asked));
  });

  it('that may be sent without a body needs no media type for none, sent in chunks or not', async () => {
    const optional = reachable().filter(({ requestBody }) => requestBody && !requestBody.required);
    assert.ok(optional.length > 4);
    for (const { method, path } of optional) {
      const plain = await send(method, path, { 'content-length': '0' });
      const none = await send(method, path, { 'transfer-encoding': 'chunked' });
      assert.deepEqual([none.status, none.status === 415], [plain.status, false], `${method} ${path}`);
      const untyped = await send(method, path, { 'transfer-encoding': 'chunked' }, '{}');
      assert.equal(untyped.status, 415, `${method} ${path}`);
    }
  });

  it('that needs a body takes it as JSON only', async () => {
    for (const { method, path } of reachable().filter(({ requestBody }) => requestBody)) {
      for (const type of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded']) {
        const answer = await send(method, path, { 'content-type': type, 'content-length': '2' }, '{}');
        assert.equal(answer.status, 415, `${method} ${path} ${type}`);
        assert.equal(JSON.parse(answer.text).title, 'Unsupported Media Type');
      }
      const statuses = new Set<number | undefined>();
      for (const type of [
        'application/json',
        'text/json',
        'application/vnd.x+json',
        'Application/JSON; charset=UTF-8',
      ]) {
        statuses.add((await send(method, path, { 'content-type': type, 'content-length': '3' }, '{x}')).status);
      }
      assert.deepEqual([...statuses], [400], `${method} ${path}`);
    }
  });

  it('that takes a body names the place where it cannot be read', async () => {
    for (const { method, path } of reachable().filter(({ requestBody }) => requestBody)) {
      const { status, text: answer } = await send(
        method,
        path,
        { ...json, 'content-length': '8' },
        '{"a" "b"}'.slice(0, 8),
      );
      assert.equal(status, 400, path);
      const { errors } = JSON.parse(answer);
      const messages = Object.values(errors as Record<string, string[]>).flat();
      const expected = /Expected ':' but got: "\. Path '', line 1, position 5\./;
      assert.ok(
        messages.some((message) => expected.test(message)),
        `${path} ${answer}`,
      );
    }
  });

  it('that takes a body says how large it may be, and refuses a larger one before it is sent', async () => {
    for (const operation of reachable().filter(({ requestBody }) => requestBody)) {
      const { method, path, 'x-body-limit': limit = 0, 'x-access': access } = operation;
      assert.ok(limit > 0 && limit <= (access === 'anyone' ? 32 : 2048) * 1024, path);
      // Nothing of it follows, so the connection is good for nothing else.
      const headers = { ...json, 'content-length': String(limit + 1), connection: 'close' };
      const { status } = await send(method, path, headers);
      assert.equal(status, 413, `${method} ${path}`);
    }
  });

  it('that takes a body takes none that is compressed', async () => {
    for (const { method, path } of reachable().filter(({ requestBody }) => requestBody)) {
      for (const coding of ['gzip', 'br', 'identity, gzip']) {
        const headers = { ...json, 'content-encoding': coding, 'content-length': '2' };
        assert.equal((await send(method, path, headers, '{}')).status, 415, `${method} ${path}`);
      }
    }
  });

  it('that searches takes no more text than a name can have', async () => {
    let asked = 0;
    for (const { method, path, parameters } of reachable()) {
      for (const { name, schema } of parameters.filter(
        ({ in: place, schema: { maxLength } }) => place === 'query' && maxLength,
      )) {
        const { status, text: answer } = await send(method, `${path}?${name}=${'x'.repeat(257)}`);
        assert.equal(status, 400, path);
        const message = `The field ${name} must be a string with a maximum length of ${schema.maxLength}.`;
        assert.deepEqual(JSON.parse(answer).errors, { [name]: [message] });
        asked += 1;
      }
    }
    assert.ok(asked >= 3, String(asked));
  });
});
