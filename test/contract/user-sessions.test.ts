import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TokenService } from '../../src/token/token-service.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { auditOf } from '../support/audit.ts';
import { createRelyingParty, type RelyingParty } from '../support/code-flow.ts';
import { noBudgets, useGatehouse } from '../support/gatehouse.ts';
import { token } from '../support/http.ts';
import { openPages } from '../support/sign-in.ts';
import { userToken } from '../support/user-token.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';

// What an administrator sees and ends of what a person is signed in with.

const password = 'al0h0m0ra-account';
let bearer: string;
let pages: TokenService;
let party: RelyingParty;
const gatehouse = useGatehouse(async (running) => {
  bearer = await token(running, 'PM.User');
  pages = await openPages(running);
  party = await createRelyingParty(running, pages, { name: 'Owl Post' });
}, noBudgets);
const call = apiOf(gatehouse, () => bearer);

async function signedIn({ id }: Account, userAgent = 'Test/1'): Promise<Visitor> {
  const visitor = createVisitor(() => gatehouse.url, { 'user-agent': userAgent });
  await visitor.submit('/Hogwarts/identity/web/login', { userName: `user-${id}`, password });
  return visitor;
}

const isIn = async (visitor: Visitor) => (await visitor.get('/identity/web/sessions')).status === 200;
const recorded = async ({ id }: Account) =>
  (await auditOf(gatehouse, 'User'))
    .filter(({ targetId }) => targetId === id)
    .map(({ action, details }) => [action, details]);

describe('the sessions of a user', () => {
  it('say since when, from where and with what the user is signed in', async () => {
    const person = await createAccount(gatehouse, password);
    assert.deepEqual((await call('GET', `/api/User/${person.id}/sessions`)).json, []);
    await signedIn(person, 'Mozilla/5.0 Firefox/140.0');
    const { status, json } = await call('GET', `/api/User/${person.id}/sessions`);
    assert.equal(status, 200);
    const [{ id, creationTime, lastSeenTime, endTime, ...rest }] = json;
    assert.ok(
      id.length > 0 && Date.parse(creationTime) <= Date.parse(lastSeenTime) && Date.parse(endTime) > Date.now(),
    );
    assert.deepEqual(rest, {
      clientIpAddress: '127.0.0.1',
      browserInfo: 'Mozilla/5.0 Firefox/140.0',
      isKept: false,
    });
  });

  it('end one by one: the others live on, and the log says which it was', async () => {
    const person = await createAccount(gatehouse, password);
    const [one, other] = [await signedIn(person, 'One/1'), await signedIn(person, 'Other/1')];
    const { json } = await call('GET', `/api/User/${person.id}/sessions`);
    const { id } = json.find(({ browserInfo }: { browserInfo: string }) => browserInfo === 'One/1');
    const path = `/api/User/${person.id}/sessions/${id}`;
    assert.equal((await call('DELETE', path)).status, 204);
    assert.deepEqual([await isIn(one), await isIn(other)], [false, true]);
    assert.deepEqual(await recorded(person), [['EndSession', { session: id }]]);
    const again = await call('DELETE', path);
    assert.equal(again.status, 404);
    assert.match(again.text, /no such session/);
  });

  it('end all together, and the answer says how much there was', async () => {
    const person = await createAccount(gatehouse, password);
    const browsers = [await signedIn(person), await signedIn(person)];
    await party.signIn(person, { scope: 'openid offline_access' });
    const answer = await call('DELETE', `/api/User/${person.id}/sessions`);
    assert.equal(answer.status, 204);
    assert.match(answer.headers.get('gatehouse-revoked') ?? '', /sessions=3, refresh-tokens=1,/);
    assert.deepEqual(await Promise.all(browsers.map(isIn)), [false, false]);
    const [[action, { ended }] = []] = await recorded(person);
    assert.deepEqual([action, ended.sessions, ended.refreshTokens], ['EndSessions', 3, 1]);
  });

  it('are nothing for people who administer nothing, nor for an application that only reads', async () => {
    const [person, colleague] = [await createAccount(gatehouse, password), await createAccount(gatehouse, password)];
    const theirs = apiOf(gatehouse, () => mine);
    const mine = await userToken(gatehouse, colleague, ['PM.User']);
    assert.equal((await theirs('GET', `/api/User/${person.id}/sessions`)).status, 403);
    const reading = await token(gatehouse, 'PM.User.Read');
    const reader = apiOf(gatehouse, () => reading);
    assert.equal((await reader('GET', `/api/User/${person.id}/sessions`)).status, 200);
    assert.equal((await reader('DELETE', `/api/User/${person.id}/sessions`)).status, 403);
  });
});

describe('the connected applications of a user', () => {
  it('say what each may do, and lose it when an administrator takes it away', async () => {
    const person = await createAccount(gatehouse, password);
    const path = `/api/User/${person.id}/connectedApplications`;
    assert.deepEqual((await call('GET', path)).json, []);
    const { json: tokens } = await party.signIn(person, { scope: 'openid offline_access PM.User' });
    const [connection] = (await call('GET', path)).json;
    assert.deepEqual([connection.clientId, connection.name], [party.client.id, 'Owl Post']);
    assert.ok(connection.scopes.includes('PM.User') && connection.allowedTime && connection.lastUsedTime);
    // An id is the same in every spelling.
    const removed = await call('DELETE', `${path}/${party.client.id.toUpperCase()}`);
    assert.equal(removed.status, 204);
    assert.match(removed.headers.get('gatehouse-revoked') ?? '', /sessions=0, refresh-tokens=1,/);
    const renewed = await party.exchange({ grant_type: 'refresh_token', refresh_token: String(tokens.refresh_token) });
    assert.equal(renewed.status, 400);
    assert.deepEqual((await call('GET', path)).json, []);
    const [[action, { applicationId }] = []] = await recorded(person);
    assert.deepEqual([action, applicationId], ['RemoveAccess', party.client.id]);
    assert.equal((await call('DELETE', `${path}/${party.client.id}`)).status, 404);
  });
});
