import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Browser } from '../support/browser.ts';
import { challenge, redirectUri } from '../support/code-flow.ts';
import { useFolder } from '../support/folder.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { asClient, postForm } from '../support/oauth.ts';
import { world } from '../support/world.ts';

/** As long as a seed file may make it. */
const client = { id: 'x'.repeat(256), secret: 'a-secret-for-tests-only' };
const seed = {
  organizations: [
    {
      ...world.organization,
      applications: [{ ...client, name: 'Marauders', redirectUris: [redirectUri], scopes: ['openid', 'PM.User.Read'] }],
    },
  ],
};

const folder = useFolder();
const gatehouse = useGatehouse(
  async () => {},
  async () => {
    const file = join(folder, 'seed.yaml');
    writeFileSync(file, JSON.stringify(seed));
    return { seed: file };
  },
);

describe('an application with the longest id', () => {
  const request = {
    response_type: 'code',
    client_id: client.id,
    redirect_uri: redirectUri,
    scope: 'openid',
    ...challenge,
  };

  it('proves itself in a form, at every endpoint', async () => {
    const cases = [
      ['token', { grant_type: 'client_credentials' }, 200],
      ['introspect', { token: 'x' }, 200],
      ['revocation', { token: 'x' }, 200],
      ['par', request, 201],
      ['deviceauthorization', { scope: 'openid' }, 200],
    ] as const;
    for (const [path, fields, status] of cases) {
      const answer = await postForm(gatehouse, `/identity/connect/${path}`, { ...fields, ...asClient(client) });
      assert.equal(answer.status, status, `${path} ${JSON.stringify(answer.json)}`);
    }
  });

  it('signs people in and out', async () => {
    const browser = new Browser(gatehouse.url);
    const signIn = await browser.visit(`/identity/connect/authorize?${new URLSearchParams(request)}`);
    assert.equal(signIn.url.pathname, '/identity/web/login');
    const ending = new URLSearchParams({ client_id: client.id, post_logout_redirect_uri: redirectUri });
    const signOut = await browser.visit(`/identity/connect/endsession?${ending}`);
    assert.equal(signOut.url.searchParams.get('errorCode'), null, signOut.url.href);
    assert.notEqual(signOut.url.pathname, '/identity/web/');
  });
});
