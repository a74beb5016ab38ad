import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { smallHashes, startSlowHashWorker } from '../../test/support/small-hashes.ts';
import type { User } from '../directory/user.ts';
import { refusing } from '../store/refusing.fixture.ts';
import { rememberAccount } from './known-device.ts';
import { arrangeUser, harry, password } from './password.fixture.ts';
import { invalid, useSignIns } from './sign-in.fixture.ts';

// Some guesses come while others are verified.
const { world, attempt, wrong, set, results, audit } = useSignIns(smallHashes, startSlowHashWorker);

describe('the lock', () => {
  it('closes at the limit, for the right password too, and tells the owner once', async () => {
    for (let n = 0; n < 10; n++) await wrong();
    assert.deepEqual(await attempt(), invalid);
    assert.deepEqual(await results(), [...Array(9).fill('invalidPassword'), 'lockedOut', 'lockedOut']);
    const entries = await audit();
    assert.equal(entries.filter((entry) => entry === 'User/LockedOut').length, 1);
    const notices = await world.db.selectFrom('outbox').select('kind').execute();
    assert.deepEqual(
      notices.map(({ kind }) => kind),
      ['AccountLockedOut'],
    );
  });

  it('opens when its time is over, and a locked account that is tried is not locked for longer', async () => {
    for (let n = 0; n < 10; n++) await wrong();
    world.pass(299_000);
    assert.deepEqual(await attempt(), invalid);
    world.pass(1000);
    assert.equal((await attempt()).outcome, 'signedIn');
  });

  it('gives parallel guesses no more verifications than the limit', async () => {
    await Promise.all(Array.from({ length: 60 }, () => wrong()));
    const all = await results();
    assert.equal(all.filter((result) => result === 'invalidPassword').length, 9);
    // The one that locks and the first one who is refused are recorded, the others are counted.
    assert.equal(all.filter((result) => result === 'lockedOut').length, 2);
    await wrong();
    assert.equal((await results()).length, all.length);
  });

  it('counts guesses that could not be recorded for as long as an attempt may take, so that nobody gains by that', async () => {
    const again = await refusing(world.db, [{ of: 'insert', to: 'login_attempts' }]);
    for (let n = 0; n < 10; n++) await assert.rejects(wrong(), /out of order/);
    await again();
    assert.deepEqual(await attempt(), invalid);
    world.pass(600_000);
    assert.equal((await attempt()).outcome, 'signedIn');
  });

  it('closes for one network, and not for the others, for a device that is known, or for an application', async () => {
    const user = (await world.store.users.find(harry)) as User;
    const device = rememberAccount(undefined, user);
    for (let n = 0; n < 10; n++) await wrong();
    assert.deepEqual(await attempt(), invalid);
    for (const origin of [{ clientIp: '198.51.100.1' }, { device }, { application: 'portal' }]) {
      assert.equal((await attempt(origin)).outcome, 'signedIn');
    }
    assert.deepEqual(await attempt(), invalid);
  });

  it('closes for everybody where the organization counts all attempts together', async () => {
    await set('Auth.UserLockOut.PerSource', 'false');
    const device = rememberAccount(undefined, (await world.store.users.find(harry)) as User);
    for (let n = 0; n < 10; n++) await wrong({ clientIp: `10.0.${n}.1` });
    for (const origin of [{ clientIp: '198.51.100.1' }, { device }]) assert.deepEqual(await attempt(origin), invalid);
  });

  it('closes for a device that guesses, and devices that know an older password only have one counter together', async () => {
    const user = (await world.store.users.find(harry)) as User;
    const [one, other] = [rememberAccount(undefined, user), rememberAccount(undefined, user)];
    for (let n = 0; n < 10; n++) await wrong({ device: one });
    assert.deepEqual(await attempt({ device: one }), invalid);
    assert.equal((await attempt({ device: other })).outcome, 'signedIn');
    await arrangeUser(world, { token_epoch: user.tokenEpoch + 1 });
    for (let n = 0; n < 10; n++) await wrong({ device: n % 2 === 0 ? one : other });
    for (const device of [one, other]) assert.deepEqual(await attempt({ device }), invalid);
    assert.equal((await attempt()).outcome, 'signedIn');
  });
});

describe('a caller who hangs up', () => {
  /** As soon as the hash has begun. */
  async function hangUpMeanwhile(secret: string): Promise<void> {
    const caller = new AbortController();
    const { signal } = caller;
    const listen = signal.addEventListener.bind(signal);
    // Somebody listens when the hash is handed out, which an idle thread begins at once.
    signal.addEventListener = (...given: Parameters<typeof listen>) => {
      listen(...given);
      queueMicrotask(() => caller.abort());
    };
    await attempt({ password: secret, signal }).catch(() => {});
  }

  it('has failed when the password was wrong', async () => {
    for (let n = 0; n < 10; n++) await hangUpMeanwhile('wrong-passw0rd');
    assert.deepEqual(await attempt(), invalid);
  });

  it('has not tried when the password was right, and is not signed in', async () => {
    for (let n = 0; n < 12; n++) await hangUpMeanwhile(password);
    assert.deepEqual(await world.store.attempts.ofUser(harry), []);
    assert.equal((await world.store.users.find(harry))?.lastLoginAt, null);
    assert.equal((await attempt()).outcome, 'signedIn');
  });

  it('has not tried before the hash began', async () => {
    for (let n = 0; n < 12; n++) await assert.rejects(wrong({ signal: AbortSignal.abort() }));
    assert.deepEqual(await world.store.attempts.ofUser(harry), []);
  });
});

describe('a right password that cannot be recorded', () => {
  it('is no attempt as soon as the store can be written again', async () => {
    const again = await refusing(world.db, [
      { of: 'insert', to: 'audit_entries' },
      { of: 'delete', to: 'password_attempts' },
      { of: 'update', to: 'password_attempts', when: 'new.pending < old.pending' },
    ]);
    const mostPending = 10;
    for (let n = 0; n < mostPending; n += 1) await assert.rejects(attempt(), /Internal/);
    await again();
    assert.deepEqual(await attempt(), invalid);
    await world.store.attempts.releaseDue();
    assert.equal((await attempt()).outcome, 'signedIn');
  });
});
