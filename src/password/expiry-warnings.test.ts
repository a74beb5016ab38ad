import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createStore } from '../store/store.ts';
import { momentToTell, warnOfExpiry } from './expiry-warnings.ts';
import { harry, school, usePasswordWorld } from './password.fixture.ts';

const day = 86_400_000;
const world = usePasswordWorld();
const { signal } = new AbortController();
let hasMailServer = true;

describe('the moments before the expiry of a password', () => {
  const at = (days: number, expiryTold: number | null = null, expiresAfterDays = 90) =>
    momentToTell({ organizationId: 'o', id: 'u', changedAt: 0, expiryTold }, expiresAfterDays * day, days * day);

  it('are a fortnight and three days before, the latest that has come', () => {
    assert.deepEqual([at(75), at(76), at(86), at(87), at(89)], [undefined, 76 * day, 76 * day, 87 * day, 87 * day]);
  });

  it('are told of once each', () => {
    assert.deepEqual([at(80, 76 * day), at(87, 76 * day), at(88, 87 * day)], [undefined, 87 * day, undefined]);
  });

  it('are told of again when the organization lets passwords live longer', () => {
    assert.equal(at(110, 87 * day, 120), 106 * day);
  });

  it('are over when the password has expired, and are none of a password that lives no longer than they are before', () => {
    assert.deepEqual(
      [at(90), at(1, null, 3), at(5, null, 10), at(8, null, 10)],
      [undefined, undefined, undefined, 7 * day],
    );
  });

  it('are none where there is no password', () => {
    const age = { organizationId: 'o', id: 'u', changedAt: undefined, expiryTold: null };
    assert.equal(momentToTell(age, day, 0), undefined);
  });
});

describe('people whose passwords expire', () => {
  const key = 'Auth.Password.WarnBeforeExpiration';
  const notices = async () =>
    (await world.db.selectFrom('outbox').selectAll().where('kind', '=', 'PasswordExpires').execute()).map(
      ({ organization_id, payload }) => ({ organization: organization_id, ...JSON.parse(payload) }),
    );
  /** Some days after the password of Harry was set. */
  const look = async (days: number) => {
    const { changedAt } = (await world.store.credentials.find(harry)) ?? assert.fail();
    const at = changedAt + days * day;
    const store = createStore(world.db, undefined, () => hasMailServer);
    await warnOfExpiry(store, () => at, signal);
    return { changedAt, at };
  };
  const expireAfter = (days: string) =>
    world.store.settings.put(school.id, 'Auth.Password.DefaultExpirationDays', days);

  it('are told a fortnight and three days before, once each however often it is looked', async () => {
    await expireAfter('90');
    await look(75);
    assert.deepEqual(await notices(), []);
    const { changedAt, at } = await look(76);
    await look(77);
    const expiresAt = changedAt + 90 * day;
    const told = (await notices()).filter(({ userId }) => userId === harry.id);
    assert.deepEqual(told, [{ organization: school.id, userId: harry.id, at, expiresAt }]);
    await look(88);
    await look(89);
    await look(91);
    assert.equal((await notices()).filter(({ userId }) => userId === harry.id).length, 2);
  });

  it('are not told where the organization has switched that off, where nothing expires, and without a mail server', async () => {
    await expireAfter('90');
    await world.store.settings.put(school.id, key, 'false');
    await look(80);
    await world.store.settings.put(school.id, key, 'true');
    await expireAfter('0');
    await look(80);
    await expireAfter('90');
    hasMailServer = false;
    await look(80);
    hasMailServer = true;
    assert.deepEqual(await notices(), []);
  });

  it('are told of a new password anew', async () => {
    await expireAfter('90');
    await look(80);
    const credential = (await world.store.credentials.find(harry)) ?? assert.fail();
    await world.store.credentials.replace(credential, 'another', credential.changedAt + 81 * day);
    await look(75);
    assert.equal((await notices()).length, 1);
    await look(80);
    assert.equal((await notices()).length, 2);
  });

  it('are not told when they have no address, are not active, or may not use a password', async () => {
    await expireAfter('90');
    const user = (await world.store.users.find(harry)) ?? assert.fail();
    await world.store.settings.put(school.id, 'Auth.RestrictBasicAuthentication', 'true');
    await look(80);
    await world.store.settings.put(school.id, 'Auth.RestrictBasicAuthentication', 'false');
    await world.store.users.replace(user, { isActive: false }, 1);
    await look(80);
    const again = (await world.store.users.find(harry)) ?? assert.fail();
    await world.store.users.replace(again, { isActive: true, email: null }, 1);
    await look(80);
    assert.deepEqual(await notices(), []);
  });
});
