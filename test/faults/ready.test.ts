import assert from 'node:assert/strict';
import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { runCommand } from '../support/command.ts';
import { temporaryFolder } from '../support/folder.ts';
import { postChange, send, token } from '../support/http.ts';
import { type RunningProcess, serve } from '../support/process.ts';
import { lacksSmallDisks, SmallDisk } from '../support/small-disk.ts';
import { copyExampleData } from '../support/store.ts';
import { until } from '../support/until.ts';
import { world } from '../support/world.ts';

async function readiness({ url }: Pick<RunningProcess, 'url'>): Promise<string> {
  const { status, json } = await send(`${url}/health/ready`);
  return [status, json.status, json.reason].filter(Boolean).join(' ');
}

const becomes = (server: RunningProcess, expected: string) => until(async () => (await readiness(server)) === expected);

/** Something that has to be written. */
async function write(server: RunningProcess, bearer: string) {
  const change = { oldPassword: 'wrong', newPassword: 'patr0nu5' };
  return await postChange(server, { bearer, userId: world.harry.id }, change);
}

const count = (server: RunningProcess, message: string) =>
  server
    .stderr()
    .split('\n')
    .filter((line) => line.includes(`"${message}"`)).length;

describe('a server whose data folder was moved away', () => {
  it('says that it is not ready, acknowledges nothing, and goes on when the folder is back', async () => {
    await using folder = await temporaryFolder();
    const [data, elsewhere] = [join(folder.path, 'data'), join(folder.path, 'elsewhere')];
    const server = await serve(['--data', await copyExampleData(data)]);
    const bearer = await token(server);
    assert.equal(await readiness(server), '200 ready');
    await rename(data, elsewhere);
    assert.equal((await write(server, bearer)).status, 503);
    await becomes(server, '503 unavailable gone');
    await mkdir(data);
    assert.equal((await write(server, bearer)).status, 503);
    await rm(data, { recursive: true });
    await rename(elsewhere, data);
    await becomes(server, '200 ready');
    assert.equal((await write(server, bearer)).status, 400);
    assert.equal(count(server, 'the store is gone from its folder: bring it back'), 1);
    assert.equal(await server.end('SIGTERM'), 0);
  });
});

describe('a server whose store is damaged', () => {
  it('says so, and in one line of the log to restore a backup; whoever meets the damage gets 503', async () => {
    await using folder = await temporaryFolder();
    const data = await copyExampleData(join(folder.path, 'data'));
    const server = await serve(['--data', data]);
    const bearer = await token(server);
    await using file = await open(join(data, 'gatehouse.db'), 'r+');
    const { size } = await file.stat();
    await file.write(Buffer.alloc(size, 'x'), 0, size, 0);
    await becomes(server, '503 unavailable corrupt');
    const { status, headers } = await send(`${server.url}/identity/api/Group/${world.organization.id}`, {
      headers: { authorization: `Bearer ${bearer}` },
    });
    assert.equal(status, 503);
    assert.ok(headers.get('retry-after'));
    assert.equal(count(server, 'the store is damaged: restore a backup'), 1);
    await server.end('SIGKILL');
  });
});

describe('a server whose disk', { skip: lacksSmallDisks }, () => {
  it('is full is ready and says that it is degraded: it answers who reads, and writes as soon as there is room', async () => {
    await using folder = await temporaryFolder();
    using disk = await SmallDisk.on(folder.path, 16_384);
    const server = await serve(['--data', folder.path, '--seed', world.seedFile], { prefix: disk.prefix });
    const bearer = await token(server);
    disk.fill();
    await until(async () => (await write(server, bearer)).status === 503);
    assert.equal(await readiness(server), '200 degraded full');
    assert.ok(await token(server));
    assert.equal((await write(server, bearer)).status, 503);
    assert.doesNotMatch(server.stderr(), /"msg":"fault/);
    disk.makeRoom();
    await becomes(server, '200 ready');
    assert.equal((await write(server, bearer)).status, 400);
    assert.equal(await server.end('SIGTERM'), 0);
  });

  it('is read-only is not ready until it is not', async () => {
    await using folder = await temporaryFolder();
    using disk = await SmallDisk.on(folder.path, 16_384);
    const server = await serve(['--data', folder.path], { prefix: disk.prefix });
    disk.makeReadOnly();
    await becomes(server, '503 unavailable read-only');
    disk.makeWritable();
    await becomes(server, '200 ready');
    assert.equal(await server.end('SIGTERM'), 0);
  });
});

describe('a start without the volume of its data', () => {
  it('is refused where data is expected, and makes nothing', async () => {
    await using folder = await temporaryFolder();
    for (const command of ['serve', 'migrate']) {
      const { code, stderr } = await runCommand([command, '--data', folder.path, '--expect-data']);
      assert.equal(code, 1);
      assert.match(stderr, /^gatehouse: There is no store in .*expect-data.*\n$/);
    }
    const environment = { GATEHOUSE_EXPECT_DATA: 'true' };
    assert.equal((await runCommand(['serve', '--data', folder.path], { environment })).code, 1);
    assert.deepEqual(await readdir(folder.path), []);
  });

  it('is refused by a marker that the volume would hide', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'gatehouse.not-mounted'), '');
    const { code, stderr } = await runCommand(['serve', '--data', folder.path]);
    assert.equal(code, 1);
    assert.match(stderr, /^gatehouse: The volume of .* is not mounted/);
  });

  it('goes on where the store is', async () => {
    await using folder = await temporaryFolder();
    await runCommand(['migrate', '--data', folder.path]);
    const server = await serve(['--data', folder.path, '--expect-data']);
    assert.equal(await server.end('SIGTERM'), 0);
  });
});
