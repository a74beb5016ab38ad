import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { runCommand } from '../support/command.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { token } from '../support/http.ts';
import { placeOf } from '../support/store.ts';
import { inPerson, userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

const { organization, otherOrganization, application } = world;
const day = 24 * 60 * 60_000;
const at = (days: number): string => new Date(Date.now() + days * day).toISOString();

interface Expiring {
  readonly kind: string;
  readonly id: string;
  readonly ownerId: string | null;
  readonly ownerName: string;
  readonly description: string | null;
  readonly expiryTime: string | null;
  readonly replacedTime: string | null;
}

let bearer = '';
let writer = '';
let owner = '';
const gatehouse = useGatehouse(async (server) => {
  bearer = await token(server, 'PM.Audit.Read');
  writer = await userToken(server, await createAccount(server, null, { isAdministrator: true }), inPerson);
  const call = apiOf(server, () => writer);
  const of = { partitionGlobalId: organization.id, clientId: application.id };
  for (const [description, days] of [
    ['in three days', 3],
    ['in twenty', 20],
    ['in two months', 60],
  ] as const) {
    const wish = { ...of, description, expiryTime: at(days) };
    assert.equal((await call('POST', '/api/ExternalClient/GenerateSecret', wish)).status, 200);
  }
  const account = await createAccount(server, null);
  owner = account.id;
  const personal = await userToken(server, account, ['PM.User']);
  const own = apiOf(server, () => personal);
  const wish = { description: 'Owl post', scopes: ['PM.User'], expiryTime: at(10) };
  assert.equal((await own('POST', '/api/ReferenceToken', wish)).status, 201);
  const certificate = { organization_id: organization.id, id: 1, certificate: '', created_at: 0 };
  const over = { ...certificate, role: 'primary', thumbprint: 'A5', expires_at: Date.now() - day } as const;
  await server.db.insertInto('certificates').values(over).execute();
  const elsewhere = { ...over, organization_id: otherOrganization.id, thumbprint: 'B6' };
  await server.db.insertInto('certificates').values(elsewhere).execute();
});

const report = (query = '', as = bearer) =>
  apiOf(gatehouse, () => as)('GET', `/api/ExpiringCredential/${organization.id}${query}`);
const described = (results: readonly Expiring[]) => results.map(({ kind, description }) => [kind, description]);

describe('the report of what ends soon', () => {
  it('lists certificates, secrets and tokens of the organization, the next one first', async () => {
    const { status, json } = await report();
    assert.equal(status, 200);
    assert.equal(json.totalCount, 4);
    assert.deepEqual(described(json.results), [
      ['certificate', 'A5'],
      ['secret', 'in three days'],
      ['personalAccessToken', 'Owl post'],
      ['secret', 'in twenty'],
    ]);
    const [certificate, secret, personal] = json.results as Expiring[];
    assert.deepEqual([certificate?.ownerId, certificate?.ownerName], [null, 'primary']);
    assert.deepEqual([secret?.ownerId, secret?.ownerName], [application.id, 'Owl Post']);
    assert.deepEqual([personal?.ownerId, personal?.ownerName], [owner, `user-${owner}`]);
  });

  it('looks as far ahead as is asked for, and lists what never ends behind it, if that is wanted', async () => {
    assert.deepEqual(described((await report('?withinDays=7')).json.results), [
      ['certificate', 'A5'],
      ['secret', 'in three days'],
    ]);
    const { json } = await report('?withinDays=90&includeEndless=true');
    assert.deepEqual(
      json.results.slice(-2).map((one: Expiring) => [one.kind, one.description, one.expiryTime === null]),
      [
        ['secret', 'in two months', false],
        ['secret', 'Seed file', true],
      ],
    );
  });

  it('comes in pages', async () => {
    const { json } = await report('?top=2&skip=1');
    assert.equal(json.totalCount, 4);
    assert.deepEqual(described(json.results), [
      ['secret', 'in three days'],
      ['personalAccessToken', 'Owl post'],
    ]);
    assert.deepEqual((await report('?top=0')).json, { totalCount: 4, results: [] });
  });

  it('says of a secret that another one has taken its place', async () => {
    const call = apiOf(gatehouse, () => writer);
    const made = { partitionGlobalId: organization.id, name: 'Floo', isConfidential: true, scopes: [] };
    const { id: clientId } = (await call('POST', '/api/ExternalClient', made)).json;
    const wish = { partitionGlobalId: organization.id, clientId, overlapHours: 1 };
    await call('POST', '/api/ExternalClient/RotateSecret', wish);
    const { json } = await report('?withinDays=1');
    const found = json.results.find((one: Expiring) => one.ownerId === clientId);
    assert.ok(found.replacedTime);
    assert.equal((await call('DELETE', `/api/ExternalClient/${organization.id}/${clientId}`)).status, 204);
    assert.equal((await report('?withinDays=1')).json.totalCount, 1);
  });

  it('is refused where the question is none, and to others than administrators with the scope of the audit', async () => {
    for (const query of ['withinDays=-1', 'withinDays=3651', 'includeEndless=perhaps', 'top=1001']) {
      assert.equal((await report(`?${query}`)).status, 400, query);
    }
    assert.equal((await report('', await token(gatehouse, 'PM.OAuthApp'))).status, 403);
    const person = await userToken(gatehouse, await createAccount(gatehouse, null), ['PM.Audit.Read']);
    assert.equal((await report('', person)).status, 403);
    const other = await apiOf(gatehouse, () => bearer)('GET', `/api/ExpiringCredential/${otherOrganization.id}`);
    assert.equal(other.status, 403);
  });
});

describe('gatehouse secrets expiring', () => {
  let store: readonly string[];
  before(async () => {
    store = await placeOf(gatehouse.config.data);
  });
  const run = (...args: readonly string[]) => runCommand(['secrets', 'expiring', ...args, ...store]);
  const lines = async (...args: readonly string[]): Promise<readonly Record<string, unknown>[]> => {
    const { code, stdout, stderr } = await run(...args, '--json');
    assert.equal(code, 0, stderr);
    return stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  };

  it('tells the same, of one organization or of all', async () => {
    const { results } = (await report()).json;
    const names = ['kind', 'id', 'ownerId', 'ownerName', 'description', 'expiryTime', 'lastUsedTime', 'replacedTime'];
    const told = await lines('Hogwarts');
    assert.deepEqual(Object.keys(told[0] ?? {}).sort(), ['organization', 'creationTime', ...names].sort());
    const momentsOf = (one: Record<string, unknown>) => [
      one.kind,
      one.id,
      one.ownerId,
      Date.parse(String(one.expiryTime)),
    ];
    assert.deepEqual(told.map(momentsOf), results.map(momentsOf));
    const all = await lines('--within', '30d');
    assert.deepEqual(new Set(all.map((one) => one.organization)), new Set(['Hogwarts', 'Durmstrang']));
    assert.equal(all.length, told.length + 1);
  });

  it('is a line for each that people read: when it ends, what it is, whose, and whether it is used', async () => {
    const { code, stdout } = await run('hogwarts', '--within', '96h');
    assert.equal(code, 0);
    const [first, second, ...more] = stdout.trimEnd().split('\n');
    assert.match(first ?? '', /^\S+Z \(over\) {2}certificate 1 of Hogwarts \(primary\), "A5"$/);
    assert.match(
      second ?? '',
      new RegExp(`^\\S+Z {2}secret \\d+ of Owl Post \\(${application.id}\\) in Hogwarts, "in three days", not used$`),
    );
    assert.deepEqual(more, []);
  });

  it('says so when there is nothing, and knows what never ends', async () => {
    const { id } = organization;
    await gatehouse.db.deleteFrom('certificates').where('organization_id', '=', id).execute();
    assert.equal((await run(id, '--within', '1d')).stdout, 'Nothing ends so soon.\n');
    const endless = await lines(id, '--within', '1d', '--endless');
    assert.ok(endless.length > 0 && endless.every((one) => one.expiryTime === null));
  });

  it('refuses what is no time, and no organization', async () => {
    for (const [args, expected, exit] of [
      [['--within', '30'], /"30" is no time/, 2],
      [['--within', '3w'], /Write days or hours/, 2],
      [['Beauxbatons'], /There is no organization "Beauxbatons"/, 3],
    ] as const) {
      const { code, stderr } = await run(...args);
      assert.deepEqual([code, expected.test(stderr)], [exit, true], stderr);
    }
  });
});
