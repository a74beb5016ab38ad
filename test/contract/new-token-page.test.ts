import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Account, createAccount } from '../support/accounts.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';

const gatehouse = useGatehouse();
const password = 'al0h0m0ra-account';
const page = '/identity/web/new-token';

async function signedIn({ id }: Account): Promise<Visitor> {
  const visitor = createVisitor(() => gatehouse.url);
  await visitor.submit('/Hogwarts/identity/web/login', { userName: `user-${id}`, password });
  return visitor;
}

const offered = async (visitor: Visitor): Promise<readonly string[]> =>
  [...(await visitor.get(page)).html.matchAll(/name="scope" value="([^"]+)"/g)].map(([, scope = '']) => scope);

describe('the page for a new access token', () => {
  it('offers everybody what is of use to them, and takes nothing else', async () => {
    const visitor = await signedIn(await createAccount(gatehouse, password));
    const scopes = await offered(visitor);
    assert.ok(scopes.includes('PM.User') && scopes.includes('PM.Setting'), scopes.join(' '));
    for (const foreign of ['PM.Audit.Read', 'PM.Group', 'PM.OAuthApp']) {
      assert.ok(!scopes.includes(foreign), foreign);
      const answer = await visitor.submit(page, { description: 'x', scope: foreign, days: '7' });
      assert.equal(answer.status, 400, foreign);
      assert.match(answer.html, /Choose at least one/);
    }
  });

  it('offers administrators what opens their organization, and leads to the token, which is shown once', async () => {
    const visitor = await signedIn(await createAccount(gatehouse, password, { isAdministrator: true }));
    const scopes = await offered(visitor);
    assert.ok(scopes.includes('PM.Audit.Read') && scopes.includes('PM.Group'), scopes.join(' '));
    const { location = '' } = await visitor.submit(page, {
      description: 'Night job',
      scope: 'PM.Audit.Read',
      days: '7',
    });
    assert.match((await visitor.get(location)).html, /id="value">rt_[\s\S]*Night job/);
    assert.doesNotMatch((await visitor.get(location)).html, /id="value"/);
  });

  it('asks before a token is revoked, names it, and knows no other', async () => {
    const account = await createAccount(gatehouse, password);
    const visitor = await signedIn(account);
    await visitor.submit(page, { description: 'Night job', scope: 'PM.User.Read', days: '7' });
    const row = gatehouse.db.selectFrom('personal_access_tokens').select('id').where('user_id', '=', account.id);
    const { id } = await row.executeTakeFirstOrThrow();
    assert.match((await visitor.get(`/identity/web/tokens?revoke=${id}`)).html, /Revoke the token Night job\?/);
    assert.equal((await row.execute()).length, 1, 'to ask revokes nothing');
    const stranger = await signedIn(await createAccount(gatehouse, password));
    assert.doesNotMatch((await stranger.get(`/identity/web/tokens?revoke=${id}`)).html, /Night job/);
  });
});
