import assert from 'node:assert/strict';
import { chmod, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { openStore } from '../../src/store/open.ts';
import { testedStore } from '../../src/store/store.fixture.ts';
import { runCommand } from '../support/command.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startGatehouse } from '../support/gatehouse.ts';
import { startMailServer } from '../support/mail-server.ts';
import { copyExampleData, locationIn, placeOf } from '../support/store.ts';
import { world } from '../support/world.ts';

/** An installation with the example world, and what is done to its store. */
async function installation() {
  const folder = await temporaryFolder();
  const data = await copyExampleData(join(folder.path, 'data'));
  const place = await placeOf(data);
  const change = async (...statements: readonly string[]) => {
    await using db = openStore(await locationIn(data));
    for (const statement of statements) await sql.raw(statement).execute(db);
  };
  const examine = (...args: readonly string[]) => runCommand(['doctor', ...place, ...args]);
  return { data, place, change, examine, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

describe('gatehouse doctor', () => {
  it('finds a running installation in order, in one line for each check', async () => {
    await using house = await installation();
    const server = await startGatehouse({ data: house.data });
    const { code, stdout } = await house.examine();
    assert.equal(code, 0, stdout);
    assert.deepEqual(
      stdout.match(/^\w+ +\w+/gm)?.map((head) => head.split(/ +/)),
      [
        ...['configuration', 'files', 'room', 'integrity', 'schema', 'key', 'pepper'].map((check) => ['ok', check]),
        ...[
          'passwords',
          'clock',
          'mail',
          'letters',
          'expiry',
          'ids',
          'names',
          'breached',
          ...Array(4).fill('audit'),
        ].map((check) => ['ok', check]),
      ],
    );
    assert.match(stdout, new RegExp(`^ok +audit .*Hogwarts.* ${world.organization.id}:\\d+:[0-9a-f]{64}$`, 'm'));
    const json = await house.examine('--json');
    assert.deepEqual(Object.keys(JSON.parse(json.stdout)[0]), ['check', 'level', 'text']);
    await server.stop();
  });

  it('names what is about to fail: settings, mail, letters, certificates, secrets and the clock', async () => {
    await using house = await installation();
    const { id } = world.organization;
    const [past, soon, later] = [-1, 1, 60].map((days) => Date.now() + days * 86_400_000);
    await house.change(
      `update application_secrets set expires_at = ${soon} where application_id = '${world.application.id}'`,
      `insert into certificates (organization_id, role, id, certificate, thumbprint, expires_at, created_at)
         values ('${id}', 'primary', 1, '', '', ${past}, 0), ('${id}', 'secondary', 2, '', '', ${later}, 0)`,
      `insert into outbox (organization_id, id, kind, payload, created_at, available_at, dead_at)
         values ('${id}', 'one', 'PasswordChanged', '{}', 0, 0, 1), ('${id}', 'two', 'PasswordChanged', '{}', 0, 0, null)`,
      `update signing_keys set created_at = ${later}`,
    );
    const nowhere = join(house.data, 'nowhere');
    const token = ['--metrics-port', '9464', '--metrics-token-file', nowhere];
    const settings = ['--host', '0.0.0.0', '--backup-dir', nowhere, ...token];
    const { code, stdout } = await house.examine(...settings);
    assert.equal(code, 1);
    for (const line of [
      /^error +configuration +Nobody can sign in/m,
      /^error +configuration +backup-dir: \S+nowhere is not there/m,
      /^error +configuration +metrics-token-file: \S+nowhere cannot be read/m,
      /^error +clock .*one of them was wrong/m,
      /^warning +mail +No mail server .*; 1 letters wait/m,
      /^warning +letters +1 letters were given up/m,
      /^warning +expiry +The primary certificate .* has expired/m,
      /^warning +expiry +A secret of the application 467ef653-\S+ .* expires/m,
    ]) {
      assert.match(stdout, line);
    }
    assert.doesNotMatch(stdout, /secondary/);
  });

  it('asks the mail server whether it takes connections', async () => {
    await using house = await installation();
    const mailServer = await startMailServer();
    const smtp = ['--smtp-host', '127.0.0.1', '--smtp-from', 'gatehouse@example.com', '--smtp-security'];
    const port = ['--smtp-port', String(mailServer.port)];
    const good = await house.examine(...smtp, 'opportunistic', ...port);
    assert.match(good.stdout, /^ok +mail +The mail server 127\.0\.0\.1:\d+ answers/m);
    const unencrypted = await house.examine(...smtp, 'starttls', ...port);
    await mailServer.stop();
    const gone = await house.examine(...smtp, 'opportunistic', ...port);
    for (const { code, stdout } of [unencrypted, gone]) {
      assert.equal(code, 1);
      assert.match(stdout, /^error +mail +The mail server .* cannot be used: /m);
    }
    assert.deepEqual(mailServer.mails, []);
    const user = ['--smtp-user', 'id', '--smtp-password-file', join(house.data, 'nowhere')];
    const unread = await house.examine(...smtp, 'opportunistic', ...port, ...user);
    assert.match(unread.stdout, /^error +configuration +smtp-password-file: \S+nowhere cannot be read/m);
    assert.doesNotMatch(unread.stdout, /No mail server is configured/);
  });

  it('names accounts that share an id, as the start does, until one of them is gone', async () => {
    await using house = await installation();
    const { id } = world.harry;
    await house.change(
      `update subjects set organization_id = '${world.otherOrganization.id}', kind = 'application' where id = '${id}'`,
      `insert into subject_clashes (organization_id, id, kind) values ('${world.organization.id}', '${id}', 'user')`,
    );
    const { code, stdout } = await house.examine();
    assert.equal(code, 0);
    assert.match(
      stdout,
      new RegExp(`^warning +ids +The user ${id} of .* has the id that the application ${id} of`, 'mi'),
    );
    const again = await startGatehouse({ data: house.data });
    await again.stop();
    const warned = again.logLines.filter(({ level, ids }) => level === 'warn' && ids !== undefined);
    assert.deepEqual(
      warned.map(({ count, ids }) => [count, ids]),
      [[1, [id]]],
    );
    await house.change(`update users set deleted_at = 1 where id = '${id}'`);
    assert.match((await house.examine()).stdout, /^ok +ids/m);
  });

  it('says what is wrong with files, key, audit and schema, and what to do', async () => {
    await using house = await installation();
    const keyFile = join(house.data, 'installation.key');
    const file = testedStore === 'sqlite' ? 'gatehouse.db' : 'gatehouse.lock';
    await chmod(join(house.data, file), 0o644);
    await house.change(`delete from audit_heads where organization_id = '${world.organization.id}'`);
    const first = await house.examine();
    assert.equal(first.code, 1);
    assert.match(first.stdout, new RegExp(`^error +files .*chmod go= .*${file}$`, 'm'));
    assert.match(first.stdout, /^error +audit +The audit log of Hogwarts is broken at entry 1: missing/m);

    await chmod(keyFile, 0o640);
    assert.match((await house.examine()).stdout, /^error +key .*can be read by other users/m);
    await rm(keyFile);
    assert.match((await house.examine()).stdout, /^error +key .*is missing/m);

    await house.change(`delete from migrations where name >= '0053'`);
    const old = await house.examine();
    assert.match(old.stdout, /^error +schema .*0053-expand-expiry-told, .* to come/m);
    assert.doesNotMatch(old.stdout, /^\w+ +audit/m);
    await house.change(`insert into migrations (name, timestamp) values ('9999-tomorrow', '2099')`);
    assert.match((await house.examine()).stdout, /^error +schema .*newer version/m);
  });
});
