import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hashSync } from '@node-rs/argon2';
import { permitVisitor } from '../directory/permission.ts';
import { GatehouseError } from '../errors.ts';
import { changePassword } from './change.ts';
import type { ChangePasswordRequest } from './change-request.ts';
import { floor } from './hash/argon2id.ts';
import { arrangeCredential, harry, password, usePasswordWorld } from './password.fixture.ts';

const world = usePasswordWorld(floor);
const newPassword = 'patr0nus-charm';

async function change(oldPassword: ChangePasswordRequest['oldPassword'], chosen = newPassword): Promise<string> {
  const user = (await world.store.users.find(harry)) ?? assert.fail();
  const permitted = permitVisitor(user, 'password.changeOwn');
  const origin = { traceId: '', clientIp: '192.0.2.1', browserInfo: null, signal: new AbortController().signal };
  try {
    await changePassword(world, { permitted, userId: user.id, oldPassword, newPassword: chosen, ...origin });
    return 'changed';
  } catch (error) {
    assert.ok(error instanceof GatehouseError && error.failure.code === 'IdentityFailure');
    return error.failure.errors.map(({ code }) => code).join();
  }
}

const version = async () => (await world.store.credentials.find(harry))?.version ?? assert.fail();

describe('a password that its owner has just proved by signing in', () => {
  it('is changed without being said again, once', async () => {
    const proved = { version: await version() };
    assert.equal(await change(proved), 'changed');
    assert.equal(await change(proved, 'lum0s-maxima'), 'ConcurrencyFailure');
    assert.equal(await change(newPassword, 'lum0s-maxima'), 'changed');
  });

  it('is not replaced by itself where the rules forbid that', async () => {
    const proved = { version: await version() };
    assert.equal(await change(proved, password), 'PasswordReused');
    assert.equal(await change(proved), 'changed');
  });

  it('is not replaced by itself in another spelling either, be it the current one or a retired one', async () => {
    await world.store.settings.put(harry.organizationId, 'Auth.Password.PreviousUseLimit', '2');
    const [inOne, inTwo] = ['mischief-managé-1'.normalize('NFC'), 'mischief-managé-1'.normalize('NFD')];
    assert.equal(await change(password, inTwo), 'changed');
    assert.equal(await change(inTwo, inOne), 'PasswordReused');
    assert.equal(await change(inOne, newPassword), 'changed');
    assert.equal(await change(newPassword, inTwo), 'PasswordReused');
  });

  it('is no proof any more when it was replaced meanwhile', async () => {
    const proved = { version: await version() };
    await arrangeCredential(world, { version: proved.version + 1 });
    assert.equal(await change(proved), 'ConcurrencyFailure');
  });
});

describe('a password whose hash is weaker than a new one', () => {
  it('has a new one after a change, and is known as one that was used, however it was hashed', async () => {
    await world.store.settings.put(harry.organizationId, 'Auth.Password.PreviousUseLimit', '2');
    await arrangeCredential(world, { password_hash: hashSync(password, { memoryCost: 8192, timeCost: 1 }) });
    assert.equal(await change(password), 'changed');
    assert.match((await world.store.credentials.find(harry))?.passwordHash ?? '', /m=19456,t=2,p=1/);
    assert.equal(await change(newPassword, password), 'PasswordReused');
    assert.match((await world.store.credentials.history(harry, 1)).join(), /m=8192,t=1/);
  });
});

describe('a password that is changed while every thread is busy', () => {
  it('is replaced if the old one is right and the new one follows the rules, and only then', async () => {
    const jobs = Array.from({ length: 40 }, (_, n) => world.hasher.hash(`job ${n}`));
    assert.equal(world.hasher.hasIdleThread(), false);
    const answers = [await change('wrong'), await change(password, password), await change(password, 'short')];
    assert.deepEqual(answers, ['PasswordMismatch', 'PasswordReused', 'PasswordTooShort,PasswordRequiresDigit']);
    assert.equal(await change(password), 'changed');
    assert.equal(await change(password), 'PasswordMismatch');
    assert.equal(await change(newPassword, password), 'changed');
    await Promise.all(jobs);
  });
});
