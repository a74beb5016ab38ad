import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { canonical } from '../../directory/canonical.ts';
import { newId } from '../../directory/identifier.ts';
import { permitOperator } from '../../directory/permission.ts';
import { newUser } from '../../directory/user.fixture.ts';
import type { NewUser } from '../../directory/user.ts';
import { provisionOrganization } from '../../provisioning/provision.ts';
import { openEmptyStore } from '../store.fixture.ts';
import { createStore } from '../store.ts';

const provisioning = permitOperator('installation.provision');

const organizationId = '6f53dc9a-9b9d-463e-8ad0-0bff6aeee25b';

async function openWorld() {
  const db = await openEmptyStore();
  const store = createStore(db);
  await store.transaction((tables) =>
    provisionOrganization(tables, provisioning, { id: organizationId, name: 'Hogwarts', createdAt: 0 }),
  );
  return { db, store, [Symbol.asyncDispose]: () => db.destroy() };
}

const person = (userName: string, name: string, of = organizationId): NewUser =>
  newUser({ organizationId: of, id: newId(), userName, name, createdAt: 0 });

/** Few letters, so that names collide, begin alike and contain one another; some mean something to SQL or to the index. */
const letters = fc.constantFrom('a', 'B', 'é', 'ß', '%', '_', '"', '*', "'", ' ', '😀', '\u{e000}');
const text = (minLength: number) => fc.string({ unit: letters, minLength, maxLength: 5 });

interface Kept {
  readonly userName: string;
  readonly name: string;
}

/** Code points, as the store compares bytes. */
const byName = (one: Kept, other: Kept) => Buffer.compare(keyOf(one), keyOf(other));
const keyOf = ({ userName }: Kept) => Buffer.from(canonical(userName));

describe('a page of users', () => {
  it('shows nobody of another organization, whatever the number', async () => {
    await using world = await openWorld();
    const { store } = world;
    const other = newId();
    await store.transaction((tables) =>
      provisionOrganization(tables, provisioning, { id: other, name: 'Durmstrang', createdAt: 0 }),
    );
    await store.users.insertMany(organizationId, [person('harry', 'H')]);
    await store.users.insertMany(other, [person('viktor', 'V', other)]);
    await sql`update users set search_id = (select max(search_id) + 1 from users where organization_id = ${organizationId})
      where organization_id = ${other}`.execute(world.db);
    for (const orderBy of ['name', 'creationTime', 'userName'] as const) {
      const { results } = await store.users.page(organizationId, {
        searchTerm: '',
        orderBy,
        descending: false,
        skip: 0,
        limit: 10,
      });
      assert.deepEqual(
        results.map(({ userName }) => userName),
        ['harry'],
      );
    }
  });

  it('is what sorting and counting everybody would give, after any inserts, deletions and renamings', async () => {
    const steps = fc.array(fc.tuple(fc.constantFrom('insert', 'delete', 'rename'), text(1), text(0)), {
      maxLength: 40,
    });
    const questions = fc.array(fc.tuple(text(0), fc.nat(12), fc.nat(12), fc.boolean()), { minLength: 5, maxLength: 5 });
    await using world = await openWorld();
    const { users } = world.store;
    await fc.assert(
      fc.asyncProperty(steps, questions, async (taken, asked) => {
        // Of an organization of its own, beside those that were there before.
        const own = newId();
        await world.store.transaction((tables) =>
          provisionOrganization(tables, provisioning, { id: own, name: own, createdAt: 0 }),
        );
        const kept = new Map<string, Kept>();
        for (const [step, userName, name] of taken) {
          const key = canonical(userName);
          const existing = kept.has(key) ? await users.findByName(own, userName) : undefined;
          if (step === 'insert' && !existing) {
            await users.insert(person(userName, name, own));
            kept.set(key, { userName, name });
          } else if (step === 'delete' && existing) {
            assert.ok(await users.softDelete(existing, 1));
            kept.delete(key);
          } else if (step === 'rename' && existing) {
            assert.ok(await users.replace(existing, { name }, 1));
            kept.set(key, { userName: existing.userName, name });
          }
        }
        for (const [searchTerm, skip, limit, descending] of asked) {
          const term = searchTerm === '' ? undefined : searchTerm;
          const query = { searchTerm: term, orderBy: 'userName', descending, skip, limit } as const;
          const page = await users.page(own, query);
          const matches = [...kept.values()]
            .filter(({ userName, name }) =>
              [userName, name].some((one) => canonical(one).includes(canonical(searchTerm))),
            )
            .sort(byName);
          const expected = (descending ? matches.toReversed() : matches).slice(skip, skip + limit);
          assert.equal(page.totalCount, matches.length);
          assert.deepEqual(
            page.results.map(({ userName }) => userName),
            expected.map(({ userName }) => userName),
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  it('shows every change in a long list that was searched before', async () => {
    await using world = await openWorld();
    const { users } = world.store;
    const names = Array.from({ length: 25_000 }, (_, user) => `user${user}`);
    await world.store.transaction((tables) =>
      tables.users.insertMany(
        organizationId,
        names.map((one) => person(one, 'x')),
      ),
    );
    const query = { orderBy: 'userName', descending: false } as const;
    const steps = fc.array(fc.tuple(fc.constantFrom('insert', 'delete', 'rename'), fc.nat(24_999), fc.nat(25_000)), {
      minLength: 1,
      maxLength: 8,
    });
    const kept = new Map(names.map((one) => [one, 'x']));
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        for (const [step, chosen, skip] of taken) {
          const userName = `user${chosen}`;
          const existing = await users.findByName(organizationId, userName);
          assert.equal(existing !== undefined, kept.has(userName));
          if (step === 'delete' && existing) {
            assert.ok(await users.softDelete(existing, 1));
            kept.delete(userName);
          } else if (step === 'rename' && existing) {
            assert.ok(await users.replace(existing, { name: 'renamed' }, 1));
            kept.set(userName, 'renamed');
          } else if (step === 'insert') {
            const added = Array.from({ length: 20 }, (_, n) => `${userName}-${n}`).filter((one) => !kept.has(one));
            await users.insertMany(
              organizationId,
              added.map((one) => person(one, 'x')),
            );
            for (const one of added) kept.set(one, 'x');
          }
          for (const [searchTerm, matching] of [
            ['er1', (userName: string) => userName.includes('er1')],
            ['x', (_: string, name: string) => name === 'x'],
          ] as const) {
            const expected = [...kept].filter((one) => matching(...one)).map(([one]) => one);
            expected.sort();
            const page = await users.page(organizationId, { ...query, searchTerm, skip, limit: 5 });
            assert.equal(page.totalCount, expected.length);
            assert.deepEqual(
              page.results.map((one) => one.userName),
              expected.slice(skip, skip + 5),
            );
          }
        }
      }),
      { numRuns: 4 },
    );
  });

  it('is found by ranges and by the index once there are many', async () => {
    await using world = await openWorld();
    const { users } = world.store;
    const many = Array.from({ length: 30_000 }, (_, user) =>
      person(`p${(user * 7919) % 30_000}`.padEnd(7, '.'), `n${user}`),
    );
    await world.store.transaction((tables) => tables.users.insertMany(organizationId, [...many, person('zzz', 'zzz')]));
    const sorted = [...many.map(({ userName }) => userName), 'zzz'].sort();
    const page = async (searchTerm: string | undefined, skip: number) => {
      const query = { searchTerm, orderBy: 'userName', descending: false, skip, limit: 10 } as const;
      const { totalCount, results } = await users.page(organizationId, query);
      return { totalCount, names: results.map(({ userName }) => userName) };
    };
    for (const skip of [0, 2047, 2048, 4096, 15_000, 29_995, 30_000]) {
      assert.deepEqual(await page(undefined, skip), { totalCount: 30_001, names: sorted.slice(skip, skip + 10) });
    }
    for (const term of ['p1234', '77', 'p', 'p29999', 'nobody']) {
      const matches = many.filter(({ userName, name }) => userName.includes(term) || name?.includes(term));
      const names = matches.map(({ userName }) => userName).sort();
      assert.deepEqual(await page(term, 3), { totalCount: names.length, names: names.slice(3, 13) });
    }
    for (const term of ['p', 'p1234']) {
      const query = { searchTerm: term, orderBy: 'name', descending: true, skip: 3, limit: 10 } as const;
      const names = many.flatMap(({ userName, name }) => (userName.includes(term) ? [name] : [])).sort();
      const { results } = await users.page(organizationId, query);
      assert.deepEqual(
        results.map(({ name }) => name),
        names.toReversed().slice(3, 13),
      );
    }
    for (const orderBy of ['email', 'type', 'legacyId', 'isActive'] as const) {
      for (const [descending, searchTerm] of [
        [false, undefined],
        [true, undefined],
        [true, 'p'],
      ] as const) {
        const asked = async (skip: number, limit: number) =>
          (await users.page(organizationId, { searchTerm, orderBy, descending, skip, limit })).results;
        const whole = await asked(0, 10_001);
        const pages = [await asked(0, 7), await asked(7, 5)].flat();
        assert.deepEqual(pages, whole.slice(0, 12), `${orderBy} ${descending} ${searchTerm}`);
      }
    }
    const byNumber = { searchTerm: undefined, orderBy: 'legacyId', descending: true, skip: 2, limit: 3 } as const;
    assert.deepEqual(
      (await users.page(organizationId, byNumber)).results.map(({ legacyId }) => legacyId),
      [29_999, 29_998, 29_997],
    );
    const [one] = (await users.page(organizationId, { ...byNumber, searchTerm: 'p', skip: 9 })).results;
    const first = await users.findByName(organizationId, sorted[5] ?? '');
    assert.ok(one && first);
    assert.ok(await users.replace(first, { isActive: false, surname: 'Aa' }, 1));
    await users.recordSignIn(one, 5);
    for (const [orderBy, descending, user] of [
      ['isActive', false, first],
      ['lastModificationTime', true, first],
      ['surname', true, first],
      ['lastLoginTime', true, one],
    ] as const) {
      const { results } = await users.page(organizationId, { ...byNumber, orderBy, descending, skip: 0, limit: 1 });
      assert.equal(results[0]?.id, user.id, orderBy);
    }
    const gone = await users.findByName(organizationId, sorted[0] ?? '');
    assert.ok(gone && (await users.softDelete(gone, 1)));
    assert.deepEqual(await page(undefined, 20_000), { totalCount: 30_000, names: sorted.slice(20_001, 20_011) });
  });
});
