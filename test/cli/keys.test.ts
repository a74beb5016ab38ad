import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeProtectedHeader } from 'jose';
import { onEmbedded } from '../../src/store/store.fixture.ts';
import { runCommand } from '../support/command.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startGatehouse } from '../support/gatehouse.ts';
import { send } from '../support/http.ts';
import { copyExampleData, placeOf } from '../support/store.ts';
import { world } from '../support/world.ts';

const kids = (stdout: string) => stdout.match(/^\S+/gm) ?? [];

const newToken = async (url: string): Promise<string> => {
  const { id, secret } = world.application;
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: secret });
  return (await send(`${url}/identity/connect/token`, { method: 'POST', body: form })).json.access_token;
};

const published = async (url: string): Promise<readonly string[]> => {
  const { json } = await send(`${url}/identity/.well-known/openid-configuration/jwks`);
  return json.keys.map(({ kid }: { kid: string }) => kid);
};

describe('the operator’s commands for signing keys', () => {
  it('replace the key beside a running server, with an overlap in which the old one signs', async () => {
    await using folder = await temporaryFolder();
    const data = await placeOf(await copyExampleData(folder.path));
    const running = await startGatehouse({ data: folder.path });
    const before = await runCommand(['keys', 'list', ...data]);
    assert.equal(before.code, 0, before.stderr);
    assert.match(before.stdout, /^\S{43} {2}RS256 {2}made \S+Z {2}signs\n$/);
    const [old = ''] = kids(before.stdout);

    const rotated = await runCommand(['keys', 'rotate', ...data]);
    assert.equal(rotated.code, 0, rotated.stderr);
    assert.match(
      rotated.stdout,
      /^\S+ {2}RS256 {2}made \S+ {2}signs, verifies until \S+Z\n\S+ {2}RS256 {2}made \S+ {2}signs from \S+Z\n$/,
    );
    const both = kids(rotated.stdout);
    assert.equal(both[0], old);
    assert.deepEqual(await published(running.url), both, 'the running server follows at once');
    assert.deepEqual(kids((await runCommand(['keys', 'list', ...data])).stdout), both);
    const { stdout } = await runCommand(['keys', 'list', '--json', ...data]);
    const [signs, next] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual([signs.kid, signs.algorithm, signs.isSigning], [old, 'RS256', true]);
    assert.deepEqual([next.kid, next.isSigning, next.verifiesUntil], [both[1], false, null]);
    assert.ok(Date.parse(next.creationTime) < Date.parse(next.signsFrom));
    assert.ok(Date.parse(next.signsFrom) < Date.parse(signs.verifiesUntil));
    await running.stop();

    const again = await startGatehouse({ data: folder.path });
    assert.deepEqual(await published(again.url), both);
    assert.equal(decodeProtectedHeader(await newToken(again.url)).kid, old);
    await again.stop();
  });

  it('say in one line what is missing', onEmbedded, async () => {
    await using folder = await temporaryFolder();
    for (const command of ['list', 'rotate']) {
      const { code, stdout, stderr } = await runCommand(['keys', command, '--data', folder.path]);
      assert.equal(code, 1);
      assert.equal(stdout, '');
      assert.match(stderr, /^gatehouse: There is no store in [^\n]+\n$/);
    }
  });
});
