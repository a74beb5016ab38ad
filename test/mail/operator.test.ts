import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { mailOffice } from '../../src/store/mail-queue.ts';
import { runCommand } from '../support/command.ts';
import { type Gatehouse, startGatehouse } from '../support/gatehouse.ts';
import { postChange, send, token } from '../support/http.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { placeOf } from '../support/store.ts';
import { until } from '../support/until.ts';
import { world } from '../support/world.ts';

const refused = new Set<string>();
let mailServer: MailServer;
let gatehouse: Gatehouse;
let flags: Record<string, string>;

before(async () => {
  mailServer = await startMailServer((address) => (refused.has(address) ? 550 : undefined));
  flags = {
    'smtp-host': '127.0.0.1',
    'smtp-port': String(mailServer.port),
    'smtp-security': 'opportunistic',
    'smtp-from': 'gatehouse@example.com',
  };
  gatehouse = await startGatehouse(flags);
  await gatehouse.db
    .updateTable('users')
    .set({ email: 'harry@example.com', email_key: 'HARRY@EXAMPLE.COM' })
    .where('id', '=', world.harry.id)
    .execute();
});

after(async () => {
  await gatehouse.stop();
  await mailServer.stop();
});

const office = () => mailOffice(gatehouse.db);
/** Starting a program takes long: what is waited for is looked up in the store. */
const run = async (...args: string[]) => await runCommand([...args, ...(await placeOf(gatehouse.config.data))]);

async function change(oldPassword: string, newPassword: string): Promise<number> {
  const bearer = await token(gatehouse);
  return (await postChange(gatehouse, { bearer, userId: world.harry.id }, { oldPassword, newPassword })).status;
}

describe('mail of a running server', () => {
  it('tells of a password change, and of none that failed', async () => {
    assert.equal(await change('wrong-password-1', 'patr0nu5'), 400);
    assert.equal(await change(world.harry.password, 'patr0nu5'), 200);
    await until(() => mailServer.mails.length > 0);
    assert.equal(mailServer.mails[0]?.subject, 'Your password was changed');
    await until(async () => (await office().list('waiting')).length === 0);
    assert.equal((await run('mail', 'list')).stdout, 'There is no such mail.\n');
    assert.equal(mailServer.mails.length, 1);
  });

  it('that was given up is shown to the operator, who can have it tried again', async () => {
    refused.add('harry@example.com');
    assert.equal(await change('patr0nu5', 'patr0nu6'), 200);
    await until(async () => (await office().list('dead')).length > 0);
    const { stdout } = await run('mail', 'list', '--dead');
    const [id = ''] = stdout.split(' ');
    assert.match(stdout, /user har-3107 {2}attempts 1 .* EENVELOPE 550/);
    assert.ok(!stdout.includes('harry@example.com'));
    const [told = ''] = (await run('mail', 'list', '--dead', '--json')).stdout.split('\n');
    assert.match(JSON.parse(told).lastError, /^EENVELOPE 550/);
    assert.equal((await run('mail', 'list', '--json')).stdout, '');
    refused.clear();
    assert.match((await run('mail', 'retry', id)).stdout, /^1 will be tried again/);
    await until(() => mailServer.mails.length === 2);
    assert.equal((await run('mail', 'retry', id)).code, 1);
    assert.equal((await run('mail', 'retry', '--all')).stdout, '0 will be tried again.\n');
  });

  it('can be tried out from the command line and through the API', async () => {
    const options = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
    const sent = await run('mail', 'test', 'ops@example.com', ...options);
    assert.equal(sent.stdout, 'The mail server took the message.\n', sent.stderr);
    assert.equal(mailServer.mails.at(-1)?.subject, 'Test message from Host');
    const bearer = await token(gatehouse, 'PM.Setting');
    const { json } = await send(`${gatehouse.url}/identity/api/Setting/TestEmail`, {
      method: 'POST',
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      body: JSON.stringify({ address: 'ana@example.com' }),
    });
    assert.deepEqual(json, { succeeded: true, errors: [] });
    assert.equal(mailServer.mails.at(-1)?.subject, 'Test message from Hogwarts');
    refused.add('ops@example.com');
    const failed = await run('mail', 'test', 'ops@example.com', ...options);
    assert.equal(failed.code, 1);
    assert.match(failed.stderr, /^gatehouse: The message was not accepted \(EENVELOPE 550[^\n]*\n$/);
  });

  it('is tried out ten times in ten minutes by an organization, and not more often', async () => {
    const bearer = await token(gatehouse, 'PM.Setting');
    const tryOut = (address: string) =>
      send(`${gatehouse.url}/identity/api/Setting/TestEmail`, {
        method: 'POST',
        headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
        body: JSON.stringify({ address }),
      });
    const before = mailServer.mails.length;
    const answers = await Promise.all(Array.from({ length: 12 }, () => tryOut('ana@example.com')));
    assert.equal(answers.filter(({ status }) => status === 200).length, 9);
    assert.equal(mailServer.mails.length, before + 9);
    const last = await tryOut('bob@example.com');
    assert.deepEqual([last.status, last.json.title], [429, 'Too Many Requests']);
    const pause = Number(last.headers.get('retry-after'));
    assert.ok(pause > 0 && pause <= 600, String(pause));
    const other = await token(gatehouse, 'PM.Setting', world.otherApplication);
    const theirs = await send(`${gatehouse.url}/identity/api/Setting/TestEmail`, {
      method: 'POST',
      headers: { authorization: `Bearer ${other}`, 'content-type': 'application/json' },
      body: JSON.stringify({ address: 'ana@example.com' }),
    });
    assert.equal(theirs.json.succeeded, true);
  });
});
