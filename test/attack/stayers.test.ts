import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ApplicationScope } from '../../src/directory/application.ts';
import { auditEntry, unknownPerson } from '../../src/directory/audit/entry.ts';
import { endEverythingOf } from '../../src/directory/end-everything.ts';
import { administratorsGroupId } from '../../src/directory/group.ts';
import type { Tables } from '../../src/directory/store.ts';
import type { User } from '../../src/directory/user.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import type { Answer } from '../support/http.ts';
import { asClient, createApplication, createPersonalToken, postForm } from '../support/oauth.ts';
import { codeOf } from '../support/second-factor.ts';
import { until } from '../support/until.ts';
import { applicationToken, inPerson, userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';
import { password, useRights } from './rights.fixture.ts';

// Somebody who is about to be found out sends, without a pause, what would let them stay: one of these requests was let in just
// before the end and is carried out just after it.

const { id: partitionGlobalId, id: organizationId } = world.organization;
const { gatehouse, call } = useRights();

type Ending = (tables: Tables, user: User) => Promise<unknown>;

async function overtaken(account: Account, end: Ending, send: () => Promise<Answer>): Promise<Answer> {
  const user = (await gatehouse.store.users.find(account)) ?? assert.fail();
  return await letInBefore((tables) => end(tables, user), send);
}

/** Has the request let in, brings the end about, and only then lets the request go on. */
async function letInBefore(end: (tables: Tables) => Promise<unknown>, send: () => Promise<Answer>): Promise<Answer> {
  let sent: Promise<Answer> | undefined;
  let isDone = false;
  await gatehouse.store.transaction(async (tables) => {
    await end(tables);
    const origin = { traceId: '0'.repeat(32), clientIp: null };
    const event = { organizationId, category: 'User', action: 'Update', targetId: null, details: {} } as const;
    // Where transactions run side by side, whoever has an entry to add waits for the end of this one.
    await tables.audit.append(auditEntry(origin, unknownPerson, Date.now(), event));
    sent ??= send().finally(() => {
      isDone = true;
    });
    await until(async () => isDone || gatehouse.statistics().writing.taken > 0);
  });
  return (await sent) ?? assert.fail();
}

const deactivate: Ending = async (tables, user) => {
  assert.ok(await tables.users.replace(user, { isActive: false }, Date.now()));
  await endEverythingOf(tables, user, 'deactivated', Date.now());
};

const ends: Readonly<Record<string, Ending>> = {
  'who is deactivated': deactivate,
  'who is deleted': async (tables, user) => {
    await tables.memberships.removeFromAll(organizationId, user.id);
    await endEverythingOf(tables, user, 'deleted', Date.now());
    assert.ok(await tables.users.softDelete(user, Date.now()));
  },
  'whose password is set by an administrator': (tables, user) =>
    endEverythingOf(tables, user, 'passwordReset', Date.now()),
};

/**
 * It was refused; or, where transactions run side by side, it saw everything as it was before the end, and so had nothing to do.
 */
const requireWithoutEffect = ({ status, text }: Answer, refusal: number) =>
  assert.ok([refusal, 200].includes(status), `${status} ${text}`);

const personalTokens = async ({ id }: Account): Promise<number> =>
  (await gatehouse.db.selectFrom('personal_access_tokens').select('id').where('user_id', '=', id).execute()).length;

const inADay = () => new Date(Date.now() + 86_400_000).toISOString();

describe('a request that was let in before its sender was found out', () => {
  for (const [whose, end] of Object.entries(ends)) {
    it(`makes no personal access token for one ${whose} meanwhile`, async () => {
      const account = await createAccount(gatehouse, password);
      const as = await userToken(gatehouse, account, inPerson);
      const wish = { description: 'x', scopes: ['PM.User.Read'], expiryTime: inADay() };
      const { status } = await overtaken(account, end, () => call(as, 'POST', '/ReferenceToken', wish));
      assert.equal(status, 401);
      assert.equal(await personalTokens(account), 0);
    });
  }

  it('gives the token of another no new value for an administrator who is deactivated meanwhile', async () => {
    const account = await createAccount(gatehouse, password, { isAdministrator: true });
    const { id } = await createPersonalToken(gatehouse, await createAccount(gatehouse, password), ['PM.User.Read']);
    const as = await userToken(gatehouse, account, inPerson);
    const wish = { description: 'x', expiryTime: inADay() };
    const { status } = await overtaken(account, deactivate, () => call(as, 'PUT', `/ReferenceToken/${id}`, wish));
    assert.equal(status, 401);
  });

  const fromAdministrators: Ending = (tables, { id }) =>
    tables.memberships.remove(organizationId, administratorsGroupId, [id]);

  const joins: Readonly<Record<string, (as: string, id: string) => Promise<Answer>>> = {
    'by the group': (as, id) =>
      call(as, 'PUT', `/Group/${administratorsGroupId}`, { partitionGlobalId, directoryUserIDsToAdd: [id] }),
    'by the group of which the members are not told': (as, id) =>
      call(as, 'PUT', `/GroupSummary/${partitionGlobalId}/${administratorsGroupId}`, { memberIDsToAdd: [id] }),
    'by the account': (as, id) => call(as, 'PUT', `/User/${id}`, { groupIDsToAdd: [administratorsGroupId] }),
  };
  for (const [how, join] of Object.entries(joins)) {
    it(`makes nobody an administrator again ${how}`, async () => {
      const account = await createAccount(gatehouse, password, { isAdministrator: true });
      const as = await userToken(gatehouse, account, inPerson);
      requireWithoutEffect(await overtaken(account, fromAdministrators, () => join(as, account.id)), 403);
      assert.equal(await gatehouse.store.groups.isMember(organizationId, administratorsGroupId, account.id), false);
    });
  }

  for (const [how, end] of Object.entries({
    'who is deactivated': deactivate,
    'who is deactivated and no administrator any more': async (tables: Tables, user: User) => {
      await fromAdministrators(tables, user);
      await deactivate(tables, user);
    },
  })) {
    it(`activates nobody again for one ${how}`, async () => {
      const account = await createAccount(gatehouse, password, { isAdministrator: true });
      const as = await userToken(gatehouse, account, inPerson);
      const send = () => call(as, 'PUT', `/User/${account.id}`, { isActive: true });
      requireWithoutEffect(await overtaken(account, end, send), 401);
      assert.equal((await gatehouse.store.users.find(account))?.isActive, false);
    });
  }

  const scope = (name: string, type: ApplicationScope['type'] = 'application') => ({ name, type });
  const managers = [scope('PM.User'), scope('PM.OAuthApp')];
  for (const [what, left] of Object.entries({
    'that was taken from it': [scope('PM.OAuthApp')],
    'that was left to its people alone': [scope('PM.OAuthApp'), scope('PM.User', 'user')],
  })) {
    it(`gives an application no scope back ${what}`, async () => {
      const wish = { scopes: managers.map(({ name }) => ({ name, type: 2 })) };
      const { id } = await createApplication(gatehouse, { scopes: managers });
      const as = await applicationToken(gatehouse, id, ['PM.User', 'PM.OAuthApp']);
      const take = async ({ applicationRegistry }: Tables) => {
        const before = (await applicationRegistry.find(organizationId, id)) ?? assert.fail();
        await applicationRegistry.replace({ ...before, scopes: left });
      };
      const path = `/ExternalClient/${partitionGlobalId}/${id}`;
      requireWithoutEffect(await letInBefore(take, () => call(as, 'PUT', path, wish)), 403);
      const scopes = await gatehouse.db.selectFrom('application_scopes').selectAll().execute();
      const found = scopes.filter((row) => row.application_id === id).map(({ name, type }) => scope(name, type));
      assert.deepEqual(new Set(found), new Set(left));
    });
  }

  it('hinders no application that has asked for the roles which none is registered with', async () => {
    const { id, secret } = await createApplication(gatehouse, { scopes: managers });
    const form = { ...asClient({ id, secret }), grant_type: 'client_credentials', scope: 'PM.OAuthApp OR.Default' };
    const as = (await postForm(gatehouse, '/identity/connect/token', form)).json.access_token;
    const wish = {
      name: `x-${id}`,
      partitionGlobalId,
      isConfidential: true,
      scopes: [{ name: 'PM.OAuthApp', type: 2 }],
    };
    const { status, text } = await call(as, 'POST', '/ExternalClient', wish);
    assert.equal(status, 201, text);
  });

  it('sets up no second factor after all were taken, and makes no recovery codes', async () => {
    const account = await createAccount(gatehouse, password);
    const as = await userToken(gatehouse, account, inPerson, { amr: ['pwd', 'otp', 'mfa'] });
    const setUp = async () => {
      const { secret, begun } = (await call(as, 'POST', '/Account/AuthenticatorApp')).json;
      return () => call(as, 'POST', '/Account/AuthenticatorApp/Confirm', { begun, code: codeOf(secret) });
    };
    assert.equal((await (await setUp())()).status, 201);
    const reset: Ending = async (tables, user) => {
      await tables.factors.deleteOfUser(user);
      await endEverythingOf(tables, user, 'factorsReset', Date.now());
    };
    const { status } = await overtaken(account, reset, await setUp());
    assert.equal(status, 401);
    assert.deepEqual(await gatehouse.store.factors.ofUser(account), []);
  });
});
