import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { canonical } from '../../src/directory/canonical.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { token } from '../support/http.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { inPerson, userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

const organizationId: string = world.organization.id;
const path = `/api/Mail/${organizationId}`;
const day = 86_400_000;

let owls: MailServer;
after(() => owls.stop());
let person: Account;
let bearer = '';
let ofOthers = '';

const gatehouse = useGatehouse(
  async (running) => {
    owls = await startMailServer();
    person = await createAccount(running, null);
    bearer = await token(running, 'PM.Setting PM.Audit');
    const stranger = await createAccount(running, null, {
      organizationId: world.otherOrganization.id,
      isAdministrator: true,
    });
    ofOthers = await userToken(running, stranger, ['PM.Setting']);
  },
  { 'smtp-private-addresses': '127.0.0.1' },
);
const api = apiOf(gatehouse, () => bearer);

interface GivenUp {
  readonly at?: number;
  readonly expiresAt?: number;
  readonly of?: string;
}

/** A notice that was given up. */
async function giveUp(id: string, { at = Date.now(), expiresAt = at + day, of = organizationId }: GivenUp = {}) {
  await gatehouse.db
    .insertInto('outbox')
    .values({
      ...{ organization_id: of, id, kind: 'PasswordChanged', payload: JSON.stringify({ userId: person.id, at }) },
      ...{
        created_at: at,
        available_at: at,
        attempts: 3,
        expires_at: expiresAt,
        dead_at: at,
        last_error: 'EENVELOPE 550',
      },
    })
    .execute();
}

const idsIn = async (state: string): Promise<readonly string[]> =>
  (await api('GET', `${path}/undelivered?state=${state}&top=100`)).json.results.map(({ id }: { id: string }) => id);

describe('mail that was given up', () => {
  it('is listed with whose it is and what went wrong, the latest first, and without what is in it', async () => {
    const at = Date.now();
    await giveUp('first', { at: at - 2000 });
    await giveUp('second', { at: at - 1000, expiresAt: at - 500 });
    await giveUp('elsewhere', { of: world.otherOrganization.id });
    const { status, json } = await api('GET', `${path}/undelivered`);
    assert.equal(status, 200);
    assert.equal(json.totalCount, 2);
    const [second, first] = json.results;
    assert.deepEqual([second.id, second.canRetry, first.canRetry], ['second', false, true]);
    const time = new Date(at - 2000).toISOString();
    assert.deepEqual(first, {
      ...{ id: 'first', kind: 'PasswordChanged', userId: person.id, userName: `user-${person.id}` },
      ...{ email: null, creationTime: time, attempts: 3, time },
      ...{ expiryTime: new Date(at - 2000 + day).toISOString(), canRetry: true, lastError: 'EENVELOPE 550' },
    });
    assert.deepEqual(await idsIn('WAITING'), []);
    assert.equal((await api('GET', `${path}/undelivered?state=lost`)).status, 400);
  });

  it('waits again when that is asked for, unless it is too late or is that of others, and the audit says who asked', async () => {
    const { status, json } = await api('POST', `${path}/retry`, { ids: ['first', 'second', 'elsewhere', 'nothing'] });
    assert.deepEqual([status, json], [200, { count: 1 }]);
    assert.deepEqual([await idsIn('waiting'), await idsIn('givenUp')], [['first'], ['second']]);
    const [entry] = (await api('GET', `/api/AuditQuery/${organizationId}/search?category=Mail`)).json.results;
    assert.deepEqual([entry.action, JSON.parse(entry.details).count], ['Retry', 1]);
  });

  it('is deleted when that is asked for', async () => {
    assert.deepEqual((await api('DELETE', `${path}/undelivered`, { all: true })).json, { count: 1 });
    assert.deepEqual(await idsIn('givenUp'), []);
    assert.deepEqual((await api('DELETE', `${path}/undelivered`, { ids: ['first'] })).json, { count: 0 }, 'it waits');
  });

  it('has to be named', async () => {
    for (const body of [{}, { ids: [] }, { all: false }]) {
      const { status, json } = await api('POST', `${path}/retry`, body);
      assert.deepEqual([status, json.errors], [400, { Ids: ['The Ids field is required.'] }]);
    }
  });

  it('shows an address to who may see those of people, and to no application that has to do with settings alone', async () => {
    const email = 'parvati@hogwarts.example';
    const known = { email, email_key: canonical(email) };
    await gatehouse.db.updateTable('users').set(known).where('id', '=', person.id).execute();
    await giveUp('addressed');
    const administrator = await createAccount(gatehouse, null, { isAdministrator: true });
    const shownTo = async (as: string) => {
      const { json } = await apiOf(gatehouse, () => as)('GET', `${path}/undelivered?state=givenUp`);
      const { userName, email } = json.results.find(({ id }: { id: string }) => id === 'addressed');
      assert.equal(userName, `user-${person.id}`);
      return email;
    };
    for (const scope of ['PM.Setting', 'PM.Setting.Read']) {
      assert.equal(await shownTo(await token(gatehouse, scope)), null, scope);
    }
    assert.equal(await shownTo(await token(gatehouse, 'PM.Setting PM.User.Read')), email);
    assert.equal(await shownTo(await userToken(gatehouse, administrator, inPerson)), email);
    await api('DELETE', `${path}/undelivered`, { ids: ['addressed'] });
  });

  it('is nobody else’s', async () => {
    const theirs = apiOf(gatehouse, () => ofOthers);
    assert.equal((await theirs('GET', `${path}/undelivered`)).status, 403);
    assert.equal((await theirs('POST', `${path}/retry`, { all: true })).status, 403);
  });
});

describe('a test message', () => {
  const settings = (more: Readonly<Record<string, string>> = {}) =>
    Object.entries({
      Host: '127.0.0.1',
      Port: String(owls.port),
      EnableSsl: 'false',
      FromEmail: 'office@hogwarts.example',
      ...more,
    }).map(([key, value]) => ({ key: `Email.Smtp.${key}`, value }));
  const test = async (more?: Readonly<Record<string, string>>) =>
    (await api('POST', `${path}/test`, { address: 'minerva@hogwarts.example', settings: settings(more) })).json;

  it('comes with what was said to the mail server', async () => {
    const { succeeded, description, transcript } = await test();
    assert.deepEqual([succeeded, description], [true, null]);
    const said = transcript.map(({ by, text }: { by: string; text: string }) => `${by} ${text}`);
    assert.match(said[0], /^server 220 /);
    assert.ok(said.includes('client MAIL FROM:<office@hogwarts.example>'), said.join('\n'));
    assert.ok(said.includes('client RCPT TO:<minerva@hogwarts.example>'));
    assert.ok(owls.attempts.includes('minerva@hogwarts.example'));
  });

  it('that fails says how far it came', async () => {
    const { succeeded, description, transcript } = await test({ EnableSsl: 'true' });
    assert.equal(succeeded, false);
    assert.match(description, /not reached, or does not answer in the way that is set up/);
    assert.equal(transcript.at(-1).by, 'note');
  });

  it('shows nobody what is said to the mail server of the host', async () => {
    for (const { key, value } of settings()) await gatehouse.store.settings.put(null, key as never, value);
    const { json } = await api('POST', `${path}/test`, { address: 'minerva@hogwarts.example' });
    assert.deepEqual(json, { succeeded: true, description: null, transcript: [] });
    await gatehouse.db.deleteFrom('settings').where('key', 'like', 'Email.Smtp.%').execute();
  });
});
