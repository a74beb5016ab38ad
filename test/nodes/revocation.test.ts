import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { createAccount } from '../support/accounts.ts';
import { type Gatehouse, noBudgets } from '../support/gatehouse.ts';
import { postChange, send, token } from '../support/http.ts';
import { beforeInOrder } from '../support/in-order.ts';
import { Link } from '../support/link.ts';
import { type Nodes, onPostgres, startNodes } from '../support/nodes.ts';
import { postForm } from '../support/oauth.ts';
import { serve } from '../support/process.ts';
import { userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

// The promise: a token that was revoked is refused by every node within a second, whatever is wrong with its channel.

const password = 'al0h0m0ra-account';

const userInfo = async ({ url }: Pick<Gatehouse, 'url'>, bearer: string): Promise<number> =>
  (await send(`${url}/identity/connect/userinfo`, { headers: { authorization: `Bearer ${bearer}` } })).status;

/** Asks until the token is refused. No request that is sent a second after the revocation may be answered. */
async function isRefusedInTime(node: Pick<Gatehouse, 'url'>, bearer: string, revokedAt: number): Promise<void> {
  for (;;) {
    const askedAt = performance.now();
    if ((await userInfo(node, bearer)) === 401) return;
    assert.ok(askedAt - revokedAt < 1000, 'the token was still accepted');
  }
}

describe('a token that one node has revoked', onPostgres, () => {
  let nodes: Nodes;
  let link: Link;
  const links = new AsyncDisposableStack();
  beforeInOrder(async () => {
    nodes = await startNodes(noBudgets, async (url) => {
      const opened = await Link.toDatabase(url);
      link = links.use(opened.link);
      return opened.url;
    });
  });
  after(async () => {
    await nodes?.stop();
    await links.disposeAsync();
  });

  const bearerOf = async (account: Parameters<typeof userToken>[1]) =>
    await userToken(nodes.at(nodes.a), account, ['openid', 'PM.User']);

  /** By a change of the password on the first node; gives the moment at which that was acknowledged. */
  async function revoke(account: Parameters<typeof userToken>[1], bearer: string): Promise<number> {
    const change = { oldPassword: password, newPassword: 'patr0nu5' };
    const changed = await postChange(nodes.a, { bearer, userId: account.id }, change);
    assert.equal(changed.status, 200, changed.text);
    return performance.now();
  }

  it('by the endpoint for it is refused by the other', async () => {
    const { id: client_id, secret: client_secret } = world.application;
    const bearer = await token(nodes.a);
    const change = () => postChange(nodes.b, { bearer, userId: 'nobody' }, { oldPassword: 'a', newPassword: 'b' });
    assert.notEqual((await change()).status, 401);
    const revoked = await postForm(nodes.a, '/identity/connect/revocation', {
      token: bearer,
      client_id,
      client_secret,
    });
    const revokedAt = performance.now();
    assert.equal(revoked.status, 200);
    for (let askedAt = performance.now(); (await change()).status !== 401; askedAt = performance.now()) {
      assert.ok(askedAt - revokedAt < 1000, 'the token was still accepted');
    }
  });

  it('is refused by another that hears nothing, and so are those that are revoked meanwhile', async () => {
    const bearer = await token(nodes.a);
    for (const isLater of [false, true]) {
      const account = await createAccount(nodes.a, password);
      const mine = await bearerOf(account);
      for (let round = 0; round < 3; round += 1) assert.equal(await userInfo(nodes.b, mine), 200);
      link.silence('listeners');
      if (isLater) await pause(800);
      await isRefusedInTime(nodes.b, mine, await revoke(account, bearer));
    }
    link.mend();
    const account = await createAccount(nodes.a, password);
    const mine = await bearerOf(account);
    assert.equal(await userInfo(nodes.b, mine), 200);
    await isRefusedInTime(nodes.b, mine, await revoke(account, bearer));
  });

  it('is refused by another that was stopped meanwhile, from its first request on', async () => {
    const bearer = await token(nodes.a);
    const { 'store-url': url = '', ...flags } = await nodes.flags();
    const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
    const stopped = await serve(args, { environment: { GATEHOUSE_STORE_URL: url } });
    const account = await createAccount(nodes.a, password);
    const mine = await bearerOf(account);
    for (let round = 0; round < 3; round += 1) assert.equal(await userInfo(stopped, mine), 200);
    stopped.child.kill('SIGSTOP');
    await revoke(account, bearer);
    await pause(1000); // The second that the promise allows.
    stopped.child.kill('SIGCONT');
    assert.equal(await userInfo(stopped, mine), 401);
    assert.equal(await stopped.end('SIGTERM'), 0);
  });
});
