import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import type * as SdkAssets from '@uipath/uipath-typescript/assets';
import type * as Sdk from '@uipath/uipath-typescript/core';
import { decodeJwt } from 'jose';
import type { TokenService } from '../../src/token/token-service.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { send, token } from '../support/http.ts';
import { postForm } from '../support/oauth.ts';
import { openPages } from '../support/sign-in.ts';
import { world } from '../support/world.ts';
import { authorized } from './authorized.ts';

// The published package of the original. Of the services that it knows this server is the one of identity: the SDK
// authenticates here, and is refused readably where it looks for the others.

const require = createRequire(import.meta.url);
const { UiPath }: typeof Sdk = require('@uipath/uipath-typescript/core');
const { Assets }: typeof SdkAssets = require('@uipath/uipath-typescript/assets');

// The package reports its use to its maker and cannot be told not to. Tests talk to nobody but this machine.
const { fetch } = globalThis;
globalThis.fetch = (input, init) =>
  new URL(input instanceof Request ? input.url : input).hostname === '127.0.0.1'
    ? fetch(input, init)
    : Promise.reject(new Error('not from a test'));

let pages: TokenService;
let account: Account;
const gatehouse = useGatehouse(async (running) => {
  pages = await openPages(running);
  account = await createAccount(running, null);
});
const place = () => ({ baseUrl: gatehouse.url, orgName: world.organization.name, tenantName: world.tenant });

describe('the TypeScript SDK of the original', () => {
  it('authenticates with a secret, which is a token of this server', async () => {
    const secret = await token(gatehouse, 'PM.User');
    const sdk = new UiPath({ ...place(), secret });
    await sdk.initialize();
    assert.ok(sdk.isInitialized() && sdk.isAuthenticated());
    const answer = await send(`${gatehouse.url}/${sdk.config.orgName}/identity_/api/User/${world.harry.id}`, {
      headers: { authorization: `Bearer ${sdk.getToken()}` },
    });
    assert.equal(answer.status, 200);
  });

  it('learns that services are not here as what it is: something not found', async () => {
    const sdk = new UiPath({ ...place(), secret: await token(gatehouse, 'PM.User') });
    await assert.rejects(new Assets(sdk).getAll(), { name: 'NotFoundError', message: 'Not Found' });
  });

  it('renews a token that is over at the endpoint of the organization, and goes on with the new one', async () => {
    const redirectUri = 'http://localhost:3000/app';
    const wanted = { redirectUri, scope: 'PM.User offline_access', state: 'state' };
    const { clientId, exchange } = await authorized(gatehouse, pages, account, wanted);
    const first = await postForm(gatehouse, '/identity_/connect/token', exchange);
    const refreshToken: string = first.json.refresh_token;
    const sdk = new UiPath({ ...place(), clientId, redirectUri, scope: 'PM.User' });
    sdk.updateToken({ token: 'over', type: 'oauth', expiresAt: new Date(0), refreshToken });
    assert.equal(sdk.isAuthenticated(), false);
    await assert.rejects(new Assets(sdk).getAll(), { name: 'NotFoundError', message: 'Not Found' });
    const renewed = sdk.getToken();
    assert.notEqual(renewed, first.json.access_token);
    assert.equal(decodeJwt(renewed ?? '').sub, account.id);
  });
});
