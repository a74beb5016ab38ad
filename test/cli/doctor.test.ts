import assert from 'node:assert/strict';
import { chmod, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { temporaryFolder } from '../support/folder.ts';
import { gatehouse, serve } from '../support/process.ts';
import { world } from '../support/world.ts';

/** An installation with the example world, and what is done to its store. */
async function installation() {
  const folder = await temporaryFolder();
  const data = join(folder.path, 'data');
  const server = await serve(['--data', data, '--seed', world.seedFile]);
  const change = (...statements: readonly string[]) => {
    const db = new DatabaseSync(join(data, 'gatehouse.db'));
    for (const statement of statements) db.exec(statement);
    db.close();
  };
  const examine = (...args: readonly string[]) => gatehouse(['doctor', '--data', data, ...args]);
  return { data, server, change, examine, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

describe('gatehouse doctor', () => {
  it('finds a running installation in order, in one line for each check', async () => {
    await using house = await installation();
    const { code, stdout } = await house.examine();
    assert.equal(code, 0, stdout);
    assert.deepEqual(
      stdout.match(/^\w+ +\w+/gm)?.map((head) => head.split(/ +/)),
      [
        ['ok', 'files'],
        ['ok', 'integrity'],
        ['ok', 'schema'],
        ['ok', 'key'],
        ['ok', 'ids'],
        ['ok', 'audit'],
      ],
    );
    const json = await house.examine('--json');
    assert.deepEqual(Object.keys(JSON.parse(json.stdout)[0]), ['check', 'level', 'text']);
    assert.equal(await house.server.end('SIGTERM'), 0);
  });

  it('names accounts that share an id, as the start does, until one of them is gone', async () => {
    await using house = await installation();
    await house.server.end('SIGTERM');
    const { id } = world.harry;
    house.change(
      `update subjects set organization_id = '${world.otherOrganization.id}', kind = 'application' where id = '${id}'`,
      `insert into subject_clashes (organization_id, id, kind) values ('${world.organization.id}', '${id}', 'user')`,
    );
    const { code, stdout } = await house.examine();
    assert.equal(code, 0);
    assert.match(
      stdout,
      new RegExp(`^warning +ids +The user ${id} of .* has the id that the application ${id} of`, 'mi'),
    );
    const again = await serve(['--data', house.data]);
    await again.end('SIGTERM');
    assert.match(again.stderr(), new RegExp(`"level":"warn".*"count":1,"ids":\\["${id}"\\]`));
    house.change(`update users set deleted_at = 1 where id = '${id}'`);
    assert.match((await house.examine()).stdout, /^ok +ids/m);
  });

  it('says what is wrong with files, key, audit and schema, and what to do', async () => {
    await using house = await installation();
    await house.server.end('SIGTERM');
    const keyFile = join(house.data, 'installation.key');
    await chmod(join(house.data, 'gatehouse.db'), 0o644);
    house.change(`delete from audit_heads where organization_id = '${world.organization.id}'`);
    const first = await house.examine();
    assert.equal(first.code, 1);
    assert.match(first.stdout, /^error +files .*chmod go= .*gatehouse\.db$/m);
    assert.match(first.stdout, /^error +audit +The audit log of Hogwarts is broken at entry 1: missing/m);

    await chmod(keyFile, 0o640);
    assert.match((await house.examine()).stdout, /^error +key .*can be read by other users/m);
    await rm(keyFile);
    assert.match((await house.examine()).stdout, /^error +key .*is missing/m);

    house.change(`delete from migrations where name >= '0020'`);
    const old = await house.examine();
    assert.match(old.stdout, /^error +schema .*0020-subjects, 0021-audit-anchors.* to come/m);
    assert.doesNotMatch(old.stdout, /^\w+ +audit/m);
    house.change(`insert into migrations (name, timestamp) values ('9999-tomorrow', '2099')`);
    assert.match((await house.examine()).stdout, /^error +schema .*newer version/m);
  });
});
