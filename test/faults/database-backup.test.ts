import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { openStore } from '../../src/store/open.ts';
import { findPrograms } from '../../src/store/postgres/cluster.fixture.ts';
import { runCommand } from '../support/command.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startGatehouse } from '../support/gatehouse.ts';
import { postChange, token } from '../support/http.ts';
import { PostgresServer } from '../support/postgres-server.ts';
import { until } from '../support/until.ts';
import { world } from '../support/world.ts';

const skip = findPrograms() === undefined && 'PostgreSQL 15 or later is not installed.';

async function ask<Row>(url: string, question: string): Promise<Row | undefined> {
  const db = openStore(url);
  try {
    return (await sql.raw<Row>(question).execute(db)).rows[0];
  } finally {
    await db.destroy();
  }
}

async function change(server: { readonly url: string }, oldPassword: string, newPassword: string): Promise<number> {
  const bearer = await token(server);
  return (await postChange(server, { bearer, userId: world.harry.id }, { oldPassword, newPassword })).status;
}

const on = (url: string) => ({ environment: { GATEHOUSE_STORE_URL: url } });
const [first, second, third] = [world.harry.password, 'patr0nu5-second', 'patr0nu5-third'];

describe('backups of a database', { skip }, () => {
  it('are made and restored by the commands that gatehouse backup and restore name, and examined by doctor and check', async () => {
    await using server = await PostgresServer.start();
    await using folder = await temporaryFolder();
    const data = join(folder.path, 'data');
    const running = await startGatehouse({ data, seed: world.seedFile, 'store-url': server.url() });
    for (const command of ['doctor', 'check']) {
      const { code, stdout } = await runCommand([command, '--data', data], on(server.url()));
      assert.equal(code, 0, stdout);
      assert.match(stdout, /^ok +integrity +PostgreSQL \d+\S* .*answers and takes writes/m);
      assert.match(stdout, /^ok +schema +The store has the schema of this version/m);
      assert.match(stdout, /^ok +audit +The audit log of Hogwarts is whole/m);
    }
    const refused = await runCommand(['backup', folder.path, '--data', data], on(server.url()));
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /Keep the installation key apart/);
    const dump = /: (pg_dump .*)$/m.exec(refused.stderr)?.[1]?.split(' ') ?? [];
    await server.run(dump[0] ?? '', ...dump.slice(1));
    assert.equal(await change(running, first, second), 200);
    await running.stop();

    await ask(server.url(), 'create database restored');
    const how = await runCommand(['restore', 'gatehouse.dump', '--data', data], on(server.url('restored')));
    assert.equal(how.code, 1);
    const restore = /: (pg_restore .*)$/m.exec(how.stderr)?.[1]?.split(' ') ?? [];
    await server.run(restore[0] ?? '', ...restore.slice(1));
    const restored = await startGatehouse({ data, 'store-url': server.url('restored') });
    assert.equal(await change(restored, second, third), 400);
    assert.equal(await change(restored, first, third), 200);
    await restored.stop();
    const checked = await runCommand(['check', '--data', data], on(server.url('restored')));
    assert.equal(checked.code, 0, checked.stdout);

    const scheduled = await runCommand(
      ['serve', '--port', '0', '--data', data, '--backup-dir', data],
      on(server.url()),
    );
    assert.equal(scheduled.code, 1);
    assert.match(scheduled.stderr, /Take backup-dir out .* which its own program saves: pg_dump --host=127\.0\.0\.1/);
  });

  it('lead to a moment: what was changed before it is there, what was changed after it is not', async () => {
    await using server = await PostgresServer.start({
      settings: ['archive_mode = on', `archive_command = '/bin/cp %p ../archive/%f'`],
    });
    const archive = server.makeFolder('archive');
    await using folder = await temporaryFolder();
    const data = join(folder.path, 'data');
    const running = await startGatehouse({ data, seed: world.seedFile, 'store-url': server.url() });
    await server.run(
      'pg_basebackup',
      '-d',
      server.url(),
      '-D',
      join(server.folder, 'base'),
      '-X',
      'none',
      '-c',
      'fast',
    );
    assert.equal(await change(running, first, second), 200);
    const moment = (await ask<{ at: string }>(server.url(), 'select now()::text as at'))?.at ?? '';
    assert.equal(await change(running, second, third), 200);
    await running.stop();
    const last = await ask<{ name: string }>(server.url(), 'select pg_walfile_name(pg_switch_wal()) as name');
    await until(async () => {
      const archived = await ask<{ done: number }>(
        server.url(),
        `select last_archived_wal >= '${last?.name}' as done from pg_stat_archiver`,
      );
      return archived?.done === 1;
    });
    await using restored = await PostgresServer.startOn(
      async (copy) => {
        copy.take(join(server.folder, 'base'));
        copy.file('data/recovery.signal', '');
      },
      [
        `restore_command = '/bin/cp ${archive}/%f %p'`,
        `recovery_target_time = '${moment}'`,
        `recovery_target_action = 'promote'`,
        `archive_mode = off`,
      ],
    );
    const recovering = `${restored.url()}?target_session_attrs=any`;
    await until(async () => (await ask<{ is: number }>(recovering, 'select pg_is_in_recovery() as is'))?.is === 0);
    const again = await startGatehouse({ data, 'store-url': restored.url() });
    assert.equal(await change(again, third, first), 400);
    assert.equal(await change(again, second, first), 200);
    await again.stop();
  });
});
