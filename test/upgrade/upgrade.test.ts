import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runCommand } from '../support/command.ts';
import { dataOf } from '../support/earlier-version.ts';
import { send } from '../support/http.ts';
import { serve } from '../support/process.ts';
import { world } from '../support/world.ts';

// Data folders as released versions left them: the example world, after Harry has changed his password once.

const versions = ['0.1.0'];
const harryNow = 'patr0nu5';

async function tokenFrom(url: string): Promise<string> {
  const { id: client_id, secret: client_secret } = world.application;
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret });
  const { json } = await send(`${url}/identity/connect/token`, { method: 'POST', body });
  return (json as { access_token: string }).access_token;
}

const post = (url: string, body: object, headers: Record<string, string> = {}) =>
  send(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

describe('an upgrade', () => {
  for (const version of versions) {
    it(`keeps everybody and everything of ${version}`, async () => {
      await using folder = await dataOf(version);
      const server = await serve(['--data', folder.data]);
      assert.match(server.stdout(), /^Gatehouse is ready at \S+\n$/, 'it is no first start');
      const headers = { authorization: `Bearer ${await tokenFrom(server.url)}` };

      const users = await send(
        `${server.url}/identity/api/User/users/${world.organization.id}?searchTerm=potter&sortBy=surname`,
        { headers },
      );
      const { totalCount, results } = users.json as { totalCount: number; results: { id: string }[] };
      assert.deepEqual([totalCount, results.map(({ id }) => id)], [1, [world.harry.id]]);

      const change = `${server.url}/identity/api/User/${world.harry.id}/changepassword`;
      const old = await post(change, { oldPassword: world.harry.password, newPassword: 'mischief-managed-1' }, headers);
      assert.equal(old.status, 400);
      const now = await post(change, { oldPassword: harryNow, newPassword: 'mischief-managed-1' }, headers);
      assert.deepEqual(now.json, { succeeded: true, errors: [] });

      const signIn = {
        tenancyName: 'Hogwarts',
        usernameOrEmailAddress: 'harry.potter',
        password: 'mischief-managed-1',
      };
      assert.equal((await post(`${server.url}/api/account/authenticate`, signIn)).status, 200);

      const audit = await send(`${server.url}/identity/api/AuditQuery/${world.organization.id}?top=100`, { headers });
      const actions = (audit.json as { results: { action: string }[] }).results.map(({ action }) => action);
      assert.equal(actions.filter((action) => action === 'ChangedPassword').length, 2, actions.join());
      assert.equal(await server.end('SIGTERM'), 0);

      const verified = await runCommand(['audit', 'verify', '--data', folder.data]);
      assert.equal(verified.code, 0, verified.stdout);
      assert.match(verified.stdout, /^Hogwarts \(.*\): ok/m);
    });
  }

  it('asks for nothing when the version is the same', async () => {
    await using folder = await dataOf('0.1.0');
    await (await serve(['--data', folder.data])).end('SIGTERM');
    const migrated = await runCommand(['migrate', '--data', folder.data]);
    assert.equal(migrated.code, 0);
    assert.match(migrated.stdout, /up to date/i);
  });
});
