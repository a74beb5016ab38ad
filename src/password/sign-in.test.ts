import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { zeroUuid } from '../directory/identifier.ts';
import { permitVisitor } from '../directory/permission.ts';
import { changePassword } from './change.ts';
import { arrangeCredential, arrangeLock, arrangeUser, harry, password, school } from './password.fixture.ts';
import { invalid, useSignIns } from './sign-in.fixture.ts';

const { world, attempt, wrong, set, rows, results, audit } = useSignIns();

describe('signing in with a password', () => {
  it('takes the user name or the e-mail address, in any letter case', async () => {
    for (const userNameOrEmail of ['harry', 'HARRY', 'Harry@Hogwarts.example']) {
      const result = await attempt({ userNameOrEmail });
      assert.ok(result.outcome === 'signedIn');
      assert.equal(result.user.id, harry.id);
      assert.equal(result.organization.id, school.id);
      assert.equal(result.mustChange, undefined);
    }
    assert.deepEqual(await results(), ['success', 'success', 'success']);
  });

  it('takes the organization by name, by id, or as the default when it is the only one', async () => {
    for (const organization of [{ named: school.id }, { named: 'HOGWARTS' }, 'default'] as const) {
      assert.equal((await attempt({ organization })).outcome, 'signedIn');
    }
    assert.deepEqual(await attempt({ organization: 'host' }), invalid);
  });

  it('records the time, the row and the audit entry together', async () => {
    await attempt();
    const user = await world.store.users.find(harry);
    assert.equal(user?.lastLoginAt, world.now());
    const [row] = await rows();
    assert.deepEqual(
      { ...row },
      {
        organization_id: school.id,
        id: 1,
        user_id: harry.id,
        user_name_or_email: 'harry',
        client_ip: '192.0.2.1',
        client_name: null,
        browser_info: 'Owl/1.0',
        result: 'success',
        created_at: world.now(),
      },
    );
    assert.deepEqual(await audit(), ['Authentication/Login']);
  });

  it('clears the count of failures', async () => {
    for (let n = 0; n < 9; n++) await wrong();
    await attempt();
    for (let n = 0; n < 9; n++) await wrong();
    assert.equal((await attempt()).outcome, 'signedIn');
  });
});

describe('a sign-in that is refused', () => {
  it('says the same of an unknown name, a wrong password, a locked account and one without a password', async () => {
    assert.deepEqual(await attempt({ userNameOrEmail: 'draco' }), invalid);
    assert.deepEqual(await attempt({ organization: { named: 'Durmstrang' } }), invalid);
    assert.deepEqual(await wrong(), invalid);
    await arrangeLock(world, '198.51.100.0/24');
    assert.deepEqual(await attempt({ clientIp: '198.51.100.7' }), invalid);
    await arrangeCredential(world, { password_hash: null });
    assert.deepEqual(await attempt(), invalid);
    assert.deepEqual(await results(), ['invalidPassword', 'lockedOut', 'invalidPassword']);
  });

  for (const [what, secret] of [
    ['no password', ''],
    ['one that is too long for any', 'x'.repeat(5000)],
  ] as const) {
    it(`says the same of ${what}, and leaves nothing behind`, async () => {
      const before = await audit();
      for (let n = 0; n < 12; n++) assert.deepEqual(await wrong({ password: secret }), invalid);
      assert.deepEqual([await rows(), await audit()], [[], before]);
      assert.deepEqual(await world.store.attempts.ofUser(harry), []);
      assert.equal((await attempt()).outcome, 'signedIn');
    });
  }

  it('counts names that nobody has, in an unknown organization at the host, and keeps none of them', async () => {
    for (const named of ['Durmstrang', school.name, school.name]) {
      await attempt({ organization: { named }, userNameOrEmail: 'my-passw0rd' });
    }
    await wrong({ password: '' });
    await world.refusedSignIns.write(world.now());
    const counts = await world.db
      .selectFrom('refused_sign_ins')
      .selectAll()
      .orderBy('count')
      .orderBy('reason')
      .execute();
    assert.deepEqual(
      counts.map(({ organization_id, network, reason, count }) => [organization_id, network, reason, count]),
      [
        [zeroUuid, '192.0.2.0/24', 'impossiblePassword', 1],
        [zeroUuid, '192.0.2.0/24', 'unknownName', 1],
        [school.id, '192.0.2.0/24', 'unknownName', 2],
      ],
    );
    assert.deepEqual([await rows(), await audit()], [[], []]);
  });

  it('keeps a sane part of how the browser names itself', async () => {
    await attempt({ browserInfo: `a\0\ud800${'y'.repeat(5000)}` });
    const [row] = await rows();
    assert.equal(row?.browser_info, `a\ufffd${'y'.repeat(509)}`);
  });

  for (const [reason, result, arrange] of [
    [
      'organizationIsNotActive',
      'tenantIsNotActive',
      () => world.db.updateTable('organizations').set({ is_active: 0 }).where('id', '=', school.id).execute(),
    ],
    ['userIsNotActive', 'userIsNotActive', () => arrangeUser(world, { is_active: 0 })],
    [
      'emailIsNotConfirmed',
      'userEmailIsNotConfirmed',
      async () => {
        await arrangeUser(world, { email_confirmed: 0 });
        await set('Auth.RequireConfirmedEmail', 'true');
      },
    ],
    ['passwordSignInIsRestricted', 'userIsNotActive', () => set('Auth.RestrictBasicAuthentication', 'true')],
  ] as const) {
    it(`tells ${reason} only to one who knows the password`, async () => {
      await arrange();
      assert.deepEqual(await wrong(), invalid);
      const user = reason === 'emailIsNotConfirmed' ? { user: await world.store.users.find(harry) } : {};
      assert.deepEqual(await attempt(), { outcome: 'refused', reason, ...user });
      assert.deepEqual(await results(), ['invalidPassword', result]);
      assert.deepEqual(await audit(), ['Authentication/LoginFailed', 'Authentication/LoginFailed']);
      assert.equal((await world.store.users.find(harry))?.lastLoginAt, null);
    });
  }

  it('is refused for an account that stands for something that does not sign in here', async () => {
    await arrangeUser(world, { type: 'directoryUser' });
    assert.deepEqual(await attempt(), { outcome: 'refused', reason: 'userIsNotActive' });
  });

  it('is not refused for the restriction when the account is exempt from it', async () => {
    await set('Auth.RestrictBasicAuthentication', 'true');
    await arrangeUser(world, { bypass_basic_auth_restriction: 1 });
    assert.equal((await attempt()).outcome, 'signedIn');
  });
});

describe('a password that has to be changed', () => {
  it('is one that somebody else chose, unless the setting says otherwise', async () => {
    await arrangeCredential(world, { must_change: 1 });
    const result = await attempt();
    assert.equal(result.outcome === 'signedIn' && result.mustChange, 'firstSignIn');
    await set('Auth.Password.ShouldChangePasswordAfterFirstLogin', 'false');
    const other = await attempt();
    assert.equal(other.outcome === 'signedIn' && other.mustChange, undefined);
  });

  it('is one that has expired', async () => {
    await set('Auth.Password.DefaultExpirationDays', '30');
    await arrangeCredential(world, { changed_at: world.now() });
    world.pass(30 * 86_400_000 - 1);
    const before = await attempt();
    assert.equal(before.outcome === 'signedIn' && before.mustChange, undefined);
    world.pass(1);
    const after = await attempt();
    assert.equal(after.outcome === 'signedIn' && after.mustChange, 'expired');
  });

  it('is replaced by the person who has just proved to know it, who is told the new epoch', async () => {
    await arrangeCredential(world, { must_change: 1 });
    const result = await attempt();
    assert.ok(result.outcome === 'signedIn');
    const permitted = permitVisitor(result.user, 'password.changeOwn');
    const { user } = await changePassword(world, {
      ...{ permitted, userId: result.user.id, oldPassword: password, newPassword: 'patr0nu5' },
      ...{ traceId: 'trace', clientIp: '192.0.2.1', browserInfo: null, signal: new AbortController().signal },
    });
    assert.equal(user.tokenEpoch, result.user.tokenEpoch + 1);
    assert.equal((await world.store.users.find(harry))?.tokenEpoch, user.tokenEpoch);
    const next = await attempt({ password: 'patr0nu5' });
    assert.equal(next.outcome === 'signedIn' && next.mustChange, undefined);
  });

  it('opens nothing where no new one can be asked for', async () => {
    await arrangeCredential(world, { must_change: 1 });
    const result = await attempt({ channel: 'legacyLogin' });
    assert.deepEqual(result, { outcome: 'refused', reason: 'passwordMustBeChanged' });
  });
});
