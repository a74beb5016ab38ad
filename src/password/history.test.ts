import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Budget } from '../directory/budget.ts';
import { permitVisitor } from '../directory/permission.ts';
import { GatehouseError } from '../errors.ts';
import { changePassword } from './change.ts';
import { checkLimits, checkPassword } from './check.ts';
import type { HashPool } from './hash-pool.ts';
import { harry, password, school, usePasswordWorld } from './password.fixture.ts';

const world = usePasswordWorld();
const chain = [password, 'lum0s-maxima-1', 'lum0s-maxima-2', 'lum0s-maxima-3'];
const current = 'lum0s-maxima-3';

/** The hash pool of the world, and how often each of its functions was called. */
function counted(pool: HashPool) {
  const calls: Record<PropertyKey, number> = { enter: 0, verify: 0 };
  const hasher = new Proxy(pool, {
    get(target, name: keyof HashPool) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...args: readonly unknown[]) => {
        calls[name] = (calls[name] ?? 0) + 1;
        return value.apply(target, args);
      };
    },
  });
  return { hasher, calls };
}

async function outcome(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    assert.ok(error instanceof GatehouseError && error.failure.code === 'IdentityFailure');
    return error.failure.errors.map(({ code }) => code).join();
  }
}

/** Harry, who has had four passwords, of which none of the latest four may be chosen again. */
async function arrange() {
  await world.store.settings.put(school.id, 'Auth.Password.PreviousUseLimit', '4');
  const user = (await world.store.users.find(harry)) ?? assert.fail();
  const { signal } = new AbortController();
  const origin = { traceId: '', clientIp: '192.0.2.1', browserInfo: null, signal };
  const request = { permitted: permitVisitor(user, 'password.changeOwn'), userId: user.id, ...origin };
  for (const [index, oldPassword] of chain.slice(0, -1).entries()) {
    await changePassword(world, { ...request, oldPassword, newPassword: chain[index + 1] ?? '' });
  }
  const { hasher, calls } = counted(world.hasher);
  const tools = { ...world, hasher, checks: new Budget(checkLimits) };
  return {
    calls,
    change: (oldPassword: string, newPassword: string) =>
      outcome(changePassword(tools, { ...request, oldPassword, newPassword })),
    check: (oldPassword: string | null, newPassword: string) =>
      outcome(checkPassword(tools, { ...request, oldPassword, newPassword })),
  };
}

describe('the passwords that somebody had', () => {
  it('are compared only when the old one is right: whoever guesses learns nothing of them, and costs one comparison', async () => {
    const { change, check, calls } = await arrange();
    for (const newPassword of [...chain, 'never-us3d-before']) {
      assert.equal(await change('wr0ng-password', newPassword), 'PasswordMismatch');
    }
    assert.equal(calls.verify, chain.length + 1);
    assert.equal(await check('wr0ng-password', password), 'PasswordMismatch');
    assert.equal(calls.verify, chain.length + 2);
  });

  it('are compared in the turn in which the old one was, however many they are', async () => {
    const { change, calls } = await arrange();
    assert.equal(await change(current, password), 'PasswordReused');
    assert.equal(await change(current, 'never-us3d-before'), 'done');
    // Each time the old one; then all three that were retired, of which the oldest comes last.
    assert.deepEqual([calls.enter, calls.verify], [2, 8]);
  });

  it('are not compared with one that breaks another rule, or is the current one', async () => {
    const { change, calls } = await arrange();
    assert.equal(await change(current, 'short'), 'PasswordTooShort,PasswordRequiresDigit');
    assert.equal(await change(current, current), 'PasswordReused');
    assert.equal(calls.verify, 2);
  });

  it('are not looked at by a check that is not told the current one, and take no turn', async () => {
    const { check, calls } = await arrange();
    for (const newPassword of chain) assert.equal(await check(null, newPassword), 'done');
    assert.deepEqual(calls, { enter: 0, verify: 0 });
  });
});
