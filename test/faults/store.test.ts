import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, it } from 'node:test';
import { decodeJwt } from 'jose';
import { sql } from 'kysely';
import { type Account, createAccount } from '../support/accounts.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { postChange, token } from '../support/http.ts';
import { createApplication, postForm } from '../support/oauth.ts';
import { createVisitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

let bearer = '';
const gatehouse = useGatehouse(async (started) => {
  bearer = await token(started);
});
const wrong = { oldPassword: 'wrong', newPassword: 'patr0nu5' };
const guess = (userId: string) => postChange(gatehouse, { bearer, userId }, wrong);
const faults = () => gatehouse.logLines.filter(({ message }) => message === 'fault').map(({ error }) => String(error));
afterEach(() => gatehouse.logLines.splice(0));

describe('a refusal that cannot be recorded', () => {
  it('is told to nobody but the operator, together with the reason why it could not be', async () => {
    const { id } = await createAccount(gatehouse, 'al0h0m0ra-account');
    await sql`create trigger broken before insert on audit_entries
      begin select raise(abort, 'the record is out of order'); end`.execute(gatehouse.db);
    const { status, text } = await guess(id);
    await sql`drop trigger broken`.execute(gatehouse.db);
    assert.equal(status, 500);
    assert.doesNotMatch(text, /Incorrect|Mismatch|out of order/);
    const [fault = ''] = faults();
    assert.match(fault, /PasswordMismatch/);
    assert.match(fault, /the record is out of order/);
    assert.equal((await guess(id)).json.errors[0].code, 'PasswordMismatch');
  });
});

describe('a sign-in whose grant cannot be stored', () => {
  it('takes nothing from those with whom it shares a commit, and leaves nothing behind', async () => {
    const password = 'al0h0m0ra-account';
    const scopes = [{ name: 'PM.User', type: 'user' }] as const;
    const { id: client_id } = await createApplication(gatehouse, { isFirstParty: true, isConfidential: false, scopes });
    const ask = (form: Record<string, string>) =>
      postForm(gatehouse, '/identity/connect/token', { client_id, scope: 'PM.User offline_access', ...form });
    const signIn = ({ id }: Account) => ask({ grant_type: 'password', username: `user-${id}`, password });
    const people = await Promise.all(Array.from({ length: 6 }, () => createAccount(gatehouse, password)));
    const [unlucky, ...others] = people as [Account, ...Account[]];

    await sql`create trigger broken before insert on grants when new.account_id = ${sql.lit(unlucky.accountId)}
      begin select raise(abort, 'no room for this one'); end`.execute(gatehouse.db);
    const [refused, ...answers] = await Promise.all(people.map(signIn));
    await sql`drop trigger broken`.execute(gatehouse.db);

    assert.equal(refused?.status, 500);
    const attempts = gatehouse.db.selectFrom('login_attempts').select('id').where('user_id', '=', unlucky.id);
    assert.deepEqual(await attempts.execute(), []);
    assert.ok((await gatehouse.store.attempts.ofUser(unlucky)).every(({ failedInARow }) => failedInARow === 0));
    assert.equal((await signIn(unlucky)).status, 200);
    for (const [index, { json }] of answers.entries()) {
      assert.equal(decodeJwt(json.access_token).sub, others[index]?.id);
      assert.equal((await ask({ grant_type: 'refresh_token', refresh_token: json.refresh_token })).status, 200);
    }
  });
});

describe('a store that cannot be written', () => {
  /** Another program keeps it for longer than the server waits. */
  async function whileKept<T>(work: () => Promise<T>): Promise<T> {
    const other = new DatabaseSync(join(gatehouse.config.data, 'gatehouse.db'));
    other.exec('begin immediate');
    try {
      return await work();
    } finally {
      other.close();
    }
  }

  it('is 503 to a caller of the API, and the log says why', async () => {
    const { id } = await createAccount(gatehouse, 'al0h0m0ra-account');
    assert.equal((await whileKept(() => guess(id))).status, 503);
    assert.match(faults().join(), /database is locked/);
  });

  it('is 503 to a person at a page, and the log says why', async () => {
    const visitor = createVisitor(() => gatehouse.url);
    const login = '/Hogwarts/identity/web/login';
    await visitor.submit(login, { userName: 'harry.potter', password: world.harry.password });
    const account = '/Hogwarts/identity/web/account';
    const { status, headers, html } = await whileKept(() => visitor.submit(account, { language: 'de', theme: 'dark' }));
    assert.equal(status, 503);
    assert.ok(headers.get('retry-after'));
    assert.match(html, /The server is busy/);
    assert.match(faults().join(), /database is locked/);
  });
});
