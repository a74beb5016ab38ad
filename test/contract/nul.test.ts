import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { generateKeyPair, SignJWT } from 'jose';
import { sql } from 'kysely';
import { hostId } from '../../src/directory/organization.ts';
import { testedStore } from '../../src/store/store.fixture.ts';
import { tableNames } from '../../src/store/table-names.ts';
import { createAccount } from '../support/accounts.ts';
import { type Described, type DescribedOperation, describedBy } from '../support/described.ts';
import { noBudgets, useGatehouse } from '../support/gatehouse.ts';
import { type Answer, postChange, send, token } from '../support/http.ts';
import { asClient, postForm } from '../support/oauth.ts';
import { installationToken, userToken } from '../support/user-token.ts';
import { createVisitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

// No store holds a text with a NUL character, because PostgreSQL takes none. Wherever a request has one, the answer is the same
// on every store, and never a fault.

let api: Described;
let bearers: Readonly<Partial<Record<DescribedOperation['x-access'], string>>>;

const gatehouse = useGatehouse(async (running) => {
  api = await describedBy(running.url);
  const host = await createAccount(running, null, { organizationId: hostId, isAdministrator: true });
  bearers = {
    host: await userToken(running, host, ['IdentityServerApi']),
    installer: await installationToken(running, host),
  };
}, noBudgets);

const nul = 'a\0b';
const operations = () =>
  Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, path, method: method.toUpperCase() })),
  );
type Operation = ReturnType<typeof operations>[number];
const operation = (id: string) => operations().find(({ operationId }) => operationId === id) as Operation;
type Replaced = Readonly<Record<string, string>>;

/** Of the application, until some operation has ended it: to issue one takes longer than to ask. */
let issued: string | undefined;

/** Calls an operation as its example does, but for these parameters. */
async function call(operation: Operation, replaced: Replaced, body = bodyOf(operation)): Promise<Answer> {
  const known = bearers[operation['x-access']] ?? issued;
  const answer = known === undefined ? undefined : await callAs(known, operation, replaced, body);
  if (answer && (answer.status !== 401 || known !== issued)) return answer;
  issued = await token(gatehouse, '');
  return await callAs(issued, operation, replaced, body);
}

async function callAs(bearer: string, operation: Operation, replaced: Replaced, body: unknown): Promise<Answer> {
  const textOf = ({ name, example }: Operation['parameters'][number]) =>
    encodeURIComponent(replaced[name] ?? String([example].flat()[0]));
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const parameter = operation.parameters.find((one) => one.in === 'path' && one.name === name);
    return parameter ? textOf(parameter) : name;
  });
  const query = operation.parameters
    .filter((one) => one.in === 'query' && (one.example !== undefined || one.name in replaced))
    .map((one) => `${one.name}=${textOf(one)}`);
  return await send(`${gatehouse.url}${path.startsWith('/portal_') ? '' : '/identity'}${path}?${query.join('&')}`, {
    method: operation.method,
    headers: {
      authorization: `Bearer ${bearer}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

const bodyOf = ({ requestBody }: Operation): unknown => requestBody?.content['application/json'].example;

/** The same value as often as it has texts in it, with a NUL in another one of them each time. */
function* withNul(value: unknown): Generator<unknown> {
  if (typeof value === 'string') yield `${value}\0`;
  else if (Array.isArray(value)) {
    for (const [place, one] of value.entries()) for (const other of withNul(one)) yield value.with(place, other);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, one] of Object.entries(value)) {
      for (const other of withNul(one)) yield { ...value, [name]: other };
    }
  }
}

/** Where the store has a text with a NUL, and what the log has of faults. */
async function harm(): Promise<readonly unknown[]> {
  const places: unknown[] = gatehouse.logLines.filter(({ level }) => level === 'error');
  if (testedStore === 'postgres') return places;
  for (const table of await tableNames(gatehouse.db)) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(table)}`.execute(gatehouse.db);
    for (const row of rows) {
      for (const [column, value] of Object.entries(row)) {
        if (typeof value === 'string' && value.includes('\0')) places.push(`${table}.${column}`);
      }
    }
  }
  return places;
}

describe('a NUL character', () => {
  it('is no fault in any text of any body, and kept nowhere', async () => {
    for (const operation of operations()) {
      for (const body of withNul(bodyOf(operation))) {
        const { status, text } = await call(operation, {}, body);
        assert.ok(status < 500, `${operation.operationId} ${JSON.stringify(body)} ${status} ${text}`);
      }
    }
    assert.deepEqual(await harm(), []);
  });

  it('is no fault in any parameter of a path or a query', async () => {
    for (const operation of operations()) {
      for (const { name } of operation.parameters) {
        const { status, text } = await call(operation, { [name]: nul });
        assert.ok(status < 500, `${operation.operationId} ${name} ${status} ${text}`);
      }
    }
    assert.deepEqual(await harm(), []);
  });

  it('is refused in a text that would be kept', async () => {
    const body = { settings: [{ key: 'Auth.Password.RequiredLength', value: '12\0' }] };
    const answer = await call(
      operation('Setting_UpdateSettings'),
      {},
      { partitionGlobalId: world.organization.id, ...body },
    );
    const detail = 'The request holds a NUL character (U+0000), which no text may.';
    assert.deepEqual([answer.status, answer.json.detail], [400, detail]);
  });

  it('makes a name that nobody has: the answer is that of any other', async () => {
    const [byId, byName] = [operation('User_GetUser'), operation('Directory_ResolveByName')];
    for (const name of [nul, 'nobody']) {
      const { status, json } = await call(byId, { userId: name });
      assert.deepEqual([status, json.errors], [400, { userId: [`The value '${name}' is not valid.`] }]);
      const resolved = await call(byName, {}, { entityName: name, entityType: 0 });
      assert.deepEqual([resolved.status, resolved.json.Message], [404, `Cannot resolve users=[${name}] in CIS`]);
    }
  });

  it('may be in a password, which is kept as a hash alone', async () => {
    const { id } = await createAccount(gatehouse, 'al0h0m0ra\0');
    const bearer = await token(gatehouse);
    const change = (oldPassword: string) =>
      postChange(gatehouse, { bearer, userId: id }, { oldPassword, newPassword: 'al0h0m0ra-account' });
    assert.match((await change('al0h0m0ra')).text, /PasswordMismatch/);
    assert.equal((await change('al0h0m0ra\0')).status, 200);
  });
});

describe('a NUL character in a form or a header', () => {
  it('is no fault of a sign-in, whose answer is that to a name that nobody has', async () => {
    const headers = { 'content-type': 'application/json' };
    for (const name of [nul, 'nobody']) {
      const login = { TenancyName: name, UsernameOrEmailAddress: name, Password: name };
      const body = JSON.stringify(login);
      assert.equal(
        (await send(`${gatehouse.url}/api/Account/Authenticate`, { method: 'POST', headers, body })).status,
        401,
      );
      const visitor = createVisitor(() => gatehouse.url);
      const fields = { userName: name, password: name, organization: name };
      assert.equal((await visitor.submit('/identity/web/login', fields)).status, 400);
      assert.equal((await visitor.submit('/identity/web/forgot-password', fields)).status, 303);
    }
  });

  it('is no fault of any endpoint of the protocol, in any field', async () => {
    const { application: client } = world;
    const values = {
      ...{ grant_type: 'client_credentials', scope: 'PM.User', response_type: 'code', nonce: 'n', state: 's' },
      ...{ token: 't', code: 'c', device_code: 'd', user_code: 'u', refresh_token: 'r', username: 'u', password: 'p' },
      ...{
        redirect_uri: 'https://app.example.test/',
        acr_values: 'tenant:Hogwarts',
        id_token_hint: 'h',
        resource: 'r',
      },
    };
    const paths = ['token', 'introspect', 'revocation', 'deviceauthorization', 'par', 'endsession', 'authorize'];
    for (const path of paths.map((name) => `/identity/connect/${name}`)) {
      for (const [name, value] of Object.entries({ ...asClient(client), ...values })) {
        const form = { ...asClient(client), ...values, [name]: `${value}\0` };
        const { status, text } = await postForm(gatehouse, path, form);
        assert.ok(status < 500, `${path} ${name} ${status} ${text}`);
        const asked = await send(`${gatehouse.url}${path}?${new URLSearchParams(form)}`);
        assert.ok(asked.status < 500, `${path} ${name} ${asked.status} ${asked.text}`);
      }
    }
    assert.deepEqual(await harm(), []);
  });

  it('is no fault in what names a client or proves a key', async () => {
    const asked = (authorization: string, form: Record<string, string> = {}) =>
      postForm(gatehouse, '/identity/connect/token', { grant_type: 'client_credentials', ...form }, { authorization });
    const basic = await asked(`Basic ${btoa(`${encodeURIComponent(nul)}:${encodeURIComponent(nul)}`)}`);
    assert.deepEqual([basic.status, basic.json.error], [401, 'invalid_client']);
    const keys = await generateKeyPair('ES256');
    const claims = { iss: nul, sub: nul, aud: `${gatehouse.url}/identity`, jti: nul, nonce: nul };
    const assertion = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid: nul })
      .setIssuedAt()
      .setExpirationTime('1m')
      .sign(keys.privateKey);
    const client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
    const byAssertion = await asked('', { client_assertion: assertion, client_assertion_type });
    assert.deepEqual([byAssertion.status, byAssertion.json.error], [400, 'invalid_client']);
    const headers = { authorization: `Bearer ${assertion}` };
    assert.equal((await send(`${gatehouse.url}/identity/api/User/har-3107`, { headers })).status, 401);
    assert.deepEqual(await harm(), []);
  });
});
