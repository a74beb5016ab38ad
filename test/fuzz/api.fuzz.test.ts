import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { hostId } from '../../src/directory/organization.ts';
import { createAccount } from '../support/accounts.ts';
import { type Described, type DescribedOperation, describedBy } from '../support/described.ts';
import { exchange } from '../support/exchange.ts';
import { noBudgets, useGatehouse } from '../support/gatehouse.ts';
import { token } from '../support/http.ts';
import { installationToken, userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';
import { check } from './check.ts';
import { edited, truncated } from './text.ts';
import { anyTextAtAll, valueFor } from './values.ts';

// Requests made from the description that the running server gives of its API: whatever is sent, the server answers,
// and what it refuses has changed nothing.

const gatehouse = useGatehouse(async () => {
  api = await describedBy(gatehouse.url);
  const host = await createAccount(gatehouse, null, { organizationId: hostId, isAdministrator: true });
  bearers = {
    own: await token(gatehouse, ''),
    host: await userToken(gatehouse, host, ['IdentityServerApi']),
    installer: await installationToken(gatehouse, host),
  };
}, noBudgets);

let api: Described;
let bearers: Readonly<Record<'own' | 'host' | 'installer', string>>;

/** What these refuse, they record; and a password that is set may be compared with earlier ones, which counts as a guess. */
const recorded = new Set(['User_ChangePassword', 'User_CheckPassword']);
const isRecorded = (operationId: string, { body }: Request): boolean =>
  recorded.has(operationId) || (operationId === 'User_Update' && String(body).includes('"password"'));

interface Request {
  readonly target: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

const { organization } = world;
const knownIds = fc.constantFrom(organization.id, organization.id.toUpperCase(), world.harry.id, hostId);
const encoded = (texts: fc.Arbitrary<string>) => texts.map((text) => encodeURIComponent(text.toWellFormed()) || '%20');

const prefixes = fc.constantFrom('/identity', '/identity_', `/${organization.name}/identity_`);
const mediaTypes = fc.oneof(
  { weight: 12, arbitrary: fc.constant('application/json') },
  fc.constantFrom(
    'text/json; charset=utf-16',
    'application/xml',
    'application/json; charset=nonsense',
    'multipart/form-data',
    'x',
  ),
);

/** Objects may have a member `toString` that is none. */
const asText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined'));

function requests(path: string, method: string, operation: DescribedOperation): fc.Arbitrary<Request> {
  const segments = path.split('/').map((segment) => {
    if (!segment.startsWith('{')) return fc.constant(segment);
    const suited = segment === '{partitionGlobalId}' ? fc.constant(organization.id) : knownIds;
    return encoded(
      fc.oneof(
        { weight: 3, arbitrary: suited },
        anyTextAtAll.map((text) => text.slice(0, 2000)),
      ),
    );
  });
  const query = fc.record(
    Object.fromEntries(
      operation.parameters
        .filter((parameter) => parameter.in === 'query')
        .map(({ name, schema }) => [name, fc.array(valueFor(schema, {}).map(asText), { minLength: 1, maxLength: 2 })]),
    ),
    { requiredKeys: [] },
  );
  return fc
    .record({ prefix: prefixes, segments: fc.tuple(...segments), query, body: bodies(operation), type: mediaTypes })
    .map(({ prefix, segments: written, query: asked, body, type }) => {
      const search = Object.entries(asked as Record<string, string[]>).flatMap(([name, texts]) =>
        texts.map((text) => `${name}=${encodeURIComponent(text.toWellFormed().slice(0, 500))}`),
      );
      return {
        target: `${path.startsWith('/portal_') ? '' : prefix}${written.join('/')}?${search.join('&')}`,
        method: method.toUpperCase(),
        headers: body === undefined ? {} : { 'content-type': type },
        ...(body === undefined ? {} : { body }),
      };
    });
}

function bodies({ requestBody }: DescribedOperation): fc.Arbitrary<string | Uint8Array<ArrayBuffer> | undefined> {
  if (!requestBody) return fc.constant(undefined);
  const values = valueFor(requestBody.content['application/json'].schema, api.components.schemas);
  const texts = values.map((value) => JSON.stringify(value) ?? '');
  return fc.oneof(
    { weight: 8, arbitrary: texts },
    texts.chain((text) => edited(text, fc.constantFrom('{', '"', ',', '\\', '\0', '//', "'", 'NaN'))),
    texts.chain(truncated),
    texts.map((text) => text.replace('{', '{"partitionGlobalId":1,"partitionGlobalId":null,')),
    fc.uint8Array({ maxLength: 60 }).map((bytes) => new Uint8Array(bytes)),
    fc.constantFrom('', ' ', 'null', '[]', '{}'),
  );
}

async function dataVersion(): Promise<number> {
  const { rows } = await sql<{ data_version: number }>`pragma data_version`.execute(gatehouse.db);
  return rows[0]?.data_version ?? 0;
}

async function send(
  { target, method, headers, body }: Request,
  bearer: string,
): Promise<{ status: number; text: string }> {
  const authorization = `Bearer ${bearer}`;
  const response = await exchange(`${gatehouse.url}${target}`, {
    method,
    headers: { ...headers, authorization },
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, text: await response.text() };
}

/** Something else may have been written at the same moment; then the same request is judged again. */
async function probe(operation: DescribedOperation, request: Request): Promise<void> {
  const { 'x-access': access } = operation;
  const bearer = access === 'host' || access === 'installer' ? bearers[access] : bearers.own;
  for (let attempt = 1; ; attempt += 1) {
    const before = await dataVersion();
    const { status, text } = await send(request, bearer);
    const shown = `${operation.operationId} ${status} ${text.slice(0, 300)}`;
    assert.ok(status < 500, shown);
    if (status < 400 || isRecorded(operation.operationId, request)) return;
    if (text !== '') assert.match(text, /"(title|message|Message|errorMessage|error|description)":"[^"]/, shown);
    if ((await dataVersion()) === before) return;
    assert.ok(attempt < 4, `changed something: ${shown}`);
  }
}

describe('the whole API under bad input', () => {
  it('never fails, and changes nothing that it refuses', async () => {
    const share = 0.06;
    for (const [path, methods] of Object.entries(api.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        await check(requests(path, method, operation), (request) => probe(operation, request), { share });
      }
    }
    const faults = gatehouse.logLines.filter(({ level, message }) => level === 'error' && message === 'fault');
    assert.deepEqual(faults, []);
  });
});
