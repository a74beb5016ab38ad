import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { administratorsGroupId } from '../directory/group.ts';
import { signedIn } from '../directory/permission/actor.ts';
import { permit, permitOperator } from '../directory/permission.ts';
import { newUser } from '../directory/user.fixture.ts';
import { GatehouseError } from '../errors.ts';
import { rememberAccount } from '../password/known-device.ts';
import { harry, school } from '../password/password.fixture.ts';
import { provisionUser } from '../provisioning/provision.ts';
import { demandFactor, undoDemand } from './demand.ts';
import { beginFactor } from './enrol.ts';
import { audited, mailed, origin, useFactors } from './factor.fixture.ts';
import { listFactors } from './list.ts';
import { recoveryCodesLeft } from './recovery-codes.ts';
import { regenerateRecoveryCodes } from './regenerate.ts';
import { removeFactor, removeFactorOf } from './remove.ts';
import { renameFactor } from './rename.ts';
import { resetFactors } from './reset.ts';

const { world, set, attempt, tools, person, codeOf, setUp, setUpApp, answer } = useFactors();

const own = () => world.store.factors.ofUser(harry);
const codesLeft = async () => recoveryCodesLeft(await own());
const refusedWith = (code: string) => (error: unknown) =>
  error instanceof GatehouseError && error.failure.code === code;

/** What an administrator asks for, who is another person than Harry. */
async function byAdministrator<A extends 'factor.reset' | 'factor.read'>(access: A) {
  const minerva = { organizationId: school.id, id: 'minerva' };
  const user = newUser({ ...minerva, userName: 'minerva' });
  await world.store.transaction((tables) =>
    provisionUser(tables, permitOperator('installation.provision'), {
      ...{ user, passwordHash: null, mustChange: false, groupIds: [administratorsGroupId] },
    }),
  );
  const stored = await world.store.users.find(minerva);
  assert.ok(stored);
  const permitted = permit(signedIn(stored, true), access, school.id);
  return { permitted, at: world.now(), traceId: 'trace', clientIp: '192.0.2.9', userId: harry.id };
}

describe('setting a factor up', () => {
  it('tells the app what it needs, in an address that it can read from a picture', async () => {
    const { shown, kept } = await beginFactor(tools(), await person(), 'totp');
    assert.deepEqual(shown, {
      secret: kept,
      uri: `otpauth://totp/Hogwarts:harry?secret=${kept}&issuer=Hogwarts&algorithm=SHA1&digits=6&period=30`,
    });
    assert.match(kept, /^[A-Z2-7]{32}$/);
    await world.store.settings.put(school.id, 'Branding.DisplayName', 'School: of Magic');
    const { shown: branded } = await beginFactor(tools(), await person(), 'totp');
    assert.match(
      String(branded.uri),
      /^otpauth:\/\/totp\/School%20%20of%20Magic:harry\?.*&issuer=School%20%20of%20Magic&/,
    );
  });

  it('takes a right code; a wrong one leaves nothing behind', async () => {
    assert.equal((await setUp('totp', 'Phone', () => '000000')).added, undefined);
    assert.deepEqual([await own(), await mailed(world), await audited(world)], [[], [], []]);
  });

  it('makes recovery codes with the first one, tells the person of each, and is in the audit without a secret', async () => {
    const { secret, recoveryCodes = [] } = await setUpApp();
    const second = await setUpApp('Tablet');
    assert.deepEqual([recoveryCodes.length, second.recoveryCodes, await codesLeft()], [10, undefined, 10]);
    assert.deepEqual(await mailed(world), ['SecondFactorAdded', 'SecondFactorAdded']);
    const entries = await audited(world);
    assert.deepEqual(
      entries.map(([action]) => action),
      ['Create', 'Create'],
    );
    assert.ok(!JSON.stringify(entries).includes(secret));
    assert.equal((await answer('totp', codeOf(second.secret))).outcome, 'signedIn');
    assert.equal((await answer('totp', codeOf(secret))).outcome, 'signedIn');
  });

  it('ends at twenty, at names that cannot be, and at kinds that are not in use', async () => {
    await assert.rejects(
      setUp('recoveryCodes', 'x', () => ''),
      refusedWith('BadRequest'),
    );
    await assert.rejects(
      setUp('emailCode', 'x', () => ''),
      refusedWith('BadRequest'),
    );
    for (const name of ['', ' ', 'x'.repeat(65), 'a\u0000b', 'a\u202eb']) {
      await assert.rejects(setUp('totp', name, codeOf), refusedWith('ValidationFailed'), name);
    }
    for (let n = 0; n < 19; n++) await setUpApp(`App ${n}`);
    await assert.rejects(setUpApp(), refusedWith('BadRequest'));
    await set('Auth.SecondFactor.Mode', 'off');
    await assert.rejects(beginFactor(tools(), await person(), 'totp'), refusedWith('BadRequest'));
  });

  it('is possible once for codes by mail', async () => {
    await set('Auth.SecondFactor.EmailCodes', 'true');
    await setUp('emailCode', 'Mail', () => '');
    await assert.rejects(
      setUp('emailCode', 'Mail', () => ''),
      refusedWith('BadRequest'),
    );
  });
});

describe('a person', () => {
  it('calls a factor otherwise, and finds nobody else’s', async () => {
    const { factor } = await setUpApp();
    const request = { user: await person(), origin, factorId: factor.id, name: ' Old phone ' };
    assert.equal(await renameFactor(tools(), request), true);
    assert.ok((await own()).some(({ id, name }) => id === factor.id && name === 'Old phone'));
    const other = { ...request.user, id: 'somebody' };
    assert.equal(await renameFactor(tools(), { ...request, user: other }), false);
    assert.equal(await removeFactor(tools(), { user: other, origin, factorId: factor.id }), false);
  });

  it('does without the last factor, and so without recovery codes, unless one is required', async () => {
    const [{ factor }, { factor: second }] = [await setUpApp(), await setUpApp('Tablet')];
    const remove = async (factorId: string) => await removeFactor(tools(), { user: await person(), origin, factorId });
    await set('Auth.SecondFactor.Mode', 'required');
    assert.equal(await remove(second.id), true);
    await assert.rejects(remove(factor.id), refusedWith('BadRequest'));
    assert.deepEqual([(await own()).length, await codesLeft()], [2, 10]);
    await set('Auth.SecondFactor.Mode', 'optional');
    assert.equal(await remove(factor.id), true);
    assert.deepEqual(await own(), []);
    assert.deepEqual((await mailed(world)).slice(2), ['SecondFactorRemoved', 'SecondFactorRemoved']);
    assert.equal((await attempt()).outcome, 'signedIn');
  });

  it('gets new recovery codes, and those before are void', async () => {
    await assert.rejects(regenerateRecoveryCodes(tools(), { user: await person(), origin }), refusedWith('BadRequest'));
    const { recoveryCodes: [former = ''] = [] } = await setUpApp();
    await answer('recoveryCodes', former);
    const codes = await regenerateRecoveryCodes(tools(), { user: await person(), origin });
    assert.deepEqual([codes.length, await codesLeft(), codes.includes(former)], [10, 10, false]);
    assert.equal((await answer('recoveryCodes', codes[0] ?? '')).outcome, 'signedIn');
    assert.equal((await answer('recoveryCodes', former)).outcome, 'refused');
    assert.ok((await mailed(world)).includes('RecoveryCodesReplaced'));
  });
});

describe('an administrator', () => {
  it('sees factors and how many codes are left, and nothing of what they are proved with', async () => {
    const { factor, secret } = await setUpApp();
    const { permitted } = await byAdministrator('factor.read');
    const listed = await listFactors(world.store, permitted, harry.id);
    const { id, kind, name, createdAt } = factor;
    assert.deepEqual(listed.factors, [{ id, kind, name, createdAt, lastUsedAt: null }]);
    assert.equal(listed.recoveryCodesLeft, 10);
    assert.ok(!JSON.stringify(listed).includes(secret));
  });

  it('takes all factors from somebody, who is told and signed out, and asked for none in any browser', async () => {
    await setUpApp();
    const before = await person();
    assert.equal(await resetFactors(world.store, await byAdministrator('factor.reset')), 2);
    const after = await person();
    assert.ok(after.tokenEpoch > before.tokenEpoch);
    assert.equal((await attempt()).outcome, 'signedIn');
    assert.equal((await mailed(world)).at(-1), 'SecondFactorsReset');
    assert.equal((await audited(world)).at(-1)?.[0], 'Reset');
    // A browser that was remembered before is asked for the factor that is set up after.
    await setUpApp();
    const device = rememberAccount(undefined, before, world.now());
    assert.equal((await attempt({ device })).outcome, 'halfway');
  });

  it('takes one from somebody, who is signed out and asked in every browser, and none of the own', async () => {
    const [{ factor }] = [await setUpApp(), await setUpApp('Tablet')];
    const before = await person();
    const command = await byAdministrator('factor.reset');
    assert.equal(await removeFactorOf(world.store, { ...command, factorId: factor.id }), true);
    assert.ok((await person()).tokenEpoch > before.tokenEpoch);
    const device = rememberAccount(undefined, before, world.now());
    assert.equal((await attempt({ device })).outcome, 'halfway');
    assert.equal(await removeFactorOf(world.store, { ...command, factorId: factor.id }), false);
    assert.equal((await own()).filter(({ kind }) => kind === 'totp').length, 1);
    const self = { ...command, userId: 'minerva' };
    await assert.rejects(resetFactors(world.store, self), refusedWith('BadRequest'));
    await assert.rejects(removeFactorOf(world.store, { ...self, factorId: factor.id }), refusedWith('BadRequest'));
  });

  it('asks one person for a factor, who has as much time as others, and then does not get rid of it', async () => {
    const command = await byAdministrator('factor.reset');
    const { dueAt } = await demandFactor(world.store, command);
    assert.equal(dueAt, world.now() + 7 * 86_400_000);
    world.pass(8 * 86_400_000);
    assert.equal((await attempt()).outcome, 'halfway');
    const { factor } = await setUpApp();
    const remove = async () => await removeFactor(tools(), { user: await person(), origin, factorId: factor.id });
    await assert.rejects(remove(), refusedWith('BadRequest'));
    await undoDemand(world.store, command);
    assert.equal(await remove(), true);
    assert.equal((await attempt()).outcome, 'signedIn');
  });
});
