import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isRead } from '../changes.ts';
import { StatementChanges } from './changes.ts';

/** Of a connection beside which others may write. */
function open() {
  const connection = { foreignVersion: 1, isTransaction: false };
  const changes = new StatementChanges(
    () => connection.foreignVersion,
    () => connection.isTransaction,
  );
  const run = (sql: string) => changes.recorder(sql)?.();
  return { connection, changes, run };
}

describe('a statement', () => {
  it('only reads when nothing in it writes', () => {
    for (const sql of ['select 1', '  SELECT * from "users"', 'with x as (select 1) select * from x']) {
      assert.equal(isRead(sql), true, sql);
    }
    for (const sql of [
      'insert into "users" values (1)',
      'with x as (select 1) insert into "users" select * from x',
      'WITH x as (select 1) DELETE from "users"',
      'vacuum',
      'replace into x values (1)',
    ]) {
      assert.equal(isRead(sql), false, sql);
    }
  });
});

describe('what was read of some tables', () => {
  it('is still so until somebody writes to them', () => {
    const { changes, run } = open();
    const before = changes.stamp(['users', 'memberships']);
    run('select * from "users"');
    run('begin immediate');
    run('insert into "settings" ("id") values (1)');
    assert.equal(changes.stamp(['users', 'memberships']), before);
    run('update "memberships" set "name" = ?');
    assert.notEqual(changes.stamp(['users', 'memberships']), before);
  });

  it('is not, when what was deleted takes rows of other tables along, or nobody knows what was written', () => {
    for (const sql of [
      'delete from "users" where 1',
      'delete from "applications"',
      'drop table "x"',
      'with x as (select 1) delete from "groups"',
    ]) {
      const { changes, run } = open();
      const before = changes.stamp(['memberships']);
      run(sql);
      assert.notEqual(changes.stamp(['memberships']), before, sql);
    }
    const { changes, run } = open();
    const before = changes.stamp(['memberships']);
    run('delete from "settings"');
    assert.equal(changes.stamp(['memberships']), before);
  });

  it('is not, when another process has committed, which is looked for once in a turn of the event loop', async () => {
    const { connection, changes } = open();
    const before = changes.stamp(['users']);
    connection.foreignVersion = 2;
    assert.equal(changes.stamp(['users']), before);
    await nextTurn();
    assert.notEqual(changes.stamp(['users']), before);
    await nextTurn();
    assert.equal(changes.stamp(['users']), changes.stamp(['users']));
  });

  it('is not said while a transaction has the connection', () => {
    const { connection, changes } = open();
    connection.isTransaction = true;
    assert.equal(changes.stamp(['users']), undefined);
  });
});
