import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hostId } from '../../src/directory/organization.ts';
import { runCommand } from '../support/command.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type Gatehouse, startGatehouse } from '../support/gatehouse.ts';
import { send } from '../support/http.ts';
import { placeOf } from '../support/store.ts';
import { world } from '../support/world.ts';

const json = { 'content-type': 'application/json' };

/** The host's API, for the administrator of the host with this password. */
async function asHost(server: Gatehouse, password: string) {
  const body = JSON.stringify({ tenancyName: 'host', usernameOrEmailAddress: 'admin', password });
  const signedIn = await send(`${server.url}/api/account/authenticate`, { method: 'POST', headers: json, body });
  assert.equal(signedIn.status, 200, signedIn.text);
  const headers = { ...json, authorization: `Bearer ${signedIn.json.result}` };
  return (method: string, path: string, sent?: object) =>
    send(`${server.url}/identity/api${path}`, {
      ...{ method, headers },
      ...(sent && { body: JSON.stringify(sent) }),
    });
}

/** A first start, and the password of the host's administrator, as if it had been changed. */
async function firstStart(flags: Parameters<typeof startGatehouse>[0]) {
  const server = await startGatehouse(flags);
  const password = server.announced?.hostAdministrator.password ?? assert.fail('It is no first start.');
  await server.db.updateTable('credentials').set({ must_change: 0 }).where('organization_id', '=', hostId).execute();
  return { server, password };
}

async function deleteAll(server: Gatehouse, password: string) {
  const host = await asHost(server, password);
  const { json: list } = await host('GET', '/Partition');
  for (const { id } of list.results) {
    assert.equal((await host('PUT', `/Partition/${id}`, { isActive: false })).status, 200);
    assert.equal((await host('DELETE', `/Partition/${id}`)).status, 204);
  }
  return list.results as readonly { readonly id: string; readonly name: string }[];
}

describe('a server whose only organization was deleted', () => {
  it('starts again, makes nothing, serves the host, and takes a new organization', async () => {
    await using folder = await temporaryFolder();
    const flags = { data: folder.path, seed: undefined };
    const { server: first, password } = await firstStart(flags);
    assert.equal((await deleteAll(first, password)).length, 1);
    const page = await send(`${first.url}/identity/web/login`);
    assert.match(page.text, /There is no organization on this server yet/);
    assert.match(page.text, /name="organization"/);
    await first.stop();

    const second = await startGatehouse(flags);
    assert.equal(second.announced, undefined);
    const host = await asHost(second, password);
    assert.equal((await host('GET', '/Partition')).json.totalCount, 0);
    const made = await host('POST', '/Partition', { name: 'Default', tenants: ['Default'] });
    assert.equal(made.status, 201, made.text);
    const page2 = await send(`${second.url}/identity/web/login`);
    assert.doesNotMatch(page2.text, /There is no organization|name="organization"/);
    await second.stop();

    const third = await startGatehouse(flags);
    assert.equal(third.announced, undefined);
    assert.equal((await (await asHost(third, password))('GET', '/Partition')).json.totalCount, 1);
    await third.stop();

    const recovered = await runCommand(['admin', 'recover', ...(await placeOf(folder.path))]);
    assert.equal(recovered.code, 0, recovered.stderr);
  });

  it('starts again with the seed file that declares it, and leaves it deleted', async () => {
    await using folder = await temporaryFolder();
    const flags = { data: folder.path, seed: world.seedFile };
    const { server: first, password } = await firstStart(flags);
    assert.ok((await deleteAll(first, password)).some(({ id }) => id === world.organization.id));
    await first.stop();

    const second = await startGatehouse(flags);
    assert.equal((await (await asHost(second, password))('GET', '/Partition')).json.totalCount, 0);
    await second.stop();
  });
});
