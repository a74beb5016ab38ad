import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { issueRecoveryLink } from '../../src/password/account-link.ts';
import type { TokenService } from '../../src/token/token-service.ts';
import { createLink } from '../support/account-link.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { createRelyingParty, type RelyingParty, redirectUri, relyingParty, verifier } from '../support/code-flow.ts';
import { exchange } from '../support/exchange.ts';
import { type Gatehouse, noBudgets } from '../support/gatehouse.ts';
import { type Answer, postChange, send, token } from '../support/http.ts';
import { beforeInOrder } from '../support/in-order.ts';
import { type Nodes, onPostgres, startNodes } from '../support/nodes.ts';
import { codeOf, codesOn, fieldOf, login, password, secretOn, web } from '../support/second-factor.ts';
import { openPages } from '../support/sign-in.ts';
import { until } from '../support/until.ts';
import { createVisitor, type Seen, tokenOf, type Visitor } from '../support/visitor.ts';

const scope = { scope: 'openid offline_access PM.User' };

describe('two nodes that are asked at the same moment', onPostgres, () => {
  let nodes: Nodes;
  let pages: TokenService;
  let party: RelyingParty;
  beforeInOrder(async () => {
    nodes = await startNodes(noBudgets);
    nodes.front.use(nodes.a);
    pages = await openPages(nodes.at(nodes.a));
    party = await createRelyingParty(nodes.at(nodes.a), pages, { isConfidential: false });
  });
  after(() => nodes?.stop());

  /** A browser that is led to that node alone, and believes itself at the address of both. */
  const browserAt = ({ url }: Gatehouse): Visitor =>
    createVisitor(
      () => nodes.front.url,
      {},
      (to, init) => {
        const { pathname, search } = new URL(to);
        return exchange(new URL(pathname + search, url), init);
      },
    );
  const partyAt = (node: Gatehouse) => relyingParty(node, pages, party.client);
  const changed = async ({ id: userId }: Account) => {
    const options = { bearer: await token(nodes.a), userId };
    const { status, text } = await postChange(nodes.a, options, { oldPassword: password, newPassword: 'patr0nu5-x' });
    assert.equal(status, 200, text);
  };
  const typed = (visitor: Visitor, { id }: Account, formToken: string) =>
    visitor.post(login, { formToken, userName: `user-${id}`, password });

  /** Everywhere, within the second in which every node has heard of it. */
  async function assertDead({ json }: Answer): Promise<void> {
    const headers = { authorization: `Bearer ${json.access_token}` };
    for (const { url } of json.access_token ? [nodes.a, nodes.b] : [])
      await until(async () => (await send(`${url}/identity/connect/userinfo`, { headers })).status === 401);
    if (!json.refresh_token) return;
    const form = { grant_type: 'refresh_token', refresh_token: json.refresh_token };
    for (const node of [nodes.a, nodes.b])
      assert.equal((await partyAt(node).exchange(form)).json.error, 'invalid_grant');
  }

  for (const [what, begin] of Object.entries({
    'a code is exchanged': async (account: Account) => {
      const code = (await party.approve(account, scope)).searchParams.get('code') ?? '';
      const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
      return () => partyAt(nodes.b).exchange(form);
    },
    'a token is renewed': async (account: Account) => {
      const { json } = await party.signIn(account, scope);
      return () => partyAt(nodes.b).exchange({ grant_type: 'refresh_token', refresh_token: json.refresh_token });
    },
  })) {
    it(`leave nothing alive when a password is changed on one while ${what} on the other`, async () => {
      for (let round = 0; round < 5; round += 1) {
        const account = await createAccount(nodes.a, password);
        const exchange = await begin(account);
        const [answer] = await Promise.all([exchange(), changed(account)]);
        await assertDead(answer);
      }
    });
  }

  it('leave no session when a password is changed on one while it is typed on the other', async () => {
    for (let round = 0; round < 5; round += 1) {
      const account = await createAccount(nodes.a, password);
      const visitor = browserAt(nodes.b);
      const formToken = tokenOf((await visitor.get(login)).html);
      await Promise.all([typed(visitor, account, formToken), changed(account)]);
      await until(async () => (await visitor.get(web('account'))).status === 303);
    }
  });

  /** The same form, sent by a browser at each node. Returns how many of them it has let in. */
  async function letIn(prepare: (visitor: Visitor) => Promise<() => Promise<Seen>>): Promise<number> {
    const all = await Promise.all([nodes.a, nodes.b, nodes.a, nodes.b].map(async (node) => prepare(browserAt(node))));
    const seen = await Promise.all(all.map((post) => post()));
    return seen.filter(({ status }) => status === 303).length;
  }

  it('take the link for a forgotten password once', async () => {
    const account = await createAccount(nodes.a, password);
    const { path } = await nodes.a.store.transaction((tables) =>
      issueRecoveryLink(tables, { ...account, email: null }, Date.now()),
    );
    const count = await letIn(async (visitor) => {
      const formToken = tokenOf((await visitor.get(path)).html);
      return () => visitor.post(path, { formToken, newPassword: 'rictu5empra', repeatPassword: 'rictu5empra' });
    });
    assert.equal(count, 1);
  });

  it('take the link of an invitation once, and that for an address', async () => {
    const newPassword = 'rictu5empra';
    for (const [kind, page, fields] of [
      ['UserInvitation', 'invitation', { newPassword, repeatPassword: newPassword }],
      ['EmailConfirmation', 'confirm-email', {}],
    ] as const) {
      const account = await createAccount(nodes.a, password);
      const email = `${account.id}@hogwarts.example`;
      const unconfirmed = { email_confirmed: 0, invitation_accepted: 0 } as const;
      const changes = { email, email_key: email.toUpperCase(), ...unconfirmed };
      await nodes.a.db.updateTable('users').set(changes).where('id', '=', account.id).execute();
      const token = await createLink(nodes.a, account, kind);
      const path = `${web(page)}?token=${token}&organization=${account.organizationId}`;
      const count = await letIn(async (visitor) => {
        const formToken = tokenOf((await visitor.get(path)).html);
        return () => visitor.post(path, { formToken, ...fields });
      });
      assert.equal(count, 1, kind);
      assert.equal((await nodes.b.store.users.find(account))?.emailConfirmed, true, kind);
    }
  });

  it('take a code of an app once, and a recovery code', async () => {
    const account = await createAccount(nodes.a, password);
    const owner = browserAt(nodes.a);
    await typed(owner, account, tokenOf((await owner.get(login)).html));
    const setUp = web('set-up-factor?kind=totp');
    const { html } = await owner.get(setUp);
    const secret = secretOn(html);
    const fields = { formToken: tokenOf(html), begun: fieldOf(html, 'begun'), code: codeOf(secret) };
    const [recoveryCode = ''] = codesOn((await owner.post(setUp, fields)).html);
    await nodes.a.db.updateTable('factors').set({ state: '{"step":0}' }).where('kind', '=', 'totp').execute();
    for (const [kind, code] of Object.entries({ totp: codeOf(secret), recoveryCodes: recoveryCode })) {
      const count = await letIn(async (visitor) => {
        const { location = '' } = await typed(visitor, account, tokenOf((await visitor.get(login)).html));
        const formToken = tokenOf((await visitor.get(location)).html);
        return () => visitor.post(location, { formToken, kind, code });
      });
      assert.equal(count, 1, kind);
    }
  });
});
