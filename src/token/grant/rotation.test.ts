import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { handleOf } from '../../directory/handle.ts';
import { grantStore } from '../../store/grants.ts';
import { grantExpiry, refreshTokenSeconds } from '../provider/lifetimes.ts';
import { openDatabase, sealer } from '../token.fixture.ts';
import { grantKey } from './grant-key.ts';
import { newStoredGrant } from './grant-store.ts';
import { familyEnd, findRefreshToken, type RefreshToken, refreshTokenModel, successorValue } from './refresh-token.ts';
import { findRotationResult, isWithin, type RotationParts, rotateRefreshToken } from './rotation.ts';

const value = handleOf('school', 'the-value-that-the-client-has');
const start = 1_800_000_000_000;
const day = 86_400_000;

/** A store with one refresh token in it, made at `start`. */
async function open(changes: Partial<RotationParts> = {}, more: object = {}) {
  const { db } = await openDatabase();
  const grants = grantStore(db);
  const parts: RotationParts = { grants, sealer, refreshReuseMs: 30_000, refreshMs: 365 * day, ...changes };
  const owner = {
    organizationId: 'school',
    grantId: 'grant',
    accountId: 'school/dave',
    clientId: 'app',
    uid: null,
    userCode: null,
  };
  const payload = {
    accountId: 'school/dave',
    clientId: 'app',
    scope: 'openid',
    iat: start / 1000,
    gty: 'authorization_code',
  };
  const grant = { model: 'Grant', id: 'grant', payload: '{}', expiresAt: grantExpiry(start) };
  await grants.upsert({ ...owner, ...grant, grantId: null });
  await grants.upsert({
    ...{ ...owner, ...grantKey(refreshTokenModel, value) },
    ...{ payload: JSON.stringify({ ...payload, ...more }), expiresAt: start + refreshTokenSeconds * 1000 },
  });
  const find = async (one: string, now: number): Promise<RefreshToken> =>
    (await findRefreshToken(one, grants, now)) ?? assert.fail('there is none');
  const grantEnd = async (now: number): Promise<number> =>
    (await grants.find({ organizationId: 'school', model: 'Grant', id: 'grant' }, now))?.expiresAt ?? assert.fail();
  const spend = async (one: string, now: number, key?: string) =>
    await rotateRefreshToken({ token: await find(one, now), value: one, key, now }, await grantEnd(now), parts);
  const repeat = async (one: string, now: number, key?: string) =>
    await findRotationResult({ token: await find(one, now), value: one, key, now }, parts);
  return { db, parts, grants, grantEnd, find, spend, repeat, [Symbol.asyncDispose]: () => db.destroy() };
}

describe('a refresh token', () => {
  it('is spent for a successor of the same family, which says how often', async () => {
    await using world = await open();
    const second = (await world.spend(value, start + 5000)) ?? assert.fail();
    const { clientId, user, grantId, scope, payload, spentAt, expiresAt } = await world.find(second, start + 5000);
    assert.deepEqual(
      [clientId, user, grantId, scope],
      ['app', { organizationId: 'school', id: 'dave' }, 'grant', 'openid'],
    );
    assert.deepEqual([payload.rotations, payload.since, payload.iat], [1, start / 1000, start / 1000 + 5]);
    assert.equal(payload.gty, 'authorization_code refresh_token');
    assert.equal(spentAt, undefined);
    assert.equal(expiresAt, (start + 5000) / 1000 + refreshTokenSeconds);
    const third = (await world.spend(second, start + 9000)) ?? assert.fail();
    const last = (await world.find(third, start + 9000)).payload;
    assert.deepEqual([last.rotations, last.since, last.gty], [2, start / 1000, 'authorization_code refresh_token']);
  });

  it('has its grant live a day longer than needed, so that it is written again after a day and not each time', async () => {
    await using world = await open();
    const second = (await world.spend(value, start + 5000)) ?? assert.fail();
    assert.equal(await world.grantEnd(start + 5000), grantExpiry(start + 5000) + day);
    const third = (await world.spend(second, start + day)) ?? assert.fail();
    assert.equal(await world.grantEnd(start + day), grantExpiry(start + 5000) + day);
    assert.ok(await world.spend(third, start + day + 5001));
    assert.equal(await world.grantEnd(start + day + 5001), grantExpiry(start + day + 5001) + day);
  });

  it('is spent once: of many who do it at the same time, all are given the same', async () => {
    await using world = await open();
    const token = await world.find(value, start);
    const renewals = await Promise.all(
      Array.from({ length: 5 }, () =>
        rotateRefreshToken({ token, value, key: undefined, now: start + 1 }, grantExpiry(start), world.parts),
      ),
    );
    assert.equal(new Set(renewals).size, 1);
    assert.ok(renewals[0]);
  });

  it('lives no longer than its family may, however often it is renewed', async () => {
    await using world = await open({ refreshMs: 10 * day });
    const second = (await world.spend(value, start + 9 * day)) ?? assert.fail();
    assert.equal((await world.find(second, start + 9 * day)).expiresAt, (start + 10 * day) / 1000);
    assert.equal(await findRefreshToken(second, world.grants, start + 10 * day), undefined);
  });

  it('cannot be computed without the installation key, what was presented, and the salt', () => {
    const [one, salt] = [successorValue('school', value, 'salt', sealer), 'salt'];
    assert.equal(successorValue('school', value, salt, sealer), one);
    assert.notEqual(successorValue('school', 'other', salt, sealer), one);
    assert.notEqual(successorValue('school', value, 'other', sealer), one);
    assert.notEqual(successorValue('school', value, salt, { sign: (text) => text }), one);
  });

  it('is not what the store keeps', async () => {
    await using world = await open();
    const stored = { organizationId: 'school', model: refreshTokenModel, id: value };
    assert.equal(await world.grants.find(stored, start), undefined);
    // A grant is never presented, and its id stands in tokens.
    assert.equal(grantKey('Grant', value).id, value);
  });
});

describe('a refresh token that an earlier version has spent', () => {
  it('is answered again with the successor that it gave, which names no organization either', async () => {
    const use = { salt: 'salt' };
    await using world = await open({}, { use });
    const old = 'made-by-an-earlier-version';
    const given = successorValue('school', old, use.salt, sealer).split('.')[1] ?? '';
    const handles = [old, given].map((handle) => grantKey(refreshTokenModel, handle));
    const { payload } = await world.find(value, start);
    for (const { model, id } of handles) {
      const signpost = { id, organization_id: 'school', expires_at: start + day };
      await world.db.insertInto('old_handles').values(signpost).execute();
      const token = { organizationId: 'school', model, id, grantId: 'grant', expiresAt: start + day };
      await world.grants.upsert(newStoredGrant({ ...token, payload: JSON.stringify(payload) }));
    }
    await world.grants.consume(grantKey(refreshTokenModel, old), start);
    assert.equal(await world.repeat(old, start + 1000), given);
    assert.equal(await world.repeat(old, start + 31_000), undefined);
  });
});

describe('a refresh token whose answer was lost', () => {
  it('is answered again with the same successor, for a short time', async () => {
    await using world = await open();
    const second = await world.spend(value, start);
    assert.equal(await world.repeat(value, start), second);
    assert.equal(await world.repeat(value, start + 29_999), second);
    assert.equal(await world.repeat(value, start + 30_000), undefined);
  });

  it('is not, when the clock was set back further than that', async () => {
    await using world = await open();
    await world.spend(value, start + 60_000);
    assert.equal(await world.repeat(value, start + 30_000), undefined);
  });

  it('is not, when its successor was used: the answer was not lost', async () => {
    await using world = await open();
    const second = (await world.spend(value, start)) ?? assert.fail();
    await world.spend(second, start + 1);
    assert.equal(await world.repeat(value, start + 2), undefined);
    assert.equal(await world.spend(value, start + 2), undefined);
  });

  it('is only with the same key, or without one again', async () => {
    for (const [first, again, isAnswered] of [
      ['one', 'one', true],
      ['one', 'other', false],
      ['one', undefined, false],
      [undefined, 'one', false],
      [undefined, undefined, true],
    ] as const) {
      await using world = await open();
      const second = await world.spend(value, start, first);
      assert.equal(await world.repeat(value, start + 1, again), isAnswered ? second : undefined, `${first}, ${again}`);
    }
  });

  it('is not, where that is switched off', async () => {
    await using world = await open({ refreshReuseMs: 0 });
    assert.ok(await world.spend(value, start));
    assert.equal(await world.repeat(value, start), undefined);
    assert.equal(await world.spend(value, start), undefined);
  });

  it('was never spent: there is nothing to repeat', async () => {
    await using world = await open();
    assert.equal(await world.repeat(value, start), undefined);
  });
});

describe('the end of a family of refresh tokens', () => {
  it('is counted from the first one', () => {
    const token = (more: object) => ({ payload: { iat: 500, ...more } }) as unknown as RefreshToken;
    assert.equal(familyEnd(token({}), 1000), 501_000);
    assert.equal(familyEnd(token({ since: 100 }), 1000), 101_000);
  });
});

describe('two moments', () => {
  it('lie within a time of each other either way round, and never within none', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.nat(), (window, one, other) => {
        assert.equal(isWithin(window, one, other), isWithin(window, other, one));
        assert.equal(isWithin(0, one, other), false);
        assert.equal(isWithin(window, one, one + window), false);
        assert.equal(isWithin(window + 1, one, one + window), true);
      }),
    );
  });
});
