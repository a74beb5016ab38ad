import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hostId } from '../../src/directory/organization.ts';
import { openStore } from '../../src/store/open.ts';
import { runCommand } from '../support/command.ts';
import { temporaryFolder } from '../support/folder.ts';
import { send } from '../support/http.ts';
import { type RunningProcess, serve } from '../support/process.ts';
import { locationIn, placeOf } from '../support/store.ts';
import { world } from '../support/world.ts';

const json = { 'content-type': 'application/json' };

/** The host's API, for the administrator of the host with this password. */
async function asHost(server: RunningProcess, password: string) {
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

/** What the first start said, and the password of the host's administrator, as if it had been changed. */
async function firstStart(args: readonly string[], folder: string) {
  const server = await serve(args);
  const [own, host] = server.stdout().match(/(?<=^ {2}password +)\S+/gm) ?? [];
  assert.ok(own && host);
  await using db = openStore(await locationIn(folder));
  await db.updateTable('credentials').set({ must_change: 0 }).where('organization_id', '=', hostId).execute();
  return { server, password: host };
}

async function deleteAll(server: RunningProcess, password: string) {
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
    const args = await placeOf(folder.path);
    const { server: first, password } = await firstStart(args, folder.path);
    assert.equal((await deleteAll(first, password)).length, 1);
    const page = await send(`${first.url}/identity/web/login`);
    assert.match(page.text, /There is no organization on this server yet/);
    assert.match(page.text, /name="organization"/);
    assert.equal(await first.end('SIGTERM'), 0);

    const second = await serve(args);
    assert.match(second.stdout(), /^Gatehouse is ready at \S+\n$/);
    const host = await asHost(second, password);
    assert.equal((await host('GET', '/Partition')).json.totalCount, 0);
    const made = await host('POST', '/Partition', { name: 'Default', tenants: ['Default'] });
    assert.equal(made.status, 201, made.text);
    const page2 = await send(`${second.url}/identity/web/login`);
    assert.doesNotMatch(page2.text, /There is no organization|name="organization"/);
    assert.equal(await second.end('SIGTERM'), 0);

    const third = await serve(args);
    assert.match(third.stdout(), /^Gatehouse is ready at \S+\n$/);
    assert.equal((await (await asHost(third, password))('GET', '/Partition')).json.totalCount, 1);
    assert.equal(await third.end('SIGTERM'), 0);

    const recovered = await runCommand(['admin', 'recover', ...args]);
    assert.equal(recovered.code, 0, recovered.stderr);
  });

  it('starts again with the seed file that declares it, and leaves it deleted', async () => {
    await using folder = await temporaryFolder();
    const args = [...(await placeOf(folder.path)), '--seed', world.seedFile];
    const { server: first, password } = await firstStart(args, folder.path);
    assert.ok((await deleteAll(first, password)).some(({ id }) => id === world.organization.id));
    assert.equal(await first.end('SIGTERM'), 0);

    const second = await serve(args);
    assert.equal((await (await asHost(second, password))('GET', '/Partition')).json.totalCount, 0);
    assert.equal(await second.end('SIGTERM'), 0);
  });
});
