import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { knownCaller } from '../admission/caller.ts';
import type { SettingKey } from '../directory/setting.ts';
import type { User } from '../directory/user.ts';
import { GatehouseError } from '../errors.ts';
import { type NewPasswordRequest, type PreparedPassword, withNewPassword } from './new-password.ts';
import { arrangeLock, harry, password, school, usePasswordWorld } from './password.fixture.ts';
import { setPassword } from './set.ts';

const world = usePasswordWorld();
const { signal } = new AbortController();
const caller = knownCaller({ organizationId: school.id, clientIp: '192.0.2.1', account: harry.id });
const actor = { type: 'application', id: 'a1', name: 'Owl Post', email: null } as const;
const context = { actor, mustChange: false, traceId: null, clientIp: null };
const set = (key: SettingKey, value: string) => world.store.settings.put(school.id, key, value);

const source = { kind: 'application', id: actor.id, network: '192.0.2.0/24' } as const;
const replaces = { user: harry, guess: { source, actor, traceId: null, clientIp: null } };

const use = <T>(
  newPassword: string,
  work: (prepared: PreparedPassword) => Promise<T>,
  changes: Partial<NewPasswordRequest> = {},
) => {
  const request = { person: harry, replaces, newPassword, field: 'Password', caller, signal };
  return withNewPassword(world, { ...request, ...changes }, work);
};

const prepare = (newPassword: string, changes: Partial<NewPasswordRequest> = {}) =>
  use(newPassword, async (prepared) => prepared, changes);

const reset = (newPassword: string, mustChange = false) =>
  use(newPassword, async (prepared) => {
    const user = (await world.store.users.find(harry)) as User;
    return await world.store.transaction((tables) =>
      setPassword(tables, user, prepared, { ...context, mustChange, at: world.now() }),
    );
  });

const codes = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => assert.fail('nothing was refused'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof GatehouseError && error.failure.code === 'IdentityFailure');
  return error.failure.errors.map(({ code }) => code);
};

describe('a password that is set without the old one', () => {
  it('replaces the old one, lifts the lock, ends access tokens and keeps the old hash in the history', async () => {
    await arrangeLock(world);
    const before = await world.store.credentials.find(harry);
    await reset('patr0nu5');
    const after = await world.store.credentials.find(harry);
    assert.ok(await world.hasher.verify(after?.passwordHash ?? '', 'patr0nu5'));
    assert.deepEqual(await world.store.credentials.history(harry, 9), [before?.passwordHash]);
    assert.equal((await world.store.users.find(harry))?.tokenEpoch, 2);
    assert.deepEqual(await world.store.attempts.ofUser(harry), []);
  });

  it('ends personal access tokens as well, and counts and records what ended', async () => {
    const token = { organizationId: school.id, id: 't1', userId: harry.id, description: '', scopes: [] };
    const living = { ...token, createdAt: 0, expiresAt: world.now() + 1, amr: ['pwd'], lastUsedAt: null };
    await world.store.personalAccessTokens.insert(living, 'hash');
    const ended = await reset('patr0nu5');
    assert.equal(ended.personalAccessTokens, 1);
    assert.equal(
      await world.store.personalAccessTokens.findByHandle({ organizationId: 'hogwarts', hash: 'hash' }),
      undefined,
    );
    const entries = await world.db
      .selectFrom('audit_entries')
      .selectAll()
      .where('action', '=', 'ResetPassword')
      .execute();
    assert.equal(entries.length, 1);
    assert.deepEqual(JSON.parse(entries[0]?.details ?? ''), ended);
    assert.equal(entries[0]?.actor_name, 'Owl Post');
    assert.equal((await world.db.selectFrom('outbox').select('kind').execute())[0]?.kind, 'PasswordChanged');
  });

  it('has to be changed again by its owner where that is asked', async () => {
    await reset('patr0nu5', true);
    assert.equal((await world.store.credentials.find(harry))?.mustChange, true);
    await reset('lum0s-maxima');
    assert.equal((await world.store.credentials.find(harry))?.mustChange, false);
  });

  it('keeps the policy, and the limit on using one again', async () => {
    assert.deepEqual(await codes(prepare('WEAK')), [
      'PasswordTooShort',
      'PasswordRequiresDigit',
      'PasswordRequiresLower',
    ]);
    assert.deepEqual(await codes(prepare(password)), ['PasswordReused']);
    await set('Auth.Password.PreviousUseLimit', '2');
    await reset('patr0nu5');
    assert.deepEqual(await codes(prepare(password)), ['PasswordReused']);
    await set('Auth.Password.PreviousUseLimit', '0');
    await prepare('patr0nu5');
  });

  it('may break the policy only where the caller says so', async () => {
    assert.ok((await prepare('weak', { ignoresPolicy: true })).passwordHash);
  });

  it('is refused when another change came first, with nothing changed', async () => {
    const prepared = await prepare('patr0nu5');
    await reset('lum0s-maxima');
    const user = (await world.store.users.find(harry)) as User;
    const late = world.store.transaction((tables) => setPassword(tables, user, prepared, { ...context, at: 0 }));
    assert.deepEqual(await codes(late), ['ConcurrencyFailure']);
    const credential = await world.store.credentials.find(harry);
    assert.ok(await world.hasher.verify(credential?.passwordHash ?? '', 'lum0s-maxima'));
  });

  it('can be prepared for an account that does not exist yet', async () => {
    const person = { organizationId: school.id, userName: 'luna' };
    const request = { person, newPassword: 'patr0nu5', field: 'Password', caller, signal };
    const prepared = await withNewPassword(world, request, async (one) => one);
    assert.match(prepared.passwordHash, /^\$argon2id\$/);
    assert.equal(prepared.replaces, undefined);
  });
});

describe('a password that is compared with the present one', () => {
  const failing = (newPassword: string) =>
    use(newPassword, async () => {
      throw new GatehouseError({ code: 'BadRequest', detail: 'There is no such group.' });
    });
  const isRefusedFor = async (work: Promise<unknown>, code: string) =>
    await assert.rejects(work, (error) => error instanceof GatehouseError && error.failure.code === code);

  it('is a guess that counts when it is not set, and locks the one who guesses, of which the owner is told', async () => {
    for (let n = 0; n < 10; n++) await isRefusedFor(failing(`guess-number-${n}`), 'BadRequest');
    assert.deepEqual(await codes(failing(password)), ['UserLockedOut']);
    const locks = await world.db
      .selectFrom('audit_entries')
      .select('details')
      .where('action', '=', 'LockedOut')
      .execute();
    assert.equal(locks.length, 1);
    assert.match(locks[0]?.details ?? '', /"source":"application","sourceId":"a1"/);
    const notices = await world.db.selectFrom('outbox').select('kind').execute();
    assert.deepEqual(
      notices.map(({ kind }) => kind),
      ['AccountLockedOut'],
    );
  });

  it('does not count when it is set, or when it is the present one', async () => {
    for (let n = 0; n < 12; n++) await reset(`passw0rd-number-${n}`);
    for (let n = 0; n < 12; n++) assert.deepEqual(await codes(reset('passw0rd-number-11')), ['PasswordReused']);
    await reset('patr0nu5');
    assert.deepEqual(await world.store.attempts.ofUser(harry), []);
  });

  it('is not compared at all where any may be chosen again', async () => {
    await set('Auth.Password.PreviousUseLimit', '0');
    for (let n = 0; n < 12; n++) await isRefusedFor(failing(password), 'BadRequest');
  });

  it('is counted for each source also where sign-ins are counted together', async () => {
    await set('Auth.UserLockOut.PerSource', 'false');
    for (let n = 0; n < 10; n++) await isRefusedFor(failing(`guess-number-${n}`), 'BadRequest');
    const other = { ...replaces, guess: { ...replaces.guess, source: { ...source, id: 'a2' } } };
    assert.ok(await prepare('patr0nu5', { replaces: other }));
  });
});
