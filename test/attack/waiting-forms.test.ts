import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { auditEntry, unknownPerson } from '../../src/directory/audit/entry.ts';
import { endEverythingOf } from '../../src/directory/end-everything.ts';
import { administratorsGroupId } from '../../src/directory/group.ts';
import type { Tables } from '../../src/directory/store.ts';
import type { User } from '../../src/directory/user.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { signedInAdministrator } from '../support/console.ts';
import { fieldsOf } from '../support/console-form.ts';
import { until } from '../support/until.ts';
import { inPerson, userToken } from '../support/user-token.ts';
import { type Seen, tokenOf } from '../support/visitor.ts';
import { password, useRights } from './rights.fixture.ts';

// Somebody with the cookie of a person has sent so many forms that most of them still wait for their turn when the person is
// deactivated.

const { gatehouse, administrator, call } = useRights();

/** As the thief. */
async function sender({ id }: Account, page: string) {
  const thief = await signedInAdministrator(gatehouse, { userName: `user-${id}`, password });
  const formToken = tokenOf((await thief.get(page)).html);
  assert.notEqual(formToken, '');
  return (fields: Record<string, string>) => thief.post(page, { formToken, ...fields });
}

/** Has the transaction add an entry: whoever else has one to add waits for its end. */
async function holdAuditLog({ audit }: Tables, { organizationId, id: targetId }: User): Promise<void> {
  const origin = { traceId: '0'.repeat(32), clientIp: null };
  const event = { organizationId, category: 'User', action: 'Update', targetId, details: {} } as const;
  await audit.append(auditEntry(origin, unknownPerson, Date.now(), event));
}

/** That all but so many were sent to sign in, and nothing was a fault. */
function refusedBut(done: number, answers: readonly Seen[]): void {
  const toSignIn = answers.filter(({ location }) => location?.includes('/web/login?') === true);
  const statuses = answers.map(({ status }) => status);
  assert.ok(answers.length - toSignIn.length <= done, `${toSignIn.length} were sent to sign in: ${statuses}`);
  assert.ok(!statuses.includes(500), `${statuses}`);
}

describe('a form that waits for its turn', () => {
  it('makes no access token for one whose session has ended meanwhile', async () => {
    const account = await createAccount(gatehouse, password);
    const send = await sender(account, '/identity/web/new-token');
    const [many, atOnce] = [80, 32];
    const { store, db } = gatehouse;
    const user = (await store.users.find(account)) ?? assert.fail();
    const sent: Promise<Seen>[] = [];
    // What deactivates the person takes long enough for all forms to come.
    await store.transaction(async (tables) => {
      await tables.users.replace(user, { isActive: false }, Date.now());
      await endEverythingOf(tables, user, 'deactivated', Date.now());
      await holdAuditLog(tables, user);
      for (let n = 0; n < many; n += 1) sent.push(send({ description: `flood ${n}`, scope: 'PM.User', days: '30' }));
      await until(async () => gatehouse.statistics().writing.waiting.known >= many - atOnce);
    });
    refusedBut(0, await Promise.all(sent));
    const made = await db.selectFrom('personal_access_tokens').select('id').where('user_id', '=', user.id).execute();
    assert.deepEqual(made, []);
  });

  it('makes no group in the console for one who was deactivated meanwhile, and leads to the sign-in', async () => {
    const account = await createAccount(gatehouse, password, { isAdministrator: true });
    const send = await sender(account, '/identity/web/admin/new-group');
    const as = await userToken(gatehouse, administrator, inPerson);
    const sent = Array.from({ length: 68 }, (_, index) => send({ name: `flood ${index}` }));
    await Promise.race(sent);
    const { status, text } = await call(as, 'PUT', `/User/${account.id}`, { isActive: false });
    assert.equal(status, 200, text);
    const groups = async () =>
      (await gatehouse.db.selectFrom('groups').select('id').where('name', 'like', 'flood %').execute()).length;
    const before = await groups();
    const answers = await Promise.all(sent);
    refusedBut(before + 16, answers);
    const later = (await groups()) - before;
    assert.ok(later <= 16, `${later} after the end`);
  });

  it('keeps a long text of one whose session has ended meanwhile, though it does nothing with it', async () => {
    const account = await createAccount(gatehouse, password, { isAdministrator: true });
    const [send, sendText] = [
      await sender(account, '/identity/web/new-token'),
      await sender(account, '/identity/web/admin/mail/texts/3'),
    ];
    const { store } = gatehouse;
    const user = (await store.users.find(account)) ?? assert.fail();
    const value = `${'<p>Come to the <b>Great Hall</b> & bring your owl.</p>\n'.repeat(60)}{{{url}}}`;
    const sent: Promise<Seen>[] = [];
    let text: Promise<Seen> | undefined;
    await store.transaction(async (tables) => {
      await endEverythingOf(tables, user, 'signedOutEverywhere', Date.now());
      await holdAuditLog(tables, user);
      for (let n = 0; n < 40; n += 1) sent.push(send({ description: `crowd ${n}`, scope: 'PM.User', days: '30' }));
      await until(async () => gatehouse.statistics().writing.waiting.known >= 8);
      text = sendText({ value });
      await until(async () => gatehouse.statistics().writing.waiting.known >= 9);
    });
    await Promise.all(sent);
    const { status, html } = (await text) ?? assert.fail();
    assert.equal(status, 403);
    assert.match(html, /<h1[^>]*>You are no longer signed in</);
    assert.equal(fieldsOf(html).get('value'), value);
    const templates = gatehouse.db.selectFrom('message_templates').select('value').where('id', '=', 3);
    assert.deepEqual(await templates.execute(), []);
  });

  it('goes on with none of many people for one who was deactivated when it had begun', async () => {
    const account = await createAccount(gatehouse, password, { isAdministrator: true });
    const people = await Promise.all(Array.from({ length: 200 }, () => createAccount(gatehouse, password)));
    const query = new URLSearchParams(people.map(({ id }): [string, string] => ['id', id]));
    const send = await sender(account, `/identity/web/admin/people-actions?action=addToGroup&${query}`);
    const as = await userToken(gatehouse, administrator, inPerson);
    const joined = async () => {
      const { db } = gatehouse;
      const members = db.selectFrom('memberships').select('member_id').where('group_id', '=', administratorsGroupId);
      const ids = new Set((await members.execute()).map((row) => row.member_id));
      return people.filter(({ id }) => ids.has(id)).length;
    };
    const sent = send({ group: administratorsGroupId });
    await until(async () => (await joined()) > 0);
    const { status, text } = await call(as, 'PUT', `/User/${account.id}`, { isActive: false });
    assert.equal(status, 200, text);
    const before = await joined();
    const answer = await sent;
    const later = (await joined()) - before;
    assert.ok(before < people.length && later <= 16, `${later} after ${before}`);
    refusedBut(0, [answer]);
  });
});
