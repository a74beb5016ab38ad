import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SessionPayload } from '../../src/token/browser/session-payload.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { noBudgets } from '../support/gatehouse.ts';
import { authorizeUrl, useRelyingParty } from '../support/relying-party.ts';
import { setSetting } from '../support/settings.ts';
import { createVisitor, type Seen, type Visitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

const { gatehouse, application } = useRelyingParty(undefined, noBudgets);

const password = 'al0h0m0ra-account';
const day = 24 * 60 * 60;
const login = `/${world.organization.name}/identity/web/login`;
const newVisitor = () => createVisitor(() => gatehouse.url);
const userName = ({ id }: Account) => `user-${id}`;

async function signIn(person: Account, choice: { readonly keep?: string }, visitor = newVisitor()) {
  const answer = await visitor.submit(login, { userName: userName(person), password, ...choice });
  return { visitor, answer };
}
const cookie = ({ headers }: Pick<Seen, 'headers'>, name = 'gatehouse.session') =>
  headers.getSetCookie().find((line) => line.startsWith(`${name}=`)) ?? assert.fail(`no cookie ${name}`);
const isSignedIn = async (visitor: Visitor) => (await visitor.get('/identity/web/account')).status === 200;

/** Lets the session of the person have begun, and been used, so many seconds ago. */
async function age({ accountId }: Account, { begun, used }: { readonly begun: number; readonly used: number }) {
  const session = () =>
    gatehouse.db.selectFrom('grants').selectAll().where('account_id', '=', accountId).where('model', '=', 'Session');
  const { id, payload } = await session().executeTakeFirstOrThrow();
  const times = { loginTs: Math.floor(Date.now() / 1000) - begun, lastSeenAt: Date.now() - used * 1000 };
  const record: SessionPayload = { ...(JSON.parse(payload) as SessionPayload), ...times };
  await gatehouse.db
    .updateTable('grants')
    .set({ payload: JSON.stringify(record) })
    .where('id', '=', id)
    .execute();
}

describe('a person who does not ask to stay signed in', () => {
  it('has a cookie that ends with the browser, and ten hours without use', async () => {
    const person = await createAccount(gatehouse, password);
    const { visitor, answer } = await signIn(person, {});
    for (const name of ['gatehouse.session', 'gatehouse.state']) {
      assert.doesNotMatch(cookie(answer, name), /max-age|expires/i);
    }
    await age(person, { begun: 11 * 3600, used: 9 * 3600 });
    assert.ok(await isSignedIn(visitor));
    await age(person, { begun: 11 * 3600, used: 10 * 3600 });
    assert.equal(await isSignedIn(visitor), false);
  });
});

describe('a person who asks to stay signed in', () => {
  it('has a cookie for the days that the organization leaves, and stays so without use', async () => {
    const person = await createAccount(gatehouse, password);
    await using _days = await setSetting(gatehouse, 'Auth.Session.KeepSignedInDays', '14');
    const { visitor, answer } = await signIn(person, { keep: 'yes' });
    for (const name of ['gatehouse.session', 'gatehouse.state']) {
      assert.match(cookie(answer, name), new RegExp(`; Max-Age=${14 * day}$`));
    }
    await age(person, { begun: 13 * day, used: 12 * day });
    assert.ok(await isSignedIn(visitor));
    await age(person, { begun: 14 * day, used: 60 });
    assert.equal(await isSignedIn(visitor), false);
  });

  it('stays so when an application asks for a sign-in', async () => {
    const person = await createAccount(gatehouse, password);
    const { visitor } = await signIn(person, { keep: 'yes' });
    const answer = await visitor.get(authorizeUrl(gatehouse, application));
    assert.match(answer.location ?? '', /web\/consent/);
    assert.ok(!answer.headers.getSetCookie().some((line) => line.startsWith('gatehouse.session')));
  });

  it('is bound by a shorter rule from the moment it is made', async () => {
    const person = await createAccount(gatehouse, password);
    const { visitor } = await signIn(person, { keep: 'yes' });
    await age(person, { begun: 3 * day, used: 11 * 3600 });
    assert.ok(await isSignedIn(visitor));
    await age(person, { begun: 3 * day, used: 11 * 3600 });
    {
      await using _none = await setSetting(gatehouse, 'Auth.Session.KeepSignedInDays', '0');
      assert.equal(await isSignedIn(visitor), false);
    }
    const again = await signIn(person, { keep: 'yes' });
    await using _idle = await setSetting(gatehouse, 'Auth.Session.IdleTimeoutEnabled', 'True');
    await age(person, { begun: 3600, used: 31 * 60 });
    assert.equal(await isSignedIn(again.visitor), false);
  });

  it('keeps the choice when the password was mistyped, and when it has to be changed first', async () => {
    const person = await createAccount(gatehouse, password);
    const mistyped = { userName: userName(person), password: 'wr0ng', keep: 'yes' };
    const refused = await newVisitor().submit(login, mistyped);
    assert.match(refused.html, /name="keep" value="yes"[^>]* checked/);
    await gatehouse.db.updateTable('credentials').set({ must_change: 1 }).where('user_id', '=', person.id).execute();
    const { visitor, answer } = await signIn(person, { keep: 'yes' });
    const page = answer.location ?? assert.fail();
    assert.match(page, /web\/change-password/);
    const fields = { newPassword: 'mischief-managed-1', repeatPassword: 'mischief-managed-1' };
    const changed = await visitor.submit(page, fields);
    assert.match(cookie(changed), new RegExp(`; Max-Age=${30 * day}$`));
    const own = { currentPassword: 'mischief-managed-1', newPassword: 'n0ch-einmal', repeatPassword: 'n0ch-einmal' };
    const once = await visitor.submit('/identity/web/change-password', own);
    assert.match(cookie(once), new RegExp(`; Max-Age=${30 * day}$`), 'a change while signed in');
  });

  it('is not offered it, and does not get it, where the organization has no days for it', async () => {
    const person = await createAccount(gatehouse, password);
    assert.match((await newVisitor().get(login)).html, /Keep me signed in/);
    await using _none = await setSetting(gatehouse, 'Auth.Session.KeepSignedInDays', '0');
    assert.doesNotMatch((await newVisitor().get(login)).html, /Keep me signed in/);
    const { answer } = await signIn(person, { keep: 'yes' });
    assert.doesNotMatch(cookie(answer), /max-age|expires/i);
  });
});

describe('several sign-ins of one person at the same time', () => {
  it('leave exactly one session where the organization allows one, and the next one takes its place', async () => {
    const person = await createAccount(gatehouse, password);
    await using _limited = await setSetting(gatehouse, 'Auth.Session.LimitConcurrentSessions', 'True');
    const visitors = Array.from({ length: 6 }, newVisitor);
    for (let round = 0; round < 3; round += 1) {
      await Promise.all(visitors.map((visitor) => signIn(person, {}, visitor)));
      const signedIn = await Promise.all(visitors.map(isSignedIn));
      assert.deepEqual(signedIn.filter(Boolean), [true], `round ${round}`);
    }
    const { visitor: newest } = await signIn(person, {});
    assert.ok(await isSignedIn(newest));
    assert.ok(!(await Promise.all(visitors.map(isSignedIn))).some(Boolean));
  });
});
