import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GatehouseError } from '../errors.ts';
import { dialectOf } from './dialect.ts';
import { jsonList } from './json-list.ts';
import { insertRows } from './rows.ts';
import { openEmptyStore } from './store.fixture.ts';

const isRefused = (error: unknown) => error instanceof GatehouseError && error.failure.code === 'BadRequest';

describe('a text with a NUL character', () => {
  it('is not stored, in whatever way', async () => {
    await using db = await openEmptyStore();
    const row = { name: 'a\0b', holder: 'one', until: 1 };
    await assert.rejects(db.insertInto('leases').values(row).execute(), isRefused);
    await assert.rejects(insertRows('leases', ['name', 'holder', 'until'])(db, [['a\0b', 'one', 1]]), isRefused);
    await db
      .insertInto('leases')
      .values({ ...row, name: 'a' })
      .execute();
    await assert.rejects(db.updateTable('leases').set({ holder: 'a\0b' }).execute(), isRefused);
    const kept = await db.selectFrom('leases').selectAll().execute();
    assert.deepEqual(
      kept.map(({ name, holder }) => [name, holder]),
      [['a', 'one']],
    );
  });

  it('finds nothing, and nothing is deleted by it', async () => {
    await using db = await openEmptyStore();
    await db.insertInto('leases').values({ name: 'a', holder: 'one', until: 1 }).execute();
    const leases = db.selectFrom('leases').selectAll();
    assert.deepEqual(await leases.where('name', '=', 'a\0').execute(), []);
    assert.deepEqual(await leases.where(dialectOf(db).isAmong('name', jsonList(['a\0']), 'text')).execute(), []);
    const [{ numDeletedRows } = {}] = await db.deleteFrom('leases').where('name', '=', 'a\0').execute();
    assert.equal(numDeletedRows, 0n);
  });

  it('leaves its transaction as it was: what it had written before is taken back', async () => {
    await using db = await openEmptyStore();
    const lease = (name: string) => ({ name, holder: 'one', until: 1 });
    const work = db.transaction().execute(async (transaction) => {
      await transaction.insertInto('leases').values(lease('a')).execute();
      await transaction.insertInto('leases').values(lease('a\0b')).execute();
    });
    await assert.rejects(work, isRefused);
    assert.deepEqual(await db.selectFrom('leases').selectAll().execute(), []);
  });
});
