import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hashSync } from '@node-rs/argon2';
import { sql } from 'kysely';
import { zeroUuid } from '../directory/identifier.ts';
import { permitVisitor } from '../directory/permission.ts';
import type { SettingKey } from '../directory/setting.ts';
import type { User } from '../directory/user.ts';
import { changePassword } from './change.ts';
import { floor } from './hash/argon2id.ts';
import { rememberAccount } from './known-device.ts';
import {
  arrangeCredential,
  arrangeLock,
  arrangeUser,
  harry,
  password,
  school,
  usePasswordWorld,
} from './password.fixture.ts';
import { signIn } from './sign-in.ts';
import type { SignInRequest } from './sign-in-request.ts';

const world = usePasswordWorld(import.meta.filename);
const invalid = { outcome: 'refused', reason: 'invalidCredentials' };

const attempt = (changes: Partial<SignInRequest> = {}) =>
  signIn(world, {
    organization: { named: school.name },
    userNameOrEmail: 'harry',
    password,
    channel: 'page',
    traceId: 'trace',
    clientIp: '192.0.2.1',
    browserInfo: 'Owl/1.0',
    signal: new AbortController().signal,
    ...changes,
  });

const wrong = (changes: Partial<SignInRequest> = {}) => attempt({ password: 'wrong-passw0rd', ...changes });
const set = (key: SettingKey, value: string) => world.store.settings.put(school.id, key, value);
const rows = () => world.db.selectFrom('login_attempts').selectAll().orderBy('id').execute();
const results = async () => (await rows()).map(({ result }) => result);
const audit = async () =>
  (await world.db.selectFrom('audit_entries').selectAll().where('category', '!=', 'Organization').execute())
    .filter(({ action }) => action !== 'Create')
    .map(({ category, action }) => `${category}/${action}`);

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

describe('a hash of a password with its accents in two pieces', () => {
  it('is made anew after a sign-in, so that the password is known from every keyboard', async () => {
    const inTwo = 'mischief managé 1'.normalize('NFD');
    const inOne = inTwo.normalize('NFC');
    const { memoryKiB: memoryCost, iterations: timeCost } = floor;
    await arrangeCredential(world, { password_hash: hashSync(inTwo, { memoryCost, timeCost, parallelism: 1 }) });
    assert.deepEqual(await attempt({ password: inOne }), invalid);
    assert.equal((await attempt({ password: inTwo })).outcome, 'signedIn');
    await world.settled();
    for (const typed of [inOne, inTwo]) assert.equal((await attempt({ password: typed })).outcome, 'signedIn');
    const { version } = (await world.store.credentials.find(harry)) ?? assert.fail();
    await world.settled();
    assert.equal((await world.store.credentials.find(harry))?.version, version);
  });
});

describe('an outdated hash', () => {
  const hash = async () => (await world.store.credentials.find(harry))?.passwordHash ?? '';
  const weak = hashSync(password, { memoryCost: 8192, timeCost: 1 });

  it('is renewed after a success, and nothing ends', async () => {
    await arrangeCredential(world, { password_hash: weak });
    const before = await world.store.users.find(harry);
    await attempt();
    await world.settled();
    assert.match(await hash(), /m=19456,t=2,p=1/);
    assert.equal((await world.store.users.find(harry))?.tokenEpoch, before?.tokenEpoch);
    assert.equal((await attempt()).outcome, 'signedIn');
  });

  it('is left alone by a wrong password, and never undoes a change', async () => {
    await arrangeCredential(world, { password_hash: weak });
    await wrong();
    await world.settled();
    assert.equal(await hash(), weak);
    await attempt();
    await arrangeCredential(world, { version: 2, password_hash: 'changed' });
    await world.settled();
    assert.equal(await hash(), 'changed');
  });
});

describe('a right password that cannot be recorded', () => {
  it('is no attempt as soon as the store can be written again', async () => {
    const breaks = [
      'insert on audit_entries',
      'delete on password_attempts',
      'update on password_attempts when new.pending < old.pending',
    ];
    for (const [n, what] of breaks.entries()) {
      const trigger = `create trigger broken_${n} before ${what} begin select raise(abort, 'out of order'); end`;
      await sql.raw(trigger).execute(world.db);
    }
    const mostPending = 10;
    for (let n = 0; n < mostPending; n += 1) await assert.rejects(attempt(), /Internal/);
    for (const n of breaks.keys()) await sql.raw(`drop trigger broken_${n}`).execute(world.db);
    assert.deepEqual(await attempt(), invalid);
    await world.store.attempts.releaseDue();
    assert.equal((await attempt()).outcome, 'signedIn');
  });
});
