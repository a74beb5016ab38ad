// Commits to a store in every way there is, while its log is copied and begun anew all the time, and writes a line for each commit that
// was acknowledged: its number. Runs until it is killed, or a commit fails.

import { writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { Checkpoints } from '../../src/store/sqlite/checkpoints.ts';
import { openSqlite } from '../../src/store/sqlite/open.ts';
import { settle } from '../../src/store/sqlite/settle.ts';
import { inBulkTransaction, inTransaction } from '../../src/store/transaction.ts';

const [file = '', first = '0'] = process.argv.slice(2);
const checkpoints = Checkpoints.forBulk(file, { duePages: 20, crowdedPages: 60 });
await settle(file, checkpoints);
const db = openSqlite(file, { checkpoints });
await sql`create table if not exists commits (number integer, part integer, filling blob)`.execute(db);

/** Some pages, so that a part of them alone would be seen. */
const parts = 5;
let next = Number(first);

const insert = (to: typeof db, number: number) =>
  sql`insert into commits with recursive part(n) as (select 1 union all select n + 1 from part where n < ${parts})
    select ${number}, n, randomblob(1500) from part`.execute(to);

const alone = (number: number) => insert(db, number);
const together = (number: number) => inTransaction(db, (transaction) => insert(transaction, number));
const onThread = (number: number) => inBulkTransaction(db, (transaction) => insert(transaction, number));

async function commitOn(way: (number: number) => Promise<unknown>): Promise<never> {
  for (;;) {
    next += 1;
    const number = next;
    await way(number);
    writeSync(1, `${number}\n`);
  }
}

/** Pages that are used again are written to the middle of the file. */
async function forget(): Promise<never> {
  for (;;) {
    await pause(20);
    await sql`update commits set filling = randomblob(1500) where number in (select max(number) - 20 from commits)`.execute(
      db,
    );
    await checkpoints.settle();
  }
}

try {
  await Promise.all([...[alone, together, together, together, onThread].map(commitOn), forget()]);
} finally {
  await db.destroy();
  await checkpoints[Symbol.asyncDispose]();
}
