import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { readConfig } from '../../src/config/read.ts';
import { createStore } from '../../src/store/store.ts';
import { openInstallationKey } from '../../src/token/keys/installation-key.ts';
import { createSealer } from '../../src/token/keys/sealer.ts';
import { createAccount } from '../support/accounts.ts';
import { challenge, createRelyingParty, redirectUri } from '../support/code-flow.ts';
import { isDiskMissing, makeDisk } from '../support/disk.ts';
import { temporaryFolder } from '../support/folder.ts';
import type { Gatehouse } from '../support/gatehouse.ts';
import { postChange, send, token } from '../support/http.ts';
import { type RunningProcess, gatehouse as run, serve } from '../support/process.ts';
import { openPages } from '../support/sign-in.ts';
import { copyExampleData, openBeside } from '../support/store.ts';
import { createVisitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

/** The server as helpers of the tests see it that write beside it. */
async function beside({ url }: RunningProcess, data: string) {
  const config = await readConfig({ flags: { data }, environment: {} });
  const file = join(data, 'installation.key');
  const db = openBeside(config);
  const sealer = createSealer(openInstallationKey({ configured: undefined, file, isFirstStart: false }));
  const gatehouse = { url, config, db, store: createStore(db, sealer) } as unknown as Gatehouse;
  return { gatehouse, [Symbol.asyncDispose]: () => db.destroy() };
}

describe('a disk that does not confirm what was written', { skip: isDiskMissing && 'no compiler here' }, () => {
  it('leaves it to nobody to guess: the caller is told to look, nothing more is written, and a start puts it right', async () => {
    await using folder = await temporaryFolder();
    const disk = makeDisk(folder.path);
    const data = await copyExampleData(join(folder.path, 'data'));
    const server = await serve(['--data', data], { environment: disk.environment });
    const callerOf = async (to: RunningProcess) => {
      const caller = { bearer: await token(to), userId: world.harry.id };
      return (oldPassword: string, newPassword: string) => postChange(to, caller, { oldPassword, newPassword });
    };
    const change = await callerOf(server);

    disk.refuse(true);
    const first = await change(world.harry.password, 'al0h0m0ra-1');
    assert.equal(first.status, 503, first.text);
    assert.match(first.json.detail, /Look whether the change was kept/);
    const second = await change('al0h0m0ra-1', 'al0h0m0ra-2');
    assert.equal(second.status, 503, second.text);
    assert.doesNotMatch(second.json.detail, /Look whether/);

    disk.refuse(false); // What was forgotten once stays so, whatever the disk says afterwards.
    assert.equal((await change('al0h0m0ra-1', 'al0h0m0ra-2')).status, 503);
    const ready = await send(`${server.url}/health/ready`);
    assert.deepEqual([ready.status, ready.json.reason], [503, 'unconfirmed']);
    assert.match(server.stderr(), /has not confirmed what was written: look after it, and start the server anew/);
    await server.end('SIGTERM');
    assert.ok(existsSync(join(data, 'gatehouse.db-wal')), 'the log was copied, though a part of it may be lost');

    const again = await serve(['--data', data]);
    const changeAgain = await callerOf(again);
    const answers = [];
    for (const old of [world.harry.password, 'al0h0m0ra-1']) answers.push(await changeAgain(old, 'al0h0m0ra-3'));
    assert.deepEqual(answers.map(({ json }) => json.succeeded).toSorted(), [false, true]);
    assert.equal(await again.end('SIGTERM'), 0);
  });

  it('keeps every command from writing behind what may be lost, until a start has put it right', async () => {
    await using folder = await temporaryFolder();
    const disk = makeDisk(folder.path);
    const data = await copyExampleData(join(folder.path, 'data'));
    const server = await serve(['--data', data], { environment: disk.environment });
    const bearer = await token(server);
    const recover = () => run(['admin', 'recover', '--data', data]);
    disk.refuse(true);
    const passwords = { oldPassword: world.harry.password, newPassword: 'al0h0m0ra-1' };
    assert.equal((await postChange(server, { bearer, userId: world.harry.id }, passwords)).status, 503);
    disk.refuse(false);

    const refused = { code: 1, stdout: '' };
    const says = /has not confirmed what was written .*start again/;
    const beside = await recover();
    assert.deepEqual({ code: beside.code, stdout: beside.stdout }, refused);
    assert.match(beside.stderr, says);
    // While somebody reads, the log cannot begin anew.
    const reader = new DatabaseSync(join(data, 'gatehouse.db'), { readOnly: true });
    reader.exec('begin; select count(*) from users');
    await server.end('SIGTERM');
    for (const command of [
      ['admin', 'recover'],
      ['keys', 'reseal'],
      ['keys', 'rotate'],
    ]) {
      const { code, stdout, stderr } = await run([...command, '--data', data]);
      assert.deepEqual({ code, stdout }, refused, command.join(' '));
      assert.match(stderr, says);
    }

    const examined = await run(['doctor', '--data', data]);
    assert.deepEqual([examined.code, says.test(examined.stdout)], [1, true], examined.stdout);

    await assert.rejects(serve(['--data', data]), /another program keeps reading the store/);
    reader.close();

    const again = await serve(['--data', data]);
    assert.equal((await recover()).code, 0);
    assert.equal(await again.end('SIGTERM'), 0);
  });

  it('is heard of by a server when it was a command that the disk has refused', async () => {
    await using folder = await temporaryFolder();
    const disk = makeDisk(folder.path);
    const data = await copyExampleData(join(folder.path, 'data'));
    const server = await serve(['--data', data]);
    const bearer = await token(server);
    disk.refuse(true);
    const { code, stderr } = await run(['admin', 'recover', '--data', data], { environment: disk.environment });
    assert.equal(code, 1);
    assert.match(stderr, /has not confirmed what was written/);
    const passwords = { oldPassword: world.harry.password, newPassword: 'al0h0m0ra-1' };
    assert.equal((await postChange(server, { bearer, userId: world.harry.id }, passwords)).status, 503);
    assert.equal((await send(`${server.url}/health/ready`)).json.reason, 'unconfirmed');
    await server.end('SIGTERM');
  });

  it('is not got round by asking again: a renewal, a sign-in at an application', async () => {
    await using folder = await temporaryFolder();
    const disk = makeDisk(folder.path);
    const data = await copyExampleData(join(folder.path, 'data'));
    const server = await serve(['--data', data], { environment: disk.environment });
    await using at = await beside(server, data);
    const { gatehouse } = at;
    const pages = await openPages(gatehouse);
    const account = await createAccount(gatehouse, 'al0h0m0ra-account');
    const party = await createRelyingParty(gatehouse, pages);
    const { json } = await party.signIn(account, { scope: 'openid offline_access PM.User' });
    const own = await createRelyingParty(gatehouse, pages, { isFirstParty: true });
    const visitor = createVisitor(() => server.url);
    const fields = { userName: `user-${account.id}`, password: 'al0h0m0ra-account' };
    assert.equal((await visitor.submit('/Hogwarts/identity/web/login', fields)).status, 303);

    disk.refuse(true);
    for (const _ of [1, 2]) {
      const { refresh_token } = json;
      const renewed = await party.exchange({ grant_type: 'refresh_token', refresh_token });
      assert.deepEqual([renewed.status, renewed.headers.get('retry-after')], [503, '10'], renewed.text);
    }
    const asked = { response_type: 'code', client_id: own.client.id, redirect_uri: redirectUri, scope: 'openid' };
    const answered = await visitor.get(
      `/identity/connect/authorize?${new URLSearchParams({ ...asked, ...challenge })}`,
    );
    assert.equal(answered.status, 302, answered.html);
    const { status, html, headers } = await visitor.get(answered.location ?? '');
    assert.deepEqual([status, headers.get('retry-after')], [503, '10']);
    assert.match(html, /The store is not available/);
    await server.end('SIGTERM');
  });
});
