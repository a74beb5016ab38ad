import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { sql } from 'kysely';
import { migrate } from '../../src/store/migrate.ts';
import { type Connection, openStore } from '../../src/store/open.ts';
import { Checkpoints } from '../../src/store/sqlite/checkpoints.ts';
import { inBulkTransaction } from '../../src/store/transaction.ts';
import { flush } from '../../src/store/unflushed.ts';
import { nextTurn } from '../../src/turns.ts';
import { temporaryFolder } from '../support/folder.ts';
import { until } from '../support/until.ts';

const mebibyte = 1024 * 1024;

let opened: AsyncDisposableStack;
let file: string;
let db: Connection;
let checkpoints: Checkpoints;
let lines: string[];

beforeEach(async () => {
  opened = new AsyncDisposableStack();
  lines = [];
  file = join(opened.use(await temporaryFolder()).path, 'gatehouse.db');
  const write = (level: string) => (_fields: object, message: string) => void lines.push(`${level} ${message}`);
  const journal = { info: write('info'), warn: write('warn'), error: write('error') };
  checkpoints = opened.use(new Checkpoints(file, journal, 70 * mebibyte));
  db = opened.adopt(openStore(file, { checkpoints }), (open) => open.destroy());
  await migrate(db);
});
afterEach(() => opened.disposeAsync());

const sizeOfLog = () => statSync(`${file}-wal`).size;

/** Whether the log is written from its beginning again; looking at it needs a commit now and then, as any server has. */
async function hasBegunAnew(): Promise<boolean> {
  await write(0.01);
  const { rows } = await sql<{ log: number }>`pragma wal_checkpoint(noop)`.execute(db);
  return (rows[0]?.log ?? 0) * 4096 < 100 * mebibyte;
}

/** So many mebibytes, and as much for the index. */
async function write(size: number, to: Connection = db): Promise<void> {
  await sql`insert into revocations (organization_id, id, expires_at)
    with recursive n(n) as (select 1 union all select n + 1 from n where n < ${256 * size})
    select 'school', hex(randomblob(2048)), 1 from n`.execute(to);
}

describe('the write-ahead log', () => {
  it('stays small while much is written without a pause', async () => {
    for (let times = 0; times < 400; times += 1) {
      await write(0.5);
      await nextTurn(); // As between two requests.
      // On a busy machine, the thread that makes checkpoints may have to wait for its turn.
      if (times % 50 === 49) await until(hasBegunAnew);
    }
    assert.ok(sizeOfLog() < 500 * mebibyte, `${sizeOfLog()} of a gibibyte that was written`);
    await checkpoints.maintain();
    assert.ok(sizeOfLog() <= 64 * mebibyte, String(sizeOfLog()));
    assert.deepEqual(
      lines.filter((line) => line.startsWith('error')),
      [],
    );
  });

  it('begins anew now and then while one batch after the other is written', async () => {
    const ofBatches = opened.use(Checkpoints.forBulk(file, { duePages: 100, longestPages: 1000 }));
    const batches = opened.adopt(openStore(file, { checkpoints: ofBatches, bulkCacheKiB: 65_536 }), (open) =>
      open.destroy(),
    );
    let longest = 0;
    for (let times = 0; times < 30; times += 1) {
      await inBulkTransaction(batches, (transaction) => write(1, transaction));
      longest = Math.max(longest, sizeOfLog());
    }
    assert.ok(longest < 20 * mebibyte, `${longest} of sixty mebibytes that were written`);
    await flush(batches);
  });

  it('that a reader from outside lets grow is told of, and given back when the reader is gone', async () => {
    const reader = new DatabaseSync(file, { readOnly: true });
    reader.exec('begin; select * from organizations');
    for (let times = 0; times < 10; times += 1) await write(8);
    await checkpoints.maintain();
    assert.ok(sizeOfLog() > 70 * mebibyte);
    const [first, ...others] = lines;
    assert.match(first ?? '', /^warn the write-ahead log grows: another program keeps reading the store/);
    assert.deepEqual(others, []);
    assert.equal((await db.selectFrom('organizations').select('id').execute()).length, 1, 'the server reads on');
    reader.close();
    await checkpoints.maintain();
    assert.ok(sizeOfLog() < mebibyte, String(sizeOfLog()));
    assert.match(lines.at(-1) ?? '', /^info the write-ahead log is small again/);
  });
});
