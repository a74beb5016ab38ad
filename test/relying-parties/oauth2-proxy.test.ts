import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { TokenService } from '../../src/token/token-service.ts';
import { Browser } from '../support/browser.ts';
import { freePort } from '../support/free-port.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { createApplication } from '../support/oauth.ts';
import { endWithTests } from '../support/process.ts';
import { agree, openPages } from '../support/sign-in.ts';
import { until } from '../support/until.ts';
import { install } from './install.ts';
import { groups, harry } from './people.ts';
import { Visitor } from './visitor.ts';

const proxy = await install({
  name: 'oauth2-proxy-7.15.6',
  tool: 'go',
  args: () => ['install', 'github.com/oauth2-proxy/oauth2-proxy/v7@v7.15.6'],
  env: (folder) => ({ GOBIN: folder }),
});
let pages: TokenService;
const gatehouse = useGatehouse(async (running) => {
  pages = await openPages(running);
});

/** What is behind the proxy says who the proxy says it is. */
const site = createServer(({ headers }, response) => {
  response.end(JSON.stringify([headers['x-forwarded-email'], headers['x-forwarded-groups']]));
});
await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
after(() => site.close());

/** Starts the proxy as docs/connect.md says, for members of the group; answers where it is. */
async function startProxy(folder: string, group: string): Promise<string> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const redirect = `${url}/oauth2/callback`;
  const scopes = [{ name: 'PM.User.Read', type: 'user' }] as const;
  const client = await createApplication(gatehouse, { redirectUris: [redirect], scopes });
  const settings = [
    ...['provider=oidc', `oidc-issuer-url=${gatehouse.url}/identity`, `redirect-url=${redirect}`],
    ...['scope=openid profile email groups', 'code-challenge-method=S256', `allowed-group=${group}`],
    ...['email-domain=*', 'cookie-secret=0123456789abcdef0123456789abcdef', 'cookie-secure=false'],
    ...['skip-provider-button=true', `http-address=${new URL(url).host}`, 'pass-user-headers=true'],
    ...[`client-id=${client.id}`, `client-secret=${client.secret}`],
    `upstream=http://127.0.0.1:${(site.address() as AddressInfo).port}`,
  ];
  endWithTests(
    spawn(
      join(folder, 'oauth2-proxy'),
      settings.map((one) => `--${one}`),
      { stdio: 'ignore' },
    ),
  );
  await until(async () => (await fetch(`${url}/ping`).catch(() => undefined))?.ok === true);
  return url;
}

/** A browser comes to the site, signs in, and is shown what the site says. */
async function visit(url: string): Promise<{ status: number; text: string }> {
  const visitor = new Visitor();
  const browser = new Browser(gatehouse.url);
  const start = (await visitor.get(`${url}/`)).location ?? assert.fail('nobody is asked to sign in');
  const back = await agree(pages, browser, gatehouse, harry, await browser.visit(start));
  await visitor.get(back.url);
  const shown = await visitor.get(`${url}/`);
  return { status: shown.status, text: shown.text };
}

describe('a site behind oauth2-proxy', () => {
  it('is shown to a member of the group, and learns who it is', { skip: proxy.skip }, async () => {
    if (proxy.skip !== false) return;
    const { status, text } = await visit(await startProxy(proxy.folder, 'Quidditch Team'));
    assert.equal(status, 200);
    assert.deepEqual(JSON.parse(text), ['harry@hogwarts.example', groups.join(',')]);
  });

  it('is not shown to others', { skip: proxy.skip }, async () => {
    if (proxy.skip !== false) return;
    const { status } = await visit(await startProxy(proxy.folder, 'Administrators'));
    assert.notEqual(status, 200);
  });
});
