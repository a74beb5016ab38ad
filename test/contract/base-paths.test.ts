import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAccount } from '../support/accounts.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { postChange, send, token } from '../support/http.ts';
import { world } from '../support/world.ts';

let bearer: string;
const gatehouse = useGatehouse(async (started) => {
  bearer = await token(started);
});

const { name, id } = world.organization;
const prefixes = [
  '/identity',
  '/identity_',
  '/IDENTITY_',
  `/${name}/identity_`,
  `/${name}/identity`,
  `/${name.toUpperCase()}/Identity_`,
  `/${id}/identity_`,
  `/${id.toUpperCase()}/identity`,
  `/${name}/${world.tenant}/identity_`,
  `/${name}/${world.tenant.toLowerCase()}/identity`,
  `/${id}/${world.tenant}/identity_`,
];

describe('the forms of the URL', () => {
  for (const prefix of prefixes) {
    it(`reaches the operation under ${prefix}`, async () => {
      const { id: userId } = await createAccount(gatehouse, 'al0h0m0ra-account');
      const answer = await postChange(
        gatehouse,
        { bearer, userId, prefix },
        { oldPassword: 'al0h0m0ra-account', newPassword: 'patr0nu5' },
      );
      assert.equal(answer.text, '{"succeeded":true,"errors":[]}');
    });

    it(`hands out tokens under ${prefix}, with the issuer of its ending and links under the prefix that was asked`, async () => {
      const form = new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: world.application.id,
        client_secret: world.application.secret,
      });
      const answer = await send(`${gatehouse.url}${prefix}/connect/token`, { method: 'POST', body: form });
      assert.equal(answer.status, 200);
      const discovery = await send(`${gatehouse.url}${prefix}/.well-known/openid-configuration`);
      const ending = prefix.endsWith('_') ? '/identity_' : '/identity';
      assert.equal(discovery.json.issuer, `${gatehouse.url}${ending}`);
      assert.equal(discovery.json.token_endpoint, `${gatehouse.url}${prefix}/connect/token`);
    });
  }

  it('does not care about the letter case of the route or about a trailing slash', async () => {
    for (const path of [
      'api/user/har-3107/CHANGEPASSWORD',
      'API/USER/har-3107/changepassword/',
      'api/User/har-3107/changePassword/',
    ]) {
      const answer = await send(`${gatehouse.url}/identity/${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
        body: '{}',
      });
      assert.equal(answer.json.errors[0].code, 'PasswordMismatch', path);
    }
  });

  for (const prefix of ['/Nowhere/identity_', `/${name}/Nowhere/identity_`, '/%ff/identity_', '/a%2fb/identity']) {
    it(`answers 404 under ${prefix}`, async () => {
      const answer = await postChange(gatehouse, { bearer, userId: 'har-3107', prefix }, {});
      assert.equal(answer.status, 404);
      assert.equal(answer.headers.get('content-type'), 'application/problem+json; charset=utf-8');
      const tokens = await send(`${gatehouse.url}${prefix}/connect/token`, { method: 'POST' });
      assert.equal(tokens.status, 404);
    });
  }

  it('refuses a token of one organization under the name of another', async () => {
    const prefix = `/${world.otherOrganization.name}/identity_`;
    const answer = await postChange(gatehouse, { bearer, userId: 'har-3107', prefix }, {});
    assert.equal(answer.status, 403);
  });

  it('ignores the tenant headers that clients send', async () => {
    const headers = { 'x-uipath-tenantname': 'Nowhere', 'x-uipath-organizationunitid': '7' };
    const answer = await postChange(gatehouse, { bearer, userId: 'har-3107', headers }, {});
    assert.equal(answer.json.errors[0].code, 'PasswordMismatch');
  });
});
