import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { migrate, pendingMigrations, schemaAge } from './migrate.ts';
import { openEmptyStore } from './store.fixture.ts';

/** A store as a newer version leaves it, in which this migration ran. */
async function openNewer(migration: string) {
  const db = await openEmptyStore();
  await sql`insert into migrations (name, timestamp) values (${migration}, '2099-01-01')`.execute(db);
  return db;
}

describe('a store that a newer version has migrated', () => {
  it('is served when it was only extended', async () => {
    await using db = await openNewer('9000-expand-tomorrow');
    assert.equal(await schemaAge(db), 'current');
    assert.deepEqual(await migrate(db), []);
  });

  it('is left alone otherwise', async () => {
    await using db = await openNewer('9000-tomorrow');
    await assert.rejects(migrate(db), /written by a newer version of Gatehouse \(it has 9000-tomorrow\)/);
    await using both = await openNewer('9000-expand-tomorrow');
    await sql`insert into migrations (name, timestamp) values ('9001-contract-tomorrow', '2099-01-01')`.execute(both);
    await assert.rejects(pendingMigrations(both), /9001-contract-tomorrow/);
  });
});
