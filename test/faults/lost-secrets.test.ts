import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { runCommand } from '../support/command.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startGatehouse } from '../support/gatehouse.ts';
import { send } from '../support/http.ts';
import { endWithTests } from '../support/process.ts';

const main = join(resolve(import.meta.dirname, '../..'), 'src/main.ts');

/** What the older login says to an administrator of the host: it takes no password that has to be changed. */
async function signIn(url: string, password: string): Promise<string> {
  const body = JSON.stringify({ tenancyName: 'host', usernameOrEmailAddress: 'admin', password });
  const headers = { 'content-type': 'application/json' };
  return (await send(`${url}/api/account/authenticate`, { method: 'POST', headers, body })).json.error.message;
}

const passwordIn = (stdout: string): string => /^password +(\S+)$/m.exec(stdout)?.[1] ?? assert.fail(stdout);

describe('a first start whose secrets nobody has seen', () => {
  it('says so in the log, and a command makes the administrator of the host a new password', async () => {
    await using folder = await temporaryFolder();
    const full = openSync('/dev/full', 'w');
    const args = [main, 'serve', '--data', folder.path, '--port', '0'];
    const child = endWithTests(spawn(process.execPath, args, { stdio: ['ignore', full, 'pipe'] }));
    assert.ok(child.stderr);
    let log = '';
    for await (const piece of child.stderr.setEncoding('utf8')) {
      log += piece;
      if (log.includes('gatehouse admin recover')) break;
    }
    assert.match(log, /"level":"error".*the secrets of the first start could not be shown/);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;

    const server = await startGatehouse({ data: folder.path });
    const { code, stdout, stderr } = await runCommand(['admin', 'recover', '--data', folder.path]);
    assert.equal(code, 0, stderr);
    assert.match(await signIn(server.url, passwordIn(stdout)), /must be changed/);
    assert.match(await signIn(server.url, 'another'), /Invalid credentials/);
    await server.stop();
  });
});

describe('gatehouse admin recover', () => {
  it('lets in again who was deactivated, ends the earlier password, and is in the audit as the operator', async () => {
    await using folder = await temporaryFolder();
    const server = await startGatehouse({ data: folder.path });
    const db = new DatabaseSync(join(folder.path, 'gatehouse.db'), { timeout: 5000 });
    const host = '00000000-0000-0000-0000-000000000000';
    db.exec(`update users set is_active = 0, bypass_basic_auth_restriction = 0 where organization_id = '${host}'`);
    const recover = (...names: readonly string[]) => runCommand(['admin', 'recover', ...names, '--data', folder.path]);
    const first = passwordIn((await recover()).stdout);
    const second = passwordIn((await recover('admin')).stdout);
    assert.match(await signIn(server.url, first), /Invalid credentials/);
    assert.match(await signIn(server.url, second), /must be changed/);
    const entries = db
      .prepare(
        `select actor_type, action from audit_entries where organization_id = ? and category = 'User' order by sequence`,
      )
      .all(host)
      .map(({ actor_type, action }) => `${actor_type} ${action}`);
    db.close();
    assert.deepEqual(entries.slice(-3), ['system Update', 'system ResetPassword', 'system ResetPassword']);
    const unknown = await recover('nobody');
    assert.equal(unknown.code, 1);
    assert.match(
      unknown.stderr,
      /^gatehouse: There is no such administrator of the host\. Those that there are: admin\.\n$/,
    );
    await server.stop();
  });
});
