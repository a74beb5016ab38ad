import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { administratorsGroupId } from '../../src/directory/group.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { type Answer, postChange, send, token } from '../support/http.ts';
import { setSetting } from '../support/settings.ts';
import { world } from '../support/world.ts';

let bearer: string;
let account: Account;
const gatehouse = useGatehouse(async (started) => {
  bearer = await token(started);
});

beforeEach(async () => {
  account = await createAccount(gatehouse, 'al0h0m0ra-account');
});

const change = (oldPassword: unknown, newPassword: unknown): Promise<Answer> =>
  postChange(gatehouse, { bearer, userId: account.id }, { oldPassword, newPassword });

const mismatch = { succeeded: false, errors: [{ code: 'PasswordMismatch', description: 'Incorrect password.' }] };
const codes = (answer: Answer): string[] => answer.json.errors.map((error: { code: string }) => error.code);

describe('who may change a password', () => {
  const body = { oldPassword: 'al0h0m0ra-account', newPassword: 'patr0nu5' };
  const as = (mine: string, userId = account.id) => postChange(gatehouse, { bearer: mine, userId }, body);

  for (const scope of ['PM.User', 'PM.User.Write']) {
    it(`is an application with ${scope}`, async () => {
      assert.equal((await as(await token(gatehouse, scope))).status, 200);
    });
  }

  it('is nobody with a read scope or another one: 403 with the scope body', async () => {
    const answer = await as(await token(gatehouse, 'PM.User.Read PM.Group'));
    assert.equal(answer.status, 403);
    assert.deepEqual(answer.json, {
      errorMessage: "Scope(s) 'PM.User.Read,PM.Group' is(are) invalid. Expect to have 'PM.User' or 'PM.User.Write'. ",
    });
  });

  it('is no application of another organization: 403', async () => {
    const answer = await as(await token(gatehouse, 'PM.User', world.otherApplication));
    assert.equal(answer.status, 403);
    assert.equal(answer.headers.get('content-type'), 'application/problem+json; charset=utf-8');
    assert.equal(answer.json.title, 'Forbidden');
  });

  it('answers 404 for a uuid that no user has, the all-zero one among them', async () => {
    for (const id of ['3fa85f64-5717-4562-b3fc-2c963f66afa6', '00000000-0000-0000-0000-000000000000']) {
      const answer = await as(bearer, id);
      assert.equal(answer.status, 404);
      assert.equal(answer.json.message, 'The entity was not found.');
    }
  });

  it('answers 404 for a deleted user', async () => {
    await gatehouse.db.updateTable('users').set({ deleted_at: 1 }).where('id', '=', account.id).execute();
    assert.equal((await as(bearer)).status, 404);
  });

  it('answers a validation problem for an id that is no uuid and that no user has', async () => {
    const answer = await as(bearer, 'x y');
    assert.equal(answer.status, 400);
    assert.deepEqual(answer.json.errors, { userId: ["The value 'x y' is not valid."] });
  });

  it('finds a user by every spelling of its uuid', async () => {
    const spellings = [account.id.toUpperCase(), `{${account.id}}`, account.id.replaceAll('-', '')];
    for (const id of spellings)
      assert.deepEqual(codes(await postChange(gatehouse, { bearer, userId: id }, {})), ['PasswordMismatch']);
  });
});

describe('what a change leaves behind', () => {
  it('tells in a header how much of each kind has ended, and the audit entry lists the same', async () => {
    const values = { account_id: account.accountId, payload: '{}', expires_at: null, consumed_at: null };
    const row = { ...values, organization_id: account.organizationId, grant_id: null, uid: null };
    const models = ['Session', 'RefreshToken', 'RefreshToken', 'AuthorizationCode', 'DeviceCode', 'Grant'];
    const rows = models.map((model, n) => ({ ...row, model, id: `${n}-${account.id}` }));
    await gatehouse.db.insertInto('grants').values(rows).execute();
    const insertToken = (id: string) =>
      gatehouse.store.personalAccessTokens.insert(
        {
          ...{ organizationId: account.organizationId, id, userId: account.id, description: '', scopes: [] },
          ...{ createdAt: 0, expiresAt: Date.now() + 60_000, amr: ['pwd'], lastUsedAt: null },
        },
        id,
      );
    await insertToken(`kept-${account.id}`);
    const kept = await change('al0h0m0ra-account', 'patr0nu5');
    assert.equal(
      kept.headers.get('gatehouse-revoked'),
      'sessions=1, refresh-tokens=2, codes=1, device-grants=1, personal-access-tokens=0',
    );
    await using _ = await setSetting(gatehouse, 'Auth.PersonalAccessToken.RevokeOnPasswordChange', 'true');
    const ended = await change('patr0nu5', 'lum0s-maxima');
    assert.equal(
      ended.headers.get('gatehouse-revoked'),
      'sessions=0, refresh-tokens=0, codes=0, device-grants=0, personal-access-tokens=1',
    );
    const entries = await gatehouse.db
      .selectFrom('audit_entries')
      .select('details')
      .where('target_id', '=', account.id)
      .where('action', '=', 'ChangedPassword')
      .orderBy('sequence')
      .execute();
    const counts = { sessions: 0, refreshTokens: 0, codes: 0, deviceGrants: 0 };
    assert.deepEqual(
      entries.map(({ details }) => JSON.parse(details)),
      [
        {
          ...{ sessions: 1, refreshTokens: 2, codes: 1, deviceGrants: 1 },
          ...{ personalAccessTokens: 0, keptPersonalAccessTokens: 1 },
        },
        { ...counts, personalAccessTokens: 1, keptPersonalAccessTokens: 0 },
      ],
    );
    assert.equal((await change('lum0s-maxima', 'weak')).headers.get('gatehouse-revoked'), null);
  });

  it('ends the sessions, refresh tokens and codes of the user, and of nobody else', async () => {
    const other = await createAccount(gatehouse, 'al0h0m0ra-account');
    for (const owner of [account, other]) {
      for (const model of ['Session', 'RefreshToken', 'AuthorizationCode']) {
        await gatehouse.db
          .insertInto('grants')
          .values({
            organization_id: owner.organizationId,
            model,
            id: `${model}-${owner.id}`,
            account_id: owner.accountId,
            payload: '{}',
            expires_at: null,
            consumed_at: null,
            grant_id: null,
            uid: null,
          })
          .execute();
      }
    }
    await change('al0h0m0ra-account', 'patr0nu5');
    const left = await gatehouse.db.selectFrom('grants').select('account_id').execute();
    assert.deepEqual(new Set(left.map((row) => row.account_id)), new Set([other.accountId]));
  });

  it('records success, failure and lock-out in the audit log, with the actor and without a secret', async () => {
    await change('wrong-Secret-1', 'patr0nu5');
    await change('al0h0m0ra-account', 'patr0nu5');
    for (let attempt = 0; attempt < 10; attempt++) await change('wrong-Secret-1', 'wrong-Secret-2');
    const entries = await gatehouse.db
      .selectFrom('audit_entries')
      .selectAll()
      .where('target_id', '=', account.id)
      .where('action', '!=', 'Create')
      .orderBy('sequence')
      .execute();
    assert.deepEqual(
      entries.map(({ action }) => action),
      ['ChangePasswordFailed', 'ChangedPassword', ...Array(10).fill('ChangePasswordFailed'), 'LockedOut'],
    );
    const [failed] = entries;
    assert.equal(failed?.actor_id, world.application.id);
    assert.equal(failed?.details, '{"reasons":"PasswordMismatch"}');
    assert.doesNotMatch(JSON.stringify(entries), /Secret|patr0nu5|al0h0m0ra|argon2/);
  });

  it('puts a notice for the user into the outbox, and none for a change that failed', async () => {
    const notices = () =>
      gatehouse.db
        .selectFrom('outbox')
        .select(['kind', 'payload'])
        .where('payload', 'like', `%${account.id}%`)
        .execute();
    await change('wrong', 'patr0nu5');
    assert.equal((await notices()).length, 0);
    await change('al0h0m0ra-account', 'patr0nu5');
    const [notice, ...more] = await notices();
    assert.equal(notice?.kind, 'PasswordChanged');
    assert.equal(more.length, 0);
    assert.doesNotMatch(notice?.payload ?? '', /patr0nu5|al0h0m0ra/);
  });

  it('writes a log line with the trace id and without a secret', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    await postChange(
      gatehouse,
      { bearer, userId: account.id, headers: { traceparent } },
      { oldPassword: 'wrong-Secret-1', newPassword: 'b' },
    );
    const [line] = gatehouse.logLines.filter((entry) => entry.traceId === '4bf92f3577b34da6a3ce929d0e0e4736');
    assert.equal(line?.operation, 'User_ChangePassword');
    assert.equal(line?.failure, 'PasswordMismatch');
    assert.doesNotMatch(JSON.stringify(gatehouse.logLines), /Secret|eyJ/);
  });

  it('sets the modification time and clears the flag that forces a change', async () => {
    await gatehouse.db.updateTable('credentials').set({ must_change: 1 }).where('user_id', '=', account.id).execute();
    await change('al0h0m0ra-account', 'patr0nu5');
    const user = await gatehouse.db
      .selectFrom('users')
      .select('modified_at')
      .where('id', '=', account.id)
      .executeTakeFirst();
    const credential = await gatehouse.db
      .selectFrom('credentials')
      .select('must_change')
      .where('user_id', '=', account.id)
      .executeTakeFirst();
    assert.ok((user?.modified_at ?? 0) > 0);
    assert.equal(credential?.must_change, 0);
  });

  it('changes nothing else that clients see of the user, whatever else the body says', async () => {
    const read = async () =>
      (
        await send(`${gatehouse.url}/identity/api/User/${account.id}`, {
          headers: { authorization: `Bearer ${bearer}` },
        })
      ).json;
    const before = await read();
    const more = { userName: 'x', email: 'x@hogwarts.example', isActive: false, bypassBasicAuthRestriction: true };
    const body = { ...more, groupIDsToAdd: [administratorsGroupId], oldPassword: 'al0h0m0ra-account' };
    const changed = await postChange(gatehouse, { bearer, userId: account.id }, { ...body, newPassword: 'patr0nu5' });
    assert.equal(changed.status, 200);
    const { lastModificationTime, ...after } = await read();
    assert.ok(lastModificationTime > before.creationTime);
    assert.deepEqual({ ...after, lastModificationTime: null }, before);
  });

  it('writes a sign-in attempt for a wrong old password alone', async () => {
    const rows = () =>
      gatehouse.db.selectFrom('login_attempts').selectAll().where('user_id', '=', account.id).execute();
    for (const oldPassword of ['wrong', 'al0h0m0ra-account']) await change(oldPassword, 'weak');
    await change('al0h0m0ra-account', 'patr0nu5');
    assert.deepEqual(
      (await rows()).map(({ user_name_or_email, result }) => [user_name_or_email, result]),
      [[`user-${account.id}`, 'invalidPassword']],
    );
  });

  it('leaves nothing behind for an old password that can be nobody’s, and locks nobody out', async () => {
    const entries = () => gatehouse.db.selectFrom('audit_entries').selectAll().execute();
    const before = (await entries()).length;
    for (let n = 0; n < 12; n++)
      assert.deepEqual((await change(n % 2 ? '' : 'x'.repeat(5000), 'patr0nu5')).json, mismatch);
    assert.equal((await entries()).length, before);
    assert.equal((await change('al0h0m0ra-account', 'patr0nu5')).status, 200);
  });
});
