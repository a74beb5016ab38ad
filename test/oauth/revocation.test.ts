import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Account, createAccount } from '../support/accounts.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { postChange, token } from '../support/http.ts';
import { asClient, createApplication, createPersonalToken, createRefreshToken, postForm } from '../support/oauth.ts';
import { userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

let account: Account;
const gatehouse = useGatehouse(async (started) => {
  account = await createAccount(started, null);
});
const path = '/identity/connect/revocation';
const stranger = world.otherApplication;

const revoke = async (text: string, client: Parameters<typeof asClient>[0] = world.application) => {
  const answer = await postForm(gatehouse, path, { ...asClient(client), token: text });
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.text, '');
};

/** Asks for something impossible: 400 when the token is accepted, 401 when it is not. */
const status = async (bearer: string) => (await postChange(gatehouse, { bearer, userId: account.id }, {})).status;

const activity = async (text: string) => {
  const answer = await postForm(gatehouse, '/identity/connect/introspect', {
    ...asClient(world.application),
    token: text,
  });
  return answer.json.active;
};

describe('revocation', () => {
  it("ends an application's access token with the next request, and no other token", async () => {
    const [first, second] = [await token(gatehouse), await token(gatehouse)];
    assert.equal(await status(first), 400);
    await revoke(first);
    assert.equal(await status(first), 401);
    assert.equal(await activity(first), false);
    assert.equal(await status(second), 400);
  });

  it("ends a person's access token with the next request, and no other token", async () => {
    const [first, second] = [
      await userToken(gatehouse, account, ['PM.User'], { grantId: 'g1' }),
      await userToken(gatehouse, account, ['PM.User'], { grantId: 'g1' }),
    ];
    await revoke(first);
    assert.equal(await status(first), 401);
    assert.equal(await status(second), 400);
  });

  it('ends a refresh token together with the access tokens of the same sign-in', async () => {
    const { value, grantId } = await createRefreshToken(gatehouse, account, world.application.id);
    const access = await userToken(gatehouse, account, ['PM.User'], { grantId });
    const other = await userToken(gatehouse, account, ['PM.User'], { grantId: 'another sign-in' });
    assert.equal(await status(access), 400);
    await revoke(value);
    assert.equal(await activity(value), false);
    assert.equal(await status(access), 401);
    assert.equal(await status(other), 400);
  });

  it('ends a personal access token with the next request, and records it', async () => {
    const { value, id } = await createPersonalToken(gatehouse, account, ['PM.User']);
    assert.equal(await status(value), 400);
    await revoke(value);
    assert.equal(await status(value), 401);
    const entry = await gatehouse.db
      .selectFrom('audit_entries')
      .selectAll()
      .where('target_id', '=', id)
      .executeTakeFirstOrThrow();
    assert.deepEqual(
      [entry.category, entry.action, entry.actor_id],
      ['PersonalAccessToken', 'Revoke', world.application.id],
    );
    assert.match(entry.trace_id ?? '', /^[0-9a-f]{32}$/);
    assert.equal(entry.client_ip, '127.0.0.1');
    assert.ok(!JSON.stringify(entry).includes(value.slice(3)));
  });

  it('is in the audit log of the organization, once for each token that ends', async () => {
    const application = await createApplication(gatehouse);
    const { id, secret } = application;
    const ofApplication = await token(gatehouse, 'OR.Default', { id, secret: secret ?? '' });
    const ofPerson = await userToken(gatehouse, account, ['PM.User'], { clientId: application.id });
    const { value } = await createRefreshToken(gatehouse, account, application.id);
    for (const text of [ofApplication, ofPerson, value, ofApplication, ofPerson, value])
      await revoke(text, application);
    await revoke(await token(gatehouse), application);
    const entries = await gatehouse.db
      .selectFrom('audit_entries')
      .selectAll()
      .where('target_id', '=', application.id)
      .where('action', '=', 'Revoke')
      .orderBy('sequence')
      .execute();
    assert.deepEqual(
      entries.map(({ details }) => JSON.parse(details)),
      [
        { kind: 'accessToken', userId: null },
        { kind: 'accessToken', userId: account.id },
        { kind: 'refreshToken', userId: account.id },
      ],
    );
    for (const entry of entries) {
      assert.deepEqual([entry.category, entry.actor_id], ['ExternalClient', application.id]);
      assert.match(entry.trace_id ?? '', /^[0-9a-f]{32}$/);
      assert.equal(entry.client_ip, '127.0.0.1');
    }
  });

  it('answers the same when there is nothing to revoke', async () => {
    const spent = await token(gatehouse);
    await revoke(spent);
    for (const text of [spent, 'x', 'a.b.c', 'rt_x']) await revoke(text);
  });

  it('is there for public applications, which have no secret', async () => {
    const application = await createApplication(gatehouse, { isConfidential: false });
    const access = await userToken(gatehouse, account, ['PM.User'], { clientId: application.id });
    const { value } = await createRefreshToken(gatehouse, account, application.id);
    await revoke(access, application);
    await revoke(value, application);
    assert.equal(await status(access), 401);
    assert.equal(await activity(value), false);
  });

  it('keeps what it must remember only until the token would have expired', async () => {
    const access = await token(gatehouse);
    await revoke(access);
    const rows = await gatehouse.db.selectFrom('revocations').select('expires_at').execute();
    assert.ok(rows.length > 0);
    assert.ok(rows.every(({ expires_at }) => expires_at <= Date.now() + 3600_000));
  });
});

describe('what is not the client’s own stays as it is', () => {
  it('an access token of another client', async () => {
    const other = await createApplication(gatehouse);
    const access = await token(gatehouse);
    await revoke(access, other);
    assert.equal(await status(access), 400);
  });

  it('a refresh token of another client', async () => {
    const other = await createApplication(gatehouse);
    const { value } = await createRefreshToken(gatehouse, account, world.application.id);
    await revoke(value, other);
    assert.equal(await activity(value), true);
  });

  it('a personal access token of another organization', async () => {
    const { value } = await createPersonalToken(gatehouse, account, ['PM.User']);
    await revoke(value, stranger);
    assert.equal(await status(value), 400);
  });

  it('anything, when the client cannot prove who it is', async () => {
    const access = await token(gatehouse);
    for (const client of [
      { ...world.application, secret: 'wrong' },
      { id: world.application.id, secret: null },
    ]) {
      const answer = await postForm(gatehouse, path, { ...asClient(client), token: access });
      assert.equal(answer.status, 400);
      assert.equal(answer.json.error, 'invalid_client');
    }
    assert.equal(await status(access), 400);
  });
});
