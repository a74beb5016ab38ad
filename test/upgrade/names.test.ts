import assert from 'node:assert/strict';
import type { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { runCommand } from '../support/command.ts';
import { dataOf } from '../support/earlier-version.ts';
import { type Gatehouse, startGatehouse } from '../support/gatehouse.ts';
import { send } from '../support/http.ts';
import { world } from '../support/world.ts';

// A store of a version that compared names as ASP.NET Core Identity does, with names that are other ones now. Everybody in
// it has the password that Harry has.

const password = 'patr0nu5';
const many = 5000;

/** Id, user name, the form in which it was compared, e-mail address, its form. */
const people = [
  ['dave-blank', 'dave ', 'DAVE ', 'old.dave@example.com', 'OLD.DAVE@EXAMPLE.COM'],
  ['dave', 'dave', 'DAVE', null, null],
  ['strasse', 'straße', 'STRASSE', null, null],
  ['ibrahim', 'İbrahim', 'İBRAHIM', null, null],
  ['ibrahim-too', 'i\u0307brahim', 'I\u0307BRAHIM', null, null],
  ['eszett', 'eszett', 'ESZETT', 'STRAẞE@example.com', 'STRAẞE@EXAMPLE.COM'],
  ['eszett-too', 'eszett-too', 'ESZETT-TOO', 'straße@example.com', 'STRASSE@EXAMPLE.COM'],
  ['victim', 'victim', 'VICTIM', 'victim@example.com', 'VICTIM@EXAMPLE.COM'],
  ['mallory', 'victim@example.com', 'VICTIM@EXAMPLE.COM', 'mallory@example.com', 'MALLORY@EXAMPLE.COM'],
] as const;

function arrange(db: DatabaseSync): void {
  const organization = world.organization.id;
  db.exec('begin');
  const user =
    db.prepare(`insert into users (organization_id, id, legacy_id, user_name, user_name_key, email, email_key,
      email_confirmed, display_name, is_active, bypass_basic_auth_restriction, invitation_accepted, created_at)
    values ('${organization}', ?, ?, ?, ?, ?, ?, 1, ?, 1, 0, 1, ?)`);
  const credential =
    db.prepare(`insert into credentials (organization_id, user_id, password_hash, security_stamp, changed_at, must_change)
    select organization_id, ?, password_hash, '', changed_at, 0 from credentials where user_id = '${world.harry.id}'`);
  for (const [index, [id, name, key, email, emailKey]] of people.entries()) {
    user.run(id, 100 + index, name, key, email, emailKey, `The person ${id}`, index);
    credential.run(id);
  }
  for (let n = 0; n < many; n += 1) {
    const number = String(n).padStart(4, '0');
    user.run(`many-${number}`, 1000 + n, `ß${number} `, `SS${number} `, null, null, `ſ${number}`, n);
  }
  const group = db.prepare(`insert into groups (organization_id, id, name, name_key, type, created_at)
    values ('${organization}', ?, ?, ?, 'custom', 0)`);
  group.run('11111111-1111-4111-8111-111111111111', 'Ops ', 'OPS ');
  group.run('22222222-2222-4222-8222-222222222222', 'Ops', 'OPS');
  db.exec(`update counters set value = 10000 where organization_id = '${organization}' and name = 'legacy_id'`);
  db.exec('commit');
}

describe('a store whose names were compared otherwise, after an upgrade', () => {
  let folder: Awaited<ReturnType<typeof dataOf>>;
  let server: Gatehouse;
  let headers: { readonly authorization: string };

  before(async () => {
    folder = await dataOf('0.1.0', arrange);
    server = await startGatehouse({ data: folder.data });
    const { id: client_id, secret: client_secret } = world.application;
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret });
    const { json } = await send(`${server.url}/identity/connect/token`, { method: 'POST', body });
    headers = { authorization: `Bearer ${(json as { access_token: string }).access_token}` };
  });
  after(async () => {
    await server.stop();
    await folder[Symbol.asyncDispose]();
  });

  /** Who signs in so. */
  async function signIn(usernameOrEmailAddress: string): Promise<string | number> {
    const { status, json } = await send(`${server.url}/api/account/authenticate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ tenancyName: 'Hogwarts', usernameOrEmailAddress, password }),
    });
    if (status !== 200) return status;
    const [, claims = ''] = (json as { result: string }).result.split('.');
    return JSON.parse(Buffer.from(claims, 'base64url').toString()).sub;
  }

  const list = async (query: string) => {
    const { json } = await send(`${server.url}/identity/api/User/users/${world.organization.id}?${query}`, { headers });
    return json as { totalCount: number; results: { id: string; userName: string }[] };
  };

  it('lets everybody in whose name is one of its own now', async () => {
    assert.equal(await signIn('straße'), 'strasse');
    assert.equal(await signIn('STRAẞE'), 'strasse');
    assert.equal(await signIn('strasse'), 401);
    assert.equal(await signIn(' Dave '), 'dave');
    assert.equal(await signIn('İbrahim'.toLowerCase()), 'ibrahim');
  });

  it('calls those otherwise who have the name of another now, and finds them by that and by their address', async () => {
    assert.equal(await signIn('dave~2'), 'dave-blank');
    assert.equal(await signIn('old.dave@example.com'), 'dave-blank');
    assert.equal(await signIn('i\u0307brahim~2'), 'ibrahim-too');
    assert.equal(await signIn('straße@example.com'), 'eszett');
    assert.equal(await signIn('eszett-too'), 'eszett-too');
    const groups = await send(`${server.url}/identity/api/Group/${world.organization.id}`, { headers });
    const names = (groups.json as { name: string }[]).map(({ name }) => name).filter((name) => name.startsWith('Ops'));
    assert.deepEqual(names, ['Ops', 'Ops~2']);
  });

  it('lists and finds people in the order and by the parts of their names', async () => {
    const { totalCount, results } = await list(`searchTerm=${encodeURIComponent('ß')}&top=1000&skip=3003`);
    assert.equal(totalCount, many + 3);
    assert.deepEqual(
      results.map(({ id }) => id),
      Array.from({ length: 1000 }, (_, n) => `many-${3000 + n}`),
    );
    assert.equal((await list(`searchTerm=${encodeURIComponent('ſ4999')}`)).totalCount, 1);
    assert.equal((await list('searchTerm=ss4999')).totalCount, 0);
    assert.deepEqual(
      (await list('searchTerm=dave~')).results.map(({ id }) => id),
      ['dave-blank'],
    );
    const { code, stdout } = await runCommand(['check', '--data', folder.data]);
    assert.equal(code, 0, stdout);
  });

  it('tells the operator who they are, at the start and in "gatehouse doctor"', async () => {
    const told = server.logLines.filter(({ message }) => /several accounts had one name/.test(String(message)));
    assert.deepEqual(
      told.map(({ level, count }) => [level, count]),
      [['warn', 5]],
    );
    const { stdout } = await runCommand(['doctor', '--data', folder.data]);
    for (const line of [
      /^warning +names +The user "dave~2" \(dave-blank\) of the organization \S+ had the name of the user dave,/m,
      /^warning +names +The user "i\u0307brahim~2" \(ibrahim-too\) .* had the name of the user ibrahim,/m,
      /^warning +names +The user "eszett-too" .* has the e-mail address of the user eszett in another spelling/m,
      /^warning +names +The user "victim@example.com" \(mallory\) .* has the e-mail address of the user victim as user name/m,
      /^warning +names +The group "Ops~2" \(11111111\S+\) .* had the name of the group 22222222/m,
    ]) {
      assert.match(stdout, line);
    }
  });
});
