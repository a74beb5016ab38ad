import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { auditEntry } from '../../src/directory/audit/entry.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { runCommand } from '../support/command.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { send, token } from '../support/http.ts';
import { storeFlags } from '../support/store.ts';

import { userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

const { organization } = world;
const gatehouse = useGatehouse(async (running) => {
  const email = (n: number) => `${n}@example.test`;
  for (let n = 1; n <= 25; n++) {
    const name = n === 25 ? '=HYPERLINK("x")' : `actor "${n}", Ms`;
    const actor = { type: 'user', id: `id-${n}`, name, email: email(n) } as const;
    await running.store.transaction(({ audit }) =>
      audit.append(
        auditEntry({ traceId: null, clientIp: '10.0.0.1' }, actor, Date.UTC(2040, 4, 4, 10, 0, n), {
          organizationId: organization.id,
          category: n % 2 ? 'User' : 'Group',
          action: 'Update',
          targetId: `target-${n}`,
          details: { before: { name: 'a' }, after: { name: 'b\n' } },
        }),
      ),
    );
  }
});

const get = async (path: string, bearer?: string) =>
  await send(`${gatehouse.url}${path}`, {
    headers: { authorization: `Bearer ${bearer ?? (await token(gatehouse, 'PM.Audit'))}` },
  });

const query = `/identity/api/AuditQuery/${organization.id}`;

describe('the audit query', () => {
  it('answers the newest entries first, with the count of all', async () => {
    const { status, json } = await get(`${query}?top=3`);
    assert.equal(status, 200);
    assert.equal(json.results.length, 3);
    assert.ok(json.totalCount >= 25);
    const [first] = json.results;
    assert.deepEqual(Object.keys(json), ['totalCount', 'results']);
    assert.deepEqual(
      { ...first, auditLogDetails: JSON.parse(first.auditLogDetails).userId },
      {
        createdOn: '2040-05-04T10:00:25.000Z',
        category: 'User',
        action: 'Update',
        auditLogDetails: 'target-25',
        userName: '=HYPERLINK("x")',
        email: '25@example.test',
        message: '=HYPERLINK("x") updated a user',
        detailsVersion: '1.0',
        source: 'Identity',
      },
    );
  });

  it('answers ten when nobody says how many, and pages without gaps', async () => {
    const { json } = await get(query);
    assert.equal(json.results.length, 10);
    const whole = (await get(`${query}?top=2147483647`)).json.results;
    const parts = [];
    for (let skip = 0; skip < whole.length; skip += 4) {
      parts.push(...(await get(`${query}?top=4&skip=${skip}`)).json.results);
    }
    assert.deepEqual(parts, whole);
    assert.deepEqual((await get(`${query}?skip=100000`)).json, { totalCount: json.totalCount, results: [] });
    assert.deepEqual((await get(`${query}?top=0`)).json, { totalCount: json.totalCount, results: [] });
  });

  it('sorts by the members that have an order, in any letter case', async () => {
    for (const [member, order] of [
      ['CreatedOn', 'asc'],
      ['category', 'desc'],
      ['action', 'asc'],
      ['UserName', 'desc'],
      ['email', 'ASC'],
    ] as const) {
      const { json } = await get(`${query}?top=1000&sortBy=${member}&sortOrder=${order}`);
      const key = `${member[0]?.toLowerCase()}${member.slice(1)}`;
      const values = json.results.map((row: Record<string, string | null>) => row[key] ?? '');
      const sorted = values.toSorted((a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0));
      assert.deepEqual(values, order === 'desc' ? sorted.toReversed() : sorted, member);
    }
  });

  it('speaks the language asked for, and English otherwise', async () => {
    const message = async (language: string) =>
      (await get(`${query}?skip=1&top=1&language=${language}`)).json.results[0].message;
    assert.equal(await message('de'), 'actor "24", Ms hat eine Gruppe geändert');
    assert.equal(await message('de-AT'), 'actor "24", Ms hat eine Gruppe geändert');
    assert.equal(await message('ro'), 'actor "24", Ms a modificat un grup');
    assert.equal(await message('ja'), 'actor "24", Ms updated a group');
  });

  it('is answered in every family of URLs', async () => {
    const { text } = await get(`${query}?top=2`);
    const { name, id } = organization;
    for (const path of [
      '/audit_/api/auditlogs',
      `/audit_/api/auditlogs/${id}`,
      `/${name}/audit_/api/auditlogs/`,
      `/${name}/${world.tenant}/audit_/api/auditlogs/${id}/`,
      `/portal/api/auditLog/${id}`,
      '/portal_/api/auditLog',
      `/${name}/portal_/api/auditLog/`,
      `/${id}/portal/api/auditlog`,
      `/portal_/api/auditLog/${id}`,
      `/${name}/portal_/api/auditlog/${id}`,
      `/${name}/identity_/api/AuditQuery/${id}`,
    ]) {
      assert.equal((await get(`${path}?top=2&api-version=1`)).text, text, path);
    }
  });

  it('refuses what is out of range, unknown or not allowed', async () => {
    assert.deepEqual((await get(`${query}?top=-1&skip=x`)).json.errors, {
      top: ['The field top must be between 0 and 2147483647.'],
      skip: ["The value 'x' is not valid."],
    });
    assert.equal((await get('/identity/api/AuditQuery/00000000-0000-4000-8000-000000000000')).status, 404);
    assert.equal((await get('/identity/api/AuditQuery/nonsense')).status, 400);
    assert.equal((await get(query, await token(gatehouse, 'PM.User'))).status, 403);
    const other = await token(gatehouse, 'PM.Audit', world.otherApplication);
    assert.equal((await get(query, other)).status, 403);
    assert.equal(
      (await get(`/${world.otherOrganization.name}/identity/api/AuditQuery/${organization.id}`)).status,
      403,
    );
  });

  it('is for administrators', async () => {
    const person: Account = await createAccount(gatehouse, null);
    const administrator = await createAccount(gatehouse, null, { isAdministrator: true });
    assert.equal((await get(query, await userToken(gatehouse, person, ['PM.Audit']))).status, 403);
    assert.equal((await get(query, await userToken(gatehouse, administrator, ['PM.Audit.Read']))).status, 200);
  });
});

describe('the audit download', () => {
  it('is a CSV file of the newest entries, in which no value is a formula', async () => {
    const { status, headers, text } = await get(`${query}/download?size=30`);
    assert.equal(status, 200);
    assert.equal(headers.get('content-type'), 'application/octet-stream');
    assert.equal(headers.get('content-disposition'), 'attachment; filename="audit_logs.csv"');
    const lines = text.split('\r\n');
    assert.equal(lines[0], 'createdOn,category,action,auditLogDetails,userName,email,message,detailsVersion,source');
    assert.ok(text.includes('"\'=HYPERLINK(""x"")"'));
    assert.ok(text.includes('"actor ""24"", Ms"'));
    assert.equal((await get(`/audit_/api/auditlogs/download?size=1`)).text.split('\r\n').length, 3);
  });

  it('takes the number of entries that was asked for', async () => {
    const { json } = await get(`${query}?top=0`);
    for (const size of [0, 1, 7]) {
      const { text } = await get(`${query}/download?size=${size}&language=de`);
      const records = text.split('\r\n').length - 2;
      assert.equal(records, Math.min(size, json.totalCount));
    }
  });
});

describe('gatehouse audit verify', () => {
  const verify = async () => {
    const { data } = gatehouse.config;
    const flags = Object.entries({ data, ...(await storeFlags(data)) });
    return await runCommand(['audit', 'verify', ...flags.flatMap(([name, value]) => [`--${name}`, value])]);
  };

  it('finds a log whole while the server is running', async () => {
    const { code, stdout } = await verify();
    assert.equal(code, 0, stdout);
    assert.match(
      stdout,
      new RegExp(`^${organization.name} \\(${organization.id}\\): ok, \\d+ entries, last hash [0-9a-f]{64}$`, 'm'),
    );
  });

  it('names the first entry that was altered, taken out, or cut off', async () => {
    const { id } = organization;
    const { db } = gatehouse;
    const head = await gatehouse.store.audit.head(id);
    assert.ok(head);
    const middle = head.sequence - 10;
    const [entry] = await gatehouse.store.audit.after(id, middle - 1, 1);
    assert.ok(entry);
    await sql`update audit_entries set details = '{}' where organization_id = ${id} and sequence = ${middle}`.execute(
      db,
    );
    const altered = await verify();
    assert.equal(altered.code, 1);
    assert.match(altered.stdout, new RegExp(`BROKEN at entry ${middle}: altered`));
    await sql`update audit_entries set details = ${entry.details} where organization_id = ${id} and sequence = ${middle}`.execute(
      db,
    );
    assert.equal((await verify()).code, 0);

    await sql`update audit_entries set sequence = -1 where organization_id = ${id} and sequence = ${middle}`.execute(
      db,
    );
    assert.match((await verify()).stdout, new RegExp(`BROKEN at entry ${middle}: missing`));
    await sql`update audit_entries set sequence = ${middle} where organization_id = ${id} and sequence = -1`.execute(
      db,
    );

    await sql`update audit_heads set sequence = sequence + 1 where organization_id = ${id}`.execute(db);
    assert.match((await verify()).stdout, new RegExp(`BROKEN at entry ${head.sequence + 1}: missing`));
    await sql`update audit_heads set sequence = sequence - 1 where organization_id = ${id}`.execute(db);
    assert.equal((await verify()).code, 0);
  });

  it('says that there is no store where there is none', async () => {
    const { code, stderr } = await runCommand(['audit', 'verify', '--data', '/nonexistent']);
    assert.equal(code, 1);
    assert.match(stderr, /There is no store in/);
  });
});
