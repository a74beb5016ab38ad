import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { until } from '../../test/support/until.ts';
import type { Breach } from './breached.ts';
import { harry } from './password.fixture.ts';
import { useSignIns } from './sign-in.fixture.ts';

const { world, attempt, wrong, set, audit } = useSignIns();
const switchOn = () => set('Auth.Password.CheckBreachedAtSignIn', 'true');

/** What is answered about every password, and how often it was asked. */
function arrange(answer: () => Promise<Breach>) {
  const asked: string[] = [];
  world.breached = {
    isAvailable: async () => true,
    find: async (password) => {
      asked.push(password);
      return await answer();
    },
  };
  return asked;
}

const details = async () => {
  const entries = await world.store.audit.after(harry.organizationId, 0, 1000);
  return entries
    .map(({ action, details }) => [action, JSON.parse(details)] as const)
    .filter(([action]) => action !== 'Create');
};

describe('a breached password at the sign-in', () => {
  it('has to be changed first, where the organization looks it up', async () => {
    arrange(async () => 'found');
    assert.equal((await attempt()).outcome === 'signedIn', true);
    await switchOn();
    const result = await attempt();
    assert.equal(result.outcome === 'signedIn' && result.mustChange, 'breached');
    assert.equal((await world.store.credentials.find(harry))?.isChangeRequired, true);
  });

  it('is good for nothing where it cannot be changed', async () => {
    arrange(async () => 'found');
    await switchOn();
    const result = await attempt({ channel: 'passwordGrant' });
    assert.deepEqual(result, { outcome: 'refused', reason: 'passwordMustBeChanged' });
  });

  it('is written down once, as the doing of the server', async () => {
    arrange(async () => 'found');
    await switchOn();
    await attempt();
    await attempt();
    assert.deepEqual(await audit(), ['Authentication/Login', 'User/Update', 'Authentication/Login']);
    const [, forced] = await details();
    assert.deepEqual(forced, ['Update', { mustChangePassword: true, reason: 'PasswordBreached' }]);
  });

  it('keeps nobody else waiting while it is looked up', async () => {
    const answer = Promise.withResolvers<Breach>();
    const asked = arrange(() => answer.promise);
    await switchOn();
    const many = Array.from({ length: 8 }, (_, index) => attempt({ clientIp: `192.0.${index}.1` }));
    await until(() => asked.length === 8);
    answer.resolve('absent');
    for (const { outcome } of await Promise.all(many)) assert.equal(outcome, 'signedIn');
  });

  it('is looked up only when it has proved right', async () => {
    const asked = arrange(async () => 'found');
    await switchOn();
    await wrong();
    await attempt({ userNameOrEmail: 'nobody' });
    assert.deepEqual(asked, []);
  });

  for (const [what, answer] of [
    ['nobody answers', async () => 'unanswered'],
    ['the filter cannot be read', () => Promise.reject(new Error('damaged'))],
  ] as const satisfies readonly (readonly [string, () => Promise<Breach>])[]) {
    it(`keeps nobody out when ${what}, and the audit says that it was not looked up`, async () => {
      arrange(answer);
      await switchOn();
      const result = await attempt();
      assert.equal(result.outcome === 'signedIn' && result.mustChange, undefined);
      assert.deepEqual(await details(), [['Login', { channel: 'page', breachLookup: 'unanswered' }]]);
    });
  }
});
