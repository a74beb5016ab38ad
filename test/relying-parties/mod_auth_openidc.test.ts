import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { TokenService } from '../../src/token/token-service.ts';
import { Browser } from '../support/browser.ts';
import { temporaryFolder } from '../support/folder.ts';
import { freePort } from '../support/free-port.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { createApplication } from '../support/oauth.ts';
import { endWithTests } from '../support/process.ts';
import { agree, nowhere, openPages } from '../support/sign-in.ts';
import { until } from '../support/until.ts';
import { harry } from './people.ts';
import { Visitor } from './visitor.ts';

/** As Debian installs them. */
const [apache, modules] = ['/usr/sbin/apache2', '/usr/lib/apache2/modules'];
const isThere = existsSync(apache) && existsSync(join(modules, 'mod_auth_openidc.so'));
const skip = !isThere && 'left out: apt-get install apache2 libapache2-mod-auth-openidc';
let pages: TokenService;
const gatehouse = useGatehouse(
  async (running) => {
    pages = await openPages(running);
  },
  { 'outgoing-private-addresses': '127.0.0.1' },
);

/** A site as docs/connect.md says, for members of the group; answers where it is. */
async function startSite(folder: string, group: string): Promise<string> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const redirect = `${url}/callback`;
  const scopes = [{ name: 'PM.User.Read', type: 'user' }] as const;
  const backchannelLogoutUri = `${redirect}?logout=backchannel`;
  const client = await createApplication(gatehouse, { redirectUris: [redirect], scopes, backchannelLogoutUri });
  await chmod(folder, 0o755); // Started by root, it reads as somebody else.
  await mkdir(join(folder, 'site'));
  await writeFile(join(folder, 'site/index.html'), 'the site of the group');
  const names = ['mpm_event', 'authn_core', 'authz_core', 'authz_user', 'dir', 'auth_openidc'];
  const settings = `ServerName 127.0.0.1
User www-data
Group www-data
Listen ${new URL(url).host}
ServerRoot ${folder}
PidFile ${folder}/pid
ErrorLog ${folder}/error.log
DocumentRoot ${folder}/site
DirectoryIndex index.html
${names.map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so`).join('\n')}
OIDCProviderMetadataURL ${gatehouse.url}/identity/.well-known/openid-configuration
OIDCClientID ${client.id}
OIDCClientSecret ${client.secret}
OIDCRedirectURI ${redirect}
OIDCCryptoPassphrase 0123456789abcdef
OIDCScope "openid profile email groups"
OIDCPKCEMethod S256
OIDCRemoteUserClaim preferred_username
<Location />
  AuthType openid-connect
  Require claim "groups:${group}"
</Location>
`;
  await writeFile(join(folder, 'apache.conf'), settings);
  const args = ['-X', '-f', join(folder, 'apache.conf')]; // One process: children of one that is killed would stay.
  endWithTests(spawn(apache, args, { stdio: ['ignore', 'ignore', 'inherit'] }));
  await until(async () => (await fetch(url, { redirect: 'manual' }).catch(() => undefined)) !== undefined);
  return url;
}

async function signIn(site: string) {
  const visitor = new Visitor();
  const start = (await visitor.get(`${site}/`)).location ?? assert.fail('nobody is asked to sign in');
  const browser = new Browser(gatehouse.url);
  const back = await agree(pages, browser, gatehouse, harry, await browser.visit(start));
  await visitor.get(back.url);
  const shown = await visitor.get(`${site}/`);
  return { visitor, status: shown.status, text: shown.text };
}

describe('a site behind mod_auth_openidc', () => {
  it('is shown to a member of the group until the person signs out elsewhere', { skip }, async () => {
    await using folder = await temporaryFolder();
    const site = await startSite(folder.path, 'Quidditch Team');
    const { visitor, status, text } = await signIn(site);
    assert.deepEqual([status, text], [200, 'the site of the group']);
    const user = (await gatehouse.store.users.find(harry)) ?? assert.fail();
    await pages.sessions.endAll(user, nowhere);
    await until(async () => (await visitor.get(`${site}/`)).status === 302);
  });

  it('is not shown to others', { skip }, async () => {
    await using folder = await temporaryFolder();
    const { status } = await signIn(await startSite(folder.path, 'Administrators'));
    assert.equal(status, 401);
  });
});
