import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { decodeJwt } from 'jose';
import { createAccount } from '../support/accounts.ts';
import { lacksCurl } from '../support/curl.ts';
import { world } from '../support/world.ts';
import { clientOf, password, useInstaller } from './installer.fixture.ts';

// The scripts with which other products are installed: they sign an administrator of the host in, get an installation
// token, and register a client. First as the shell scripts do it, with cURL and its jar of cookies; then what must not work.

const { gatehouse, administrator, generate, login } = useInstaller();
const folder = mkdtemp(join(tmpdir(), 'gatehouse-installer-'));
after(async () => rm(await folder, { recursive: true, force: true }));

/** Fails as cURL does with `--fail`, and answers what it prints. */
async function curl(...given: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('curl', ['--silent', '--show-error', '--fail', ...given]);
  return stdout;
}

describe('an installer in the shell', { skip: lacksCurl }, () => {
  it('registers a client, gets tokens for it, and takes it away again', async () => {
    const jar = join(await folder, 'cookies.txt');
    const identity = `${gatehouse.url}/identity`;
    const json = ['-H', 'Content-Type: application/json'];
    await curl(...json, '--cookie-jar', jar, `${identity}/api/antiforgery/generate`);
    const lines = (await readFile(jar, 'utf8')).split('\n').filter((line) => line.includes('XSRF-TOKEN'));
    assert.equal(lines.length, 1);
    const xsrf = lines[0]?.split('\t')[6] ?? '';
    assert.match(xsrf, /^[\w-]+$/);
    await writeFile(jar, (await readFile(jar, 'utf8')).replace('XSRF-TOKEN-IS', 'XSRF-TOKEN'));
    const withToken = ['-H', `X-XSRF-TOKEN: ${xsrf}`, '--cookie', jar, '--cookie-jar', jar];
    const login = { tenant: 'host', usernameOrEmail: `user-${administrator.id}`, password, rememberLogin: true };
    await curl(...json, ...withToken, '-X', 'POST', '-d', JSON.stringify(login), `${identity}/api/Account/Login`);
    const token = await curl(...withToken, `${identity}/api/Account/ClientAccessToken`);
    const client = clientOf();
    const bearer = ['-H', `Authorization: Bearer ${token}`];
    const patch = ['-H', 'Content-Type: application/json-patch+json', '-H', 'Accept: text/plain'];
    const body = JSON.stringify(client);
    const made = await curl(...bearer, ...patch, '-X', 'POST', '-d', body, `${identity}/api/Client`);
    assert.notEqual(made, '');
    const form = [`client_Id=${client.clientId}`, `client_secret=${client.clientSecrets[0]}`];
    const fields = [...form, 'grant_type=client_credentials'].flatMap((field) => ['-d', field]);
    const issued = JSON.parse(await curl(...fields, `${identity}/connect/token`));
    const { exp = 0, iat = 0, scope } = decodeJwt(issued.access_token);
    assert.deepEqual([exp - iat, issued.expires_in], [345600, 345600]);
    assert.deepEqual(scope, ['AiFabric', 'IdentityServerApi', 'Orchestrator', 'PM.User']);
    await curl(...bearer, '-X', 'DELETE', `${identity}/api/Client/${client.clientId}`);
    await assert.rejects(curl(...fields, `${identity}/connect/token`));
  });
});

describe('signing in without a page', () => {
  it('takes the second of exactly two cookies, the first of which no script reads', async () => {
    const { lines, more } = await generate('/identity_');
    assert.deepEqual(more, []);
    assert.match(lines[0] ?? '', /^\.Gatehouse\.Antiforgery=[\w-]+;.*Path=\/;.*HttpOnly/);
    assert.match(lines[1] ?? '', /^XSRF-TOKEN-IS=[\w-]+; Path=\//);
    assert.doesNotMatch(lines[1] ?? '', /HttpOnly|Secure/);
    const answer = await login();
    assert.deepEqual([answer.status, answer.json], [200, { succeeded: true, errors: [] }]);
    assert.ok(answer.headers.getSetCookie().some((line) => /^gatehouse\.session=.*HttpOnly/.test(line)));
  });

  it('is refused without the token of that very cookie', async () => {
    const other = await generate();
    for (const change of [{ xsrf: '' }, { xsrf: 'x' }, { cookie: '' }, { cookie: other.cookies.join('; ') }]) {
      const { status, headers } = await login(change);
      assert.deepEqual([status, headers.getSetCookie()], [400, []], JSON.stringify(change));
    }
  });

  it('goes to the host, to an organization, or to the one that has a tenant of that name', async () => {
    const person = await createAccount(gatehouse, password);
    const usernameOrEmail = `user-${person.id}`;
    for (const [named, expected] of [
      [{ partitionName: world.organization.name }, 200],
      [{ partitionName: '', tenant: world.tenant }, 200],
      [{ partitionName: 'Beauxbatons' }, 401],
      [{ partitionName: 'host' }, 401],
    ] as const) {
      const { status, text } = await login({ body: { ...named, usernameOrEmail } });
      assert.equal(status, expected, `${JSON.stringify(named)} ${text}`);
    }
    const url = `/${world.organization.name}/identity_`;
    assert.equal((await login({ prefix: url, body: { partitionName: world.tenant, usernameOrEmail } })).status, 200);
    const elsewhere = { partitionName: world.otherOrganization.name, usernameOrEmail };
    assert.equal((await login({ prefix: url, body: elsewhere })).status, 401);
  });

  it('records what was wrong, locks, and refuses a password that has to be changed', async () => {
    const person = await createAccount(gatehouse, password);
    const asPerson = { partitionName: world.organization.name, usernameOrEmail: `user-${person.id}` };
    const wrong = await login({ body: { ...asPerson, password: 'wrong' } });
    assert.equal(wrong.status, 401);
    assert.deepEqual(wrong.json, {
      succeeded: false,
      errors: [{ code: 'SignInRefused', description: 'Invalid credentials, failed to login.' }],
    });
    const attempts = await gatehouse.db
      .selectFrom('login_attempts')
      .select('result')
      .where('user_id', '=', person.id)
      .execute();
    assert.equal(attempts.length, 1);
    for (let tries = 0; tries < 10; tries += 1) await login({ body: { ...asPerson, password: 'wrong' } });
    assert.equal((await login({ body: asPerson })).status, 401);
    const fresh = await createAccount(gatehouse, password);
    await gatehouse.db.updateTable('credentials').set({ must_change: 1 }).where('user_id', '=', fresh.id).execute();
    const { status, text } = await login({ body: { ...asPerson, usernameOrEmail: `user-${fresh.id}` } });
    assert.equal(status, 401);
    assert.match(text, /must be changed/);
  });
});
