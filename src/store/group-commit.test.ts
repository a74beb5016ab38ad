import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Kysely } from 'kysely';
import { openDatabase } from '../token/token.fixture.ts';
import type { Database } from './database.ts';
import { groupCommit } from './group-commit.ts';

const insert = (id: string) => (db: Kysely<Database>) =>
  db.insertInto('revocations').values({ organization_id: 'o', id, expires_at: 1 }).executeTakeFirst();
const ids = async (db: Kysely<Database>) =>
  (await db.selectFrom('revocations').select('id').orderBy('id').execute()).map(({ id }) => id);

test('writes that come together are all there, each with its own answer', async () => {
  await using world = await openDatabase();
  const together = groupCommit(world.db);
  const answers = await Promise.all(
    ['a', 'b', 'c'].map((id) =>
      together(async (db) => {
        await insert(id)(db);
        return id.toUpperCase();
      }),
    ),
  );
  assert.deepEqual(answers, ['A', 'B', 'C']);
  assert.deepEqual(await ids(world.db), ['a', 'b', 'c']);
});

test('more writes than go together leave the event loop to others in between', async () => {
  await using world = await openDatabase();
  const together = groupCommit(world.db);
  const all = Promise.all(Array.from({ length: 200 }, (_, n) => together(insert(`${n}`))));
  let turns = 0;
  let isDone = false;
  const done = all.then(() => {
    isDone = true;
  });
  for (; !isDone; turns += 1) await new Promise(setImmediate);
  await done;
  assert.ok(turns >= 200 / 32, `${turns} turns`);
  assert.equal((await ids(world.db)).length, 200);
});

test('a write that fails fails alone', async () => {
  await using world = await openDatabase();
  const together = groupCommit(world.db);
  const settled = await Promise.allSettled(['a', 'a', 'b'].map((id) => together(insert(id))));
  const [one, other, third] = settled.map(({ status }) => status);
  // Which of two equal ones comes first is nobody's concern.
  assert.deepEqual([one, other].sort(), ['fulfilled', 'rejected']);
  assert.equal(third, 'fulfilled');
  assert.deepEqual(await ids(world.db), ['a', 'b']);
  await together(insert('c'));
  assert.deepEqual(await ids(world.db), ['a', 'b', 'c']);
});

test('in a transaction, a write belongs to it', async () => {
  await using world = await openDatabase();
  const work = world.db.transaction().execute(async (transaction) => {
    await groupCommit(transaction)(insert('a'));
    throw new Error('Taken back.');
  });
  await assert.rejects(work, /Taken back/);
  assert.deepEqual(await ids(world.db), []);
});
