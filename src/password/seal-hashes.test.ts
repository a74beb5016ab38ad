import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { Pepper } from '../directory/pepper.ts';
import { noPepperKey, pepperKeyOf } from '../directory/pepper.ts';
import { isPepperKeyUsed } from '../directory/pepper-key.ts';
import { pepperKeys } from '../store/pepper-keys.ts';
import { createStore } from '../store/store.ts';
import { storedHashes } from '../store/stored-hashes.ts';
import { losePepperKey } from './lose-pepper-key.ts';
import { harry, usePasswordWorld } from './password.fixture.ts';
import { createPepper, pepperKeyId } from './pepper.ts';
import { sealHashes } from './seal-hashes.ts';

const world = usePasswordWorld();
const [one, two] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const [idOfOne, idOfTwo] = [pepperKeyId(one), pepperKeyId(two)];
const minute = 60_000;

const withOne = createPepper({ first: one, all: [one] });
const withTwo = createPepper({ first: two, all: [two, one] });
const without = createPepper({ first: undefined, all: [one, two] });

/** As a server with this pepper does, some minutes after it was started. */
async function turnOver(pepper: Pepper, mayGoOn = async () => true) {
  const tools = { hashes: storedHashes(world.db), keys: pepperKeys(world.db), pepper, now: world.now, mayGoOn };
  await tools.keys.use(pepper.seals, world.now());
  world.pass(3 * minute);
  await tools.keys.use(pepper.seals, world.now());
  return await sealHashes(tools);
}

const texts = async (): Promise<readonly string[]> => {
  const [present, retired] = await Promise.all([
    world.db.selectFrom('credentials').select('password_hash as text').where('password_hash', 'is not', null).execute(),
    world.db.selectFrom('password_history').select('password_hash as text').execute(),
  ]);
  return [...present, ...retired].map(({ text }) => text ?? '');
};

const keysInUse = async () => [...new Set((await texts()).map(pepperKeyOf))];

/** Which keys a hash may need, by what is known of them. */
const needed = async () => (await pepperKeys(world.db).all()).filter(isPepperKeyUsed).map(({ id }) => id);

/** Gives Harry another password, with this hash. */
async function change(pepper: Pepper, hash: string): Promise<void> {
  const { credentials } = createStore(world.db, undefined, undefined, pepper);
  const read = (await credentials.find(harry)) ?? assert.fail();
  assert.ok(await credentials.replace(read, hash, world.now()));
  await credentials.retire(read, world.now(), 10);
}

describe('the hashes of an installation', () => {
  beforeEach(async () => {
    for (const hash of ['$one$1', '$two$2', '$three$3'])
      await change(createPepper({ first: undefined, all: [] }), hash);
  });

  it('go over to a pepper, to another key, and back, those of retired passwords as well', async () => {
    const before = (await texts()).toSorted();
    for (const [pepper, id] of [
      [withOne, idOfOne],
      [withTwo, idOfTwo],
      [without, noPepperKey],
    ] as const) {
      assert.deepEqual((await turnOver(pepper))?.counts, { [id]: 4 });
      assert.deepEqual(await keysInUse(), [id]);
      const { credentials } = createStore(world.db, undefined, undefined, pepper);
      assert.equal((await credentials.find(harry))?.passwordHash, '$three$3');
      assert.deepEqual(await credentials.history(harry, 2), ['$two$2', '$one$1']);
    }
    assert.deepEqual((await texts()).toSorted(), before);
  });

  it('need the former key until a whole pass has found none that does', async () => {
    await turnOver(withOne);
    assert.deepEqual(await needed(), [idOfOne]);
    world.pass(minute);
    await pepperKeys(world.db).use(idOfOne, world.now());
    await pepperKeys(world.db).use(idOfTwo, world.now());
    assert.deepEqual(await needed(), [idOfOne, idOfTwo].toSorted());
    assert.deepEqual((await turnOver(withTwo))?.freed, [idOfOne]);
    assert.deepEqual(await needed(), [idOfTwo]);
  });

  it('wait while another process still seals with another key', async () => {
    await turnOver(withOne);
    await pepperKeys(world.db).use(idOfOne, world.now() + 2 * minute);
    assert.equal(await turnOver(withTwo), undefined);
    assert.deepEqual(await keysInUse(), [idOfOne]);
    assert.deepEqual((await turnOver(withTwo))?.freed, [idOfOne]);
  });

  it('are gone through once a day when there is nothing to do, and at once when there is', async () => {
    await turnOver(withOne);
    assert.equal(await turnOver(withOne), undefined);
    world.pass(24 * 60 * minute);
    assert.deepEqual((await turnOver(withOne))?.counts, { [idOfOne]: 4 });
  });

  it('that nobody can open stay as they are and are counted, and their key goes on being needed', async () => {
    await turnOver(withOne);
    const other = createPepper({ first: two, all: [two] });
    assert.deepEqual((await turnOver(other))?.counts, { [idOfOne]: 4 });
    assert.deepEqual(await needed(), [idOfOne, idOfTwo].toSorted());
    await change(other, '$four$4');
    world.pass(24 * 60 * minute);
    assert.deepEqual((await turnOver(other))?.counts, { [idOfOne]: 4, [idOfTwo]: 1 });
    const lost = await losePepperKey(storedHashes(world.db), idOfOne);
    await pepperKeys(world.db).forget(idOfOne);
    assert.deepEqual(lost, { present: 0, retired: 4 });
    assert.deepEqual(await needed(), [idOfTwo]);
    const { credentials } = createStore(world.db, undefined, undefined, other);
    assert.equal((await credentials.find(harry))?.passwordHash, '$four$4');
    assert.deepEqual(await credentials.history(harry, 10), []);
  });

  it('are never changed behind the back of whoever replaces one', async () => {
    const hashes = storedHashes(world.db);
    const { hashes: found } = await hashes.ofNext(harry.organizationId, '', 10);
    await change(withOne, '$four$4');
    const before = await texts();
    await hashes.rewrite(
      found.filter(({ sequence }) => sequence === undefined).map((hash) => ({ hash, text: 'stale' })),
    );
    assert.deepEqual(await texts(), before);
  });

  it('go on from where a pass was stopped', async () => {
    let batches = 0;
    assert.equal(await turnOver(withOne, async () => ++batches < 3), undefined);
    assert.deepEqual((await turnOver(withOne))?.counts, { [idOfOne]: 4 });
    assert.deepEqual(await keysInUse(), [idOfOne]);
  });
});
