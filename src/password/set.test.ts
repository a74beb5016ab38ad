import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { knownCaller } from '../admission/caller.ts';
import type { SettingKey } from '../directory/setting.ts';
import type { User } from '../directory/user.ts';
import { GatehouseError } from '../errors.ts';
import { arrangeCredential, harry, password, school, usePasswordWorld } from './password.fixture.ts';
import { type PrepareRequest, preparePassword, setPassword } from './set.ts';

const world = usePasswordWorld();
const { signal } = new AbortController();
const caller = knownCaller({ organizationId: school.id, clientIp: '192.0.2.1', account: harry.id });
const actor = { type: 'application', id: 'a1', name: 'Owl Post', email: null } as const;
const context = { actor, mustChange: false, traceId: null, clientIp: null };
const set = (key: SettingKey, value: string) => world.store.settings.put(school.id, key, value);

const prepare = (newPassword: string, changes: Partial<PrepareRequest> = {}) =>
  preparePassword(world, {
    organizationId: school.id,
    user: harry,
    newPassword,
    field: 'Password',
    caller,
    signal,
    ...changes,
  });

async function reset(newPassword: string, mustChange = false) {
  const prepared = await prepare(newPassword);
  const user = (await world.store.users.find(harry)) as User;
  return await world.store.transaction((tables) =>
    setPassword(tables, user, prepared, { ...context, mustChange, at: world.now() }),
  );
}

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
    await arrangeCredential(world, { failed_attempts: 10, locked_until: world.now() + 1000 });
    const before = await world.store.credentials.find(harry);
    await reset('patr0nu5');
    const after = await world.store.credentials.find(harry);
    assert.ok(await world.hasher.verify(after?.passwordHash ?? '', 'patr0nu5'));
    assert.deepEqual(await world.store.credentials.history(harry, 9), [before?.passwordHash]);
    assert.equal((await world.store.users.find(harry))?.tokenEpoch, 2);
    const row = await world.db.selectFrom('credentials').selectAll().where('user_id', '=', harry.id).executeTakeFirst();
    assert.equal(row?.locked_until, null);
    assert.equal(row?.failed_attempts, 0);
  });

  it('ends personal access tokens as well, and counts and records what ended', async () => {
    const token = { organizationId: school.id, id: 't1', userId: harry.id, description: '', scopes: [] };
    const living = { ...token, createdAt: 0, expiresAt: world.now() + 1, lastUsedAt: null };
    await world.store.personalAccessTokens.insert(living, 'hash');
    const ended = await reset('patr0nu5');
    assert.equal(ended.personalAccessTokens, 1);
    assert.equal(await world.store.personalAccessTokens.findByHash('hash'), undefined);
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
    const { passwordHash, replaces } = await preparePassword(world, {
      ...{ organizationId: school.id, newPassword: 'patr0nu5', field: 'Password', caller, signal },
    });
    assert.match(passwordHash, /^\$argon2id\$/);
    assert.equal(replaces, undefined);
  });
});
