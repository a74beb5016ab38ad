import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hashSecret } from '../directory/application.ts';
import { permitOperator } from '../directory/permission.ts';
import { newUser } from '../directory/user.fixture.ts';
import type { NewUser } from '../directory/user.ts';
import { provisionOrganization, provisionUser } from '../provisioning/provision.ts';
import { mailQueue } from '../store/mail-queue.ts';
import { openEmptyStore } from '../store/store.fixture.ts';
import { createStore } from '../store/store.ts';
import { createSealer } from '../token/keys/sealer.ts';
import { openLink, sendLink, sendNothing } from './account-link.ts';
import { askToConfirm, isUnconfirmed, requestConfirmation } from './email-confirmation.ts';

type LinkKind = Parameters<typeof sendLink>[2];

const organizationId = '11111111-1111-4111-8111-111111111111';
const operator = permitOperator('installation.provision');
const minute = 60_000;
const start = 1_800_000_000_000;
const dave = newUser({ organizationId, id: 'dave', email: 'dave@example.org' });

async function open() {
  const db = await openEmptyStore();
  const sealer = createSealer(Buffer.alloc(32, 7));
  const store = createStore(db, sealer);
  await store.transaction(async (tables) => {
    await provisionOrganization(tables, operator, { id: organizationId, name: 'A', createdAt: 1 });
    await provisionUser(tables, operator, { user: dave, passwordHash: 'x', mustChange: false, groupIds: [] });
  });
  const send = (kind: LinkKind, at: number, user: NewUser = dave) =>
    store.transaction((tables) => sendLink(tables, user, kind, { at, wayBack: 'home' }));
  let looks = 0;
  /**
   * The links in the notices that will be sent. Each look is a millisecond later than the one before, because a worker
   * has them for that long.
   */
  const waiting = async (at: number) => {
    const now = at + looks++;
    const jobs = await mailQueue(db, sealer).claim(organizationId, { now, until: now + 1, limit: 100 });
    return jobs.flatMap(({ notice }) => (notice && 'link' in notice ? [notice.link] : []));
  };
  const newest = async (at: number): Promise<string> => {
    const links = await waiting(at);
    return new URL(links.at(-1)?.path ?? '', 'http://x').searchParams.get('token') ?? assert.fail('nothing waits');
  };
  const change = async (profile: Parameters<typeof store.users.replace>[1]) => {
    const user = (await store.users.find(dave)) ?? assert.fail();
    await store.users.replace(user, profile, start);
  };
  return { db, store, send, waiting, newest, change, [Symbol.asyncDispose]: () => db.destroy() };
}

describe('a link in a mail', () => {
  for (const [kind, lifetimeMs, page] of [
    ['ForgotPassword', 15 * minute, '/identity/web/reset'],
    ['UserInvitation', 7 * 24 * 60 * minute, '/identity/web/invitation'],
    ['EmailConfirmation', 3 * 24 * 60 * minute, '/identity/web/confirm-email'],
  ] as const) {
    it(`opens its page and its account until its time is over: ${kind}`, async () => {
      await using world = await open();
      assert.equal(await world.send(kind, start), true);
      const [link] = await world.waiting(start);
      assert.ok(link);
      assert.ok(link.path.startsWith(`${page}?token=`));
      assert.ok(link.path.endsWith(`&organization=${organizationId}`));
      assert.equal(link.expiresAt, start + lifetimeMs);
      const token = await world.newest(start);
      const opened = await openLink(world.store, token, kind, start + lifetimeMs - 1);
      assert.deepEqual([opened?.user.id, opened?.wayBack], ['dave', 'home']);
      assert.equal(await openLink(world.store, token, kind, start + lifetimeMs), undefined);
    });
  }

  it('that was made by a clock that was ahead is over when that is set right', async () => {
    await using world = await open();
    const ahead = start + 365 * 24 * 60 * minute;
    await world.send('ForgotPassword', ahead);
    const token = await world.newest(ahead);
    assert.ok(await openLink(world.store, token, 'ForgotPassword', ahead));
    // One who has looked at the clock a little before.
    assert.ok(await openLink(world.store, token, 'ForgotPassword', ahead - 1000));
    assert.equal(await openLink(world.store, token, 'ForgotPassword', start), undefined);
  });

  it('is found by its token alone, which is not stored', async () => {
    await using world = await open();
    await world.send('ForgotPassword', start);
    const token = await world.newest(start);
    const rows = JSON.stringify(await world.db.selectFrom('account_links').selectAll().execute());
    assert.ok(!rows.includes(token) && rows.includes(hashSecret(token)));
    for (const wrong of ['', token.toLowerCase(), `${token}x`, hashSecret(token)]) {
      assert.equal(await openLink(world.store, wrong, 'ForgotPassword', start), undefined);
    }
  });

  it('opens nothing but what it was made for', async () => {
    await using world = await open();
    await world.send('EmailConfirmation', start);
    const token = await world.newest(start);
    assert.equal(await openLink(world.store, token, 'ForgotPassword', start), undefined);
    assert.equal(await openLink(world.store, token, 'UserInvitation', start), undefined);
  });

  it('takes the place of the older one of its kind, whose mail is not sent any more', async () => {
    await using world = await open();
    await world.send('ForgotPassword', start);
    const older = await world.newest(start);
    await world.send('EmailConfirmation', start);
    await world.send('ForgotPassword', start + 1);
    assert.equal(await openLink(world.store, older, 'ForgotPassword', start + 1), undefined);
    assert.equal((await world.waiting(start + 1)).length, 2);
  });

  it('is worth nothing when the account is switched off, or has another address', async () => {
    for (const profile of [{ isActive: false }, { email: 'other@example.org' }, { email: null }]) {
      await using world = await open();
      await world.send('ForgotPassword', start);
      const token = await world.newest(start);
      await world.change(profile);
      assert.equal(await openLink(world.store, token, 'ForgotPassword', start), undefined, JSON.stringify(profile));
    }
  });

  it('is worth nothing while the organization is not active, and when it was deleted', async () => {
    await using world = await open();
    await world.send('UserInvitation', start);
    const token = await world.newest(start);
    const opens = async () => (await openLink(world.store, token, 'UserInvitation', start)) !== undefined;
    const organization = await world.store.organizations.load(organizationId);
    await world.store.organizations.update({ ...organization, isActive: false }, start);
    assert.equal(await opens(), false);
    await world.store.organizations.update({ ...organization, isActive: true }, start);
    assert.equal(await opens(), true);
    await world.store.organizations.delete(organizationId, start);
    assert.equal(await opens(), false);
  });

  it('that sets a password is worth nothing when that was changed since; one that confirms an address is', async () => {
    await using world = await open();
    const tokens: Record<string, string> = {};
    for (const kind of ['ForgotPassword', 'EmailConfirmation'] as const) {
      await world.send(kind, start);
      const links = await world.waiting(start);
      const page = kind === 'ForgotPassword' ? 'reset' : 'confirm';
      const path = links.find((link) => link.path.includes(page))?.path ?? '';
      tokens[kind] = new URL(path, 'http://x').searchParams.get('token') ?? '';
    }
    const credential = (await world.store.credentials.find(dave)) ?? assert.fail();
    assert.equal(await world.store.credentials.replace(credential, 'y', start), true);
    assert.equal(await openLink(world.store, tokens.ForgotPassword ?? '', 'ForgotPassword', start), undefined);
    assert.ok(await openLink(world.store, tokens.EmailConfirmation ?? '', 'EmailConfirmation', start));
  });

  it('is not sent where there is no address', async () => {
    await using world = await open();
    assert.equal(await world.send('ForgotPassword', start, { ...dave, email: null }), false);
    assert.deepEqual(await world.waiting(start), []);
  });

  it('is sent five times in an hour at the most; the last one stays good', async () => {
    await using world = await open();
    const sent: boolean[] = [];
    for (let n = 0; n < 6; n += 1) sent.push(await world.send('ForgotPassword', start + n));
    assert.deepEqual(sent, [true, true, true, true, true, false]);
    assert.ok(await openLink(world.store, await world.newest(start + 6), 'ForgotPassword', start + 6));
    assert.equal(await world.send('EmailConfirmation', start + 6), true);
    assert.equal(await world.send('ForgotPassword', start + 60 * minute + 6), true);
  });
});

describe('a name that nobody has', () => {
  it('costs a commit as any other, and sends nothing, however often', async () => {
    await using world = await open();
    for (let n = 0; n < 10; n += 1) {
      await world.store.transaction((tables) => sendNothing(tables, organizationId, start + n, null));
    }
    assert.deepEqual(await world.waiting(start + 10), []);
    assert.equal(await openLink(world.store, '', 'ForgotPassword', start), undefined);
  });
});

describe('the confirmation of an address', () => {
  const cause = { by: 'operator' } as const;
  const ask = (store: Awaited<ReturnType<typeof open>>['store']) =>
    requestConfirmation({ store, now: () => start }, { user: dave, cause, wayBack: '' });

  it('is for people with an address that is not confirmed', () => {
    assert.equal(isUnconfirmed(dave), true);
    for (const other of [{ emailConfirmed: true }, { email: null }, { type: 'robot' }] as const) {
      assert.equal(isUnconfirmed({ ...dave, ...other }), false);
    }
  });

  it('is sent when it is asked for, not too often, and not where it is needless', async () => {
    await using world = await open();
    const answers: string[] = [];
    for (let n = 0; n < 6; n += 1) answers.push(await ask(world.store));
    assert.deepEqual(answers, ['sent', 'sent', 'sent', 'sent', 'sent', 'tooMany']);
    for (const profile of [{ emailConfirmed: true }, { isActive: false }]) {
      await using other = await open();
      await other.change(profile);
      assert.equal(await ask(other.store), 'needless');
    }
  });

  it('is asked of new users where the organization wants it', async () => {
    await using world = await open();
    const others = [dave, { ...dave, id: 'x', emailConfirmed: true }, { ...dave, id: 'y', email: null }];
    const invite = () =>
      world.store.transaction((tables) => askToConfirm(tables, organizationId, others, cause, start));
    await invite();
    assert.deepEqual(await world.waiting(start), []);
    await world.store.settings.put(organizationId, 'Auth.RequireConfirmedEmail', 'true');
    await invite();
    assert.equal((await world.waiting(start)).length, 1);
  });
});
