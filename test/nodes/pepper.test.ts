import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { createAccount } from '../support/accounts.ts';
import { type Gatehouse, noBudgets, startGatehouse } from '../support/gatehouse.ts';
import { postChange, send, token } from '../support/http.ts';
import { beforeInOrder } from '../support/in-order.ts';
import { type Nodes, onPostgres, startNodes } from '../support/nodes.ts';

const [one, two] = [1, 2].map((byte) => Buffer.alloc(32, byte).toString('base64')) as [string, string];
const password = 'al0h0m0ra-account';

const signIn = async ({ url }: Gatehouse, id: string, secret: string): Promise<number> => {
  const body = JSON.stringify({ tenancyName: 'Hogwarts', usernameOrEmailAddress: `user-${id}`, password: secret });
  const headers = { 'content-type': 'application/json' };
  return (await send(`${url}/api/account/authenticate`, { method: 'POST', headers, body })).status;
};

describe('a pepper on several nodes', onPostgres, () => {
  let nodes: Nodes;
  const started: Gatehouse[] = [];
  /** A further node, with these keys. */
  const node = async (pepper: string): Promise<Gatehouse> => {
    const running = await startGatehouse({ ...(await nodes.flags()), pepper });
    started.push(running);
    return running;
  };
  /** Has a new account change its password there; gives its id. */
  const changeAt = async (running: Gatehouse, newPassword: string): Promise<string> => {
    const { id } = await createAccount(running, password);
    const bearer = await token(nodes.at(running));
    const { status } = await postChange(running, { bearer, userId: id }, { oldPassword: password, newPassword });
    assert.equal(status, 200);
    return id;
  };
  beforeInOrder(async () => {
    nodes = await startNodes({ ...noBudgets, pepper: `none,${one}` });
  });
  after(async () => {
    for (const running of started) await running.stop();
    await nodes?.stop();
  });

  it('that is known everywhere is used by one after the other, and nobody notices', async () => {
    const sealing = await node(one);
    const id = await changeAt(sealing, 'patr0nu5-2');
    for (const running of [nodes.a, nodes.b, sealing]) {
      assert.equal(await signIn(running, id, 'patr0nu5-2'), 200);
      assert.equal(await signIn(running, id, password), 401);
    }
    const other = await changeAt(nodes.a, 'patr0nu5-3');
    assert.equal(await signIn(sealing, other, 'patr0nu5-3'), 200);
  });

  it('that one of them does not know is said to be at fault there, and nowhere else', async () => {
    const ahead = await node(`${two},${one}`);
    const id = await changeAt(ahead, 'patr0nu5-2');
    assert.equal(await signIn(ahead, id, 'patr0nu5-2'), 200);
    assert.equal(await signIn(nodes.a, id, 'patr0nu5-2'), 500);
    const behind = startGatehouse({ ...(await nodes.flags()), pepper: one });
    await assert.rejects(behind, /sealed with the pepper key [\da-f]{8}, which is not configured/);
  });
});
