import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { beginFactor } from './enrol.ts';
import { signInByEnrolment } from './enrolled-sign-in.ts';
import { origin, useFactors } from './factor.fixture.ts';

const { world, tools, person, codeOf, pending } = useFactors();

describe('a sign-in that takes a second factor to be set up', () => {
  it('sets up none when it cannot be recorded: the recovery codes would never be shown', async () => {
    const user = await person();
    const { kept } = await beginFactor(tools(), user, 'totp');
    const factor = { kind: 'totp', kept, answer: codeOf(kept), name: 'Phone' } as const;
    const event = { pending: await pending({ asksSecondFactor: true }), channel: 'page', ...origin, factor } as const;
    const alongside = async () => {
      throw new Error('disk full');
    };
    await assert.rejects(signInByEnrolment(tools(), { ...event, alongside }), /disk full/);
    assert.deepEqual(await world.store.factors.ofUser(user), []);

    const { result, recoveryCodes } = await signInByEnrolment(tools(), event);
    assert.ok(result !== 'wrong' && result.outcome === 'signedIn');
    assert.deepEqual(result.methods, ['password', 'totp']);
    assert.ok(recoveryCodes && recoveryCodes.length > 0);
  });
});
