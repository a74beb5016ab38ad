import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FactorKind } from '../directory/factor.ts';
import { accountId, type User } from '../directory/user.ts';
import type { KnownDevice } from './known-device.ts';
import { harry } from './password.fixture.ts';
import { invalid, useSignIns } from './sign-in.fixture.ts';
import type { SignInRequest } from './sign-in-request.ts';

const { world, attempt, wrong, set, rows, results, audit } = useSignIns();
const dayMs = 24 * 60 * 60_000;

const setUp = (kind: FactorKind) =>
  world.store.factors.insert({
    ...{ ...harry, id: kind, userId: harry.id, kind, name: 'Telephone' },
    ...{ state: '{}', sealedSecret: null, createdAt: 0, lastUsedAt: null },
  });

const personOf = async (): Promise<User> => (await world.store.users.find(harry)) ?? assert.fail();

/** A browser in which Harry was asked so long ago, and wished not to be asked again. */
async function rememberingDevice(agoMs: number): Promise<KnownDevice> {
  const { tokenEpoch: epoch } = await personOf();
  return { id: 'browser', accounts: [{ account: accountId(harry), epoch, rememberedAt: world.now() - agoMs }] };
}

/** What follows the right password: `verify`, `enrol`, or the outcome. */
async function next(changes: Partial<SignInRequest> = {}): Promise<string> {
  const result = await attempt(changes);
  return result.outcome === 'halfway' ? result.pending.step : result.outcome;
}

describe('a right password', () => {
  it('is followed by the second factor of a person who has one, and then says nothing but that', async () => {
    await setUp('totp');
    const result = await attempt();
    assert.ok(result.outcome === 'halfway');
    assert.deepEqual(result.pending.methods, ['password']);
    assert.deepEqual([await results(), await audit()], [[], ['Authentication/AskSecondFactor']]);
    assert.equal((await personOf()).lastLoginAt, null);
  });

  it('is enough where the organization wants none', async () => {
    await setUp('totp');
    await set('Auth.SecondFactor.Mode', 'off');
    assert.equal(await next({ asksSecondFactor: true }), 'signedIn');
  });

  it('is enough for whoever has recovery codes alone, or codes by mail that do not count', async () => {
    await setUp('recoveryCodes');
    await setUp('emailCode');
    assert.equal(await next(), 'signedIn');
    await set('Auth.SecondFactor.EmailCodes', 'true');
    assert.equal(await next(), 'verify');
  });

  it('is enough in a browser that is remembered, for as long as the organization says', async () => {
    await setUp('totp');
    await set('Auth.SecondFactor.RememberDays', '30');
    world.pass(90 * dayMs);
    assert.equal(await next({ device: await rememberingDevice(29 * dayMs) }), 'signedIn');
    assert.equal(await next({ device: await rememberingDevice(31 * dayMs) }), 'verify');
    const device = await rememberingDevice(0);
    await world.db.updateTable('users').set({ token_epoch: 9 }).execute();
    assert.equal(await next({ device }), 'verify');
  });

  it('is not enough in a remembered browser for an application that asks for a second factor', async () => {
    const device = await rememberingDevice(0);
    assert.equal(await next({ device, asksSecondFactor: true }), 'enrol');
    await setUp('totp');
    assert.equal(await next({ device, asksSecondFactor: true }), 'verify');
  });

  it('is enough until the time to set one up is over, where one is required', async () => {
    await set('Auth.SecondFactor.Mode', 'required');
    await set('Auth.SecondFactor.GraceDays', '7');
    const first = await attempt();
    assert.ok(first.outcome === 'signedIn');
    assert.equal(first.enrolBy, world.now() + 7 * dayMs);
    world.pass(6 * dayMs);
    assert.equal(await next(), 'signedIn');
    world.pass(dayMs);
    assert.equal(await next(), 'enrol');
  });
});

describe('a wrong password', () => {
  it('is refused with the same words and the same record, whether there is a second factor or not', async () => {
    assert.deepEqual(await wrong(), invalid);
    const [without] = await rows();
    await setUp('totp');
    assert.deepEqual(await wrong({ asksSecondFactor: true }), invalid);
    const [, having] = await rows();
    assert.deepEqual({ ...having, id: 0, at: 0 }, { ...without, id: 0, at: 0 });
  });

  it('is forgiven by no right one before the second step', async () => {
    await setUp('totp');
    for (let tries = 0; tries < 3; tries += 1) await wrong();
    const failed = async () => (await world.store.attempts.ofUser(harry)).map((count) => count.failedInARow);
    const before = await failed();
    assert.equal(await next(), 'verify');
    assert.deepEqual(await failed(), before);
  });
});
