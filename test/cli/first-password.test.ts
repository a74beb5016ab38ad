import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { runCommand } from '../support/command.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startGatehouse } from '../support/gatehouse.ts';
import { send } from '../support/http.ts';
import { objectsIn } from '../support/operator.ts';
import { gatehouse, serve } from '../support/process.ts';
import { realHashes } from '../support/small-hashes.ts';

const password = 'al0h0m0ra-of-the-first-start';

/** What the older login says to an administrator of an organization: it takes no password that has to be changed. */
async function signIn(url: string, organization: string, given = password) {
  const body = JSON.stringify({ tenancyName: organization, usernameOrEmailAddress: 'admin', password: given });
  const headers = { 'content-type': 'application/json' };
  const { status, json } = await send(`${url}/api/account/authenticate`, { method: 'POST', headers, body });
  return status === 200 ? 'signed in' : json.error.message;
}

describe('a first start with a password that the operator has chosen', () => {
  it('gives it to both administrators, who have to change it, and shows no secret', async () => {
    await using folder = await temporaryFolder();
    const server = await serve(['--data', folder.path], { environment: { GATEHOUSE_ADMIN_PASSWORD: password } });
    for (const organization of ['Default', 'host'])
      assert.match(await signIn(server.url, organization), /must be changed/);
    assert.match(await signIn(server.url, 'Default', 'another'), /Invalid credentials/);
    assert.ok(!`${server.stdout()}${server.stderr()}`.includes(password));
    assert.doesNotMatch(server.stdout(), /^ *(?:password|secret) /m);
    const apps = await runCommand(['app', 'list', '--json', '--data', folder.path]);
    assert.equal(apps.code, 0, apps.stderr);
    assert.deepEqual(
      objectsIn(apps.stdout).filter(({ name }) => name === 'First application'),
      [],
    );
    await server.end('SIGTERM');
    const again = await startGatehouse({ data: folder.path, 'admin-password': 'x' });
    assert.match(await signIn(again.url, 'host'), /must be changed/, 'later starts do not look at it');
    await again.stop();
  });

  it('takes its Argon2id hash as well, also from a file, and then nobody has to change it', async () => {
    const { stdout: hash } = await gatehouse(['hash', 'password', '--password-stdin'], { input: `${password}\n` });
    assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$\S+\n$/);
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'admin-password');
    await writeFile(file, hash);
    const data = join(folder.path, 'data');
    const server = await startGatehouse({ data, seed: undefined, 'admin-password-file': file, ...realHashes });
    for (const organization of ['Default', 'host']) assert.equal(await signIn(server.url, organization), 'signed in');
    await server.stop();
  });

  for (const [what, environment, message] of [
    [
      'that the rules do not allow',
      { GATEHOUSE_ADMIN_PASSWORD: 'short' },
      /admin-password: Passwords must be at least 8/,
    ],
    ['and two of them', { GATEHOUSE_ADMIN_PASSWORD: password, GATEHOUSE_ADMIN_PASSWORD_HASH: '$' }, /and not several/],
    ['whose hash is none', { GATEHOUSE_ADMIN_PASSWORD_HASH: 'argon2id' }, /admin-password-hash: .*is no Argon2id hash/],
    [
      'whose file is not there',
      { GATEHOUSE_ADMIN_PASSWORD_FILE: '/nowhere/x' },
      /admin-password-file: .*cannot be read/,
    ],
  ] as const) {
    it(`refuses one ${what}, in one line, and starts with a right one`, async () => {
      await using folder = await temporaryFolder();
      const args = ['serve', '--port', '0', '--data', folder.path];
      const { code, stderr, stdout } = await gatehouse(args, { environment });
      assert.equal(code, 1);
      const last = stderr.trim().split('\n').at(-1) ?? '';
      assert.match(last, /^gatehouse: /);
      assert.match(last, message);
      assert.ok(!`${stdout}${stderr}`.includes(password));
      const server = await startGatehouse({ data: folder.path, 'admin-password': password });
      assert.match(await signIn(server.url, 'Default'), /must be changed/);
      await server.stop();
    });
  }
});
