import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TokenService } from '../../src/token/token-service.ts';
import { Browser } from '../support/browser.ts';
import { createRelyingParty, type RelyingParty, redirectUri } from '../support/code-flow.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { openPages } from '../support/sign-in.ts';
import { createVisitor, type Seen } from '../support/visitor.ts';
import { world } from '../support/world.ts';

let pages: TokenService;
let party: RelyingParty;
const gatehouse = useGatehouse(async (running) => {
  pages = await openPages(running);
  party = await createRelyingParty(running, pages);
});

const nextOf = ({ location }: Seen) => location?.replace(gatehouse.url, '') ?? assert.fail();

const policy = ({ headers }: { readonly headers: Headers }) => headers.get('cross-origin-opener-policy');

describe('an application that has people sign in in a window of its own', () => {
  it('keeps hold of the window on every page and redirect of its request, also when a password is typed', async () => {
    const visitor = createVisitor(() => gatehouse.url);
    const query = new URLSearchParams({ response_type: 'code', client_id: party.client.id, redirect_uri: redirectUri });
    const begun = await visitor.get(`/identity/connect/authorize?${query}&scope=openid&display=popup`);
    assert.equal(policy(begun), null);
    const login = nextOf(begun);
    assert.equal(policy(await visitor.get(login)), null);
    const fields = { userName: 'harry.potter', password: world.harry.password };
    const signedIn = await visitor.submit(login, fields);
    assert.equal(policy(signedIn), null);
    const consent = nextOf(await visitor.get(nextOf(signedIn)));
    assert.match(consent, /\/web\/consent\?/);
    assert.equal(policy(await visitor.get(consent)), null);
    const wrong = await new Browser(gatehouse.url).visit(`/identity/connect/authorize?${query}&scope=PM.Audit`);
    assert.equal(policy(await fetch(wrong.url)), null);
  });

  it('has no hold of pages that are nobody’s but the person’s', async () => {
    const visitor = createVisitor(() => gatehouse.url);
    for (const page of ['login', 'forgot-password', 'login?returnUrl=%2Fidentity%2Fweb%2Faccount', 'account']) {
      assert.equal(policy(await visitor.get(`/identity/web/${page}`)), 'same-origin', page);
    }
    await visitor.submit('/Hogwarts/identity/web/login', {
      userName: 'minerva.mcgonagall',
      password: 'animagus-9-lives',
    });
    const request = { response_type: 'code', client_id: party.client.id, redirect_uri: redirectUri, scope: 'openid' };
    const begun = await visitor.get(
      `/identity/connect/authorize?${new URLSearchParams({ ...request, prompt: 'login' })}`,
    );
    const { searchParams } = new URL(nextOf(begun), gatehouse.url);
    for (const page of ['account', 'security', 'tokens', 'admin', 'admin/people']) {
      for (const query of ['client_id=x', 'errorId=x', searchParams]) {
        const seen = await visitor.get(`/identity/web/${page}?${query}`);
        assert.equal(policy(seen), 'same-origin', `${page}?${query}`);
      }
    }
  });
});
