import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { GatehouseError } from '../../errors.ts';
import { onThread } from '../long-query.ts';
import { useRevocations } from './revocations.fixture.ts';

describe('what takes long to read', () => {
  const { opened, page } = useRevocations();

  it('is the same as without a thread', async () => {
    const [long, short] = [await page().modifyFront(onThread).execute(), await page().execute()];
    assert.equal(long.length, 3);
    assert.deepEqual(
      long.map((row) => ({ ...row })),
      short.map((row) => ({ ...row })),
    );
  });

  it('sees what a transaction has changed when it is read inside of it', async () => {
    await opened.db.transaction().execute(async (tables) => {
      await tables.deleteFrom('revocations').where('expires_at', '=', 200).execute();
      const [first] = await tables
        .selectFrom('revocations')
        .select('id')
        .modifyFront(onThread)
        .orderBy('expires_at')
        .offset(200)
        .limit(1)
        .execute();
      assert.equal(first?.id, 'r201');
    });
  });

  it('does not hold the event loop', async () => {
    const count = sql<{ n: number }>`select /* on a thread */ count(*) as n from (
      with recursive numbers(x) as (select 1 union all select x + 1 from numbers limit 2000000) select x from numbers)`;
    const used = () => process.threadCpuUsage().user;
    await count.execute(opened.db); // The thread has started.
    const before = used();
    const { rows } = await count.execute(opened.db);
    assert.equal(rows[0]?.n, 2_000_000);
    assert.ok(used() - before < 50_000, `${used() - before} µs of the main thread`);
  });

  it('fails as everything fails in the store', async () => {
    const broken = sql`select /* on a thread */ load_extension('x')`.execute(opened.db);
    await assert.rejects(broken, (error) => !(error instanceof GatehouseError));
    assert.equal((await page().modifyFront(onThread).execute()).length, 3);
  });
});
