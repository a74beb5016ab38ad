import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { newId } from '../../src/directory/identifier.ts';
import { newAuthenticator } from '../../src/factor/authenticator.fixture.ts';
import { userHandle } from '../../src/factor/passkey-handle.ts';
import { createAccount } from '../support/accounts.ts';
import { exchange } from '../support/exchange.ts';
import { type Gatehouse, noBudgets } from '../support/gatehouse.ts';
import { decode } from '../support/html-text.ts';
import { beforeInOrder } from '../support/in-order.ts';
import { type Nodes, onPostgres, startNodes } from '../support/nodes.ts';
import { fieldOf, login, password } from '../support/second-factor.ts';
import { createVisitor, tokenOf } from '../support/visitor.ts';

/** Browsers allow nobody passkeys under a bare address. */
const origin = 'http://gatehouse.localhost';

describe('a passkey that two nodes are shown at the same moment', onPostgres, () => {
  let nodes: Nodes;
  beforeInOrder(async () => {
    nodes = await startNodes({ ...noBudgets, 'external-url': origin });
  });
  after(() => nodes?.stop());

  const browserAt = ({ url }: Gatehouse) =>
    createVisitor(
      () => origin,
      {},
      (to, init) => {
        const { pathname, search } = new URL(to);
        return exchange(new URL(pathname + search, url), init);
      },
    );

  it('lets in once, with the question of the one answered on the other', async () => {
    for (let round = 0; round < 5; round += 1) {
      const account = await createAccount(nodes.a, password);
      const { organizationId, id: userId } = account;
      const { credentialId, publicKey, answer } = newAuthenticator();
      const state = JSON.stringify({ credentialId, publicKey, counter: 0, transports: [], answered: [] });
      const kept = { id: newId(), kind: 'passkey', name: 'Owl', sealedSecret: null, lastUsedAt: null } as const;
      await nodes.a.store.factors.insert({ ...kept, organizationId, userId, state, createdAt: Date.now() });

      const asker = browserAt(nodes.a);
      const { html } = await asker.get(login);
      const { challenge } = JSON.parse(decode(/data-options="([^"]*)"/.exec(html)?.[1] ?? ''));
      const passkey = answer(challenge, userHandle(account), { rpId: 'gatehouse.localhost', origin });
      const fields = { formToken: tokenOf(html), asked: fieldOf(html, 'asked'), passkey };
      const seen = await Promise.all(
        [nodes.b, nodes.a, nodes.b, nodes.a].map((node) => {
          const browser = browserAt(node);
          for (const [name, value] of asker.cookies) browser.cookies.set(name, value);
          return browser.post(login, fields);
        }),
      );
      assert.deepEqual(seen.map(({ status }) => status).sort(), [303, 400, 400, 400]);
    }
  });
});
