import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { cp, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { TokenService } from '../../src/token/token-service.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { createRelyingParty, type RelyingParty, redirectUri, verifier } from '../support/code-flow.ts';
import { lacksFileLimits, withoutRoom } from '../support/file-size.ts';
import { temporaryFolder } from '../support/folder.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { type Answer, postChange, send, token } from '../support/http.ts';
import { asClient, postForm } from '../support/oauth.ts';
import { gatehouse as run } from '../support/process.ts';
import { openPages } from '../support/sign-in.ts';
import { lacksSmallDisks, SmallDisk } from '../support/small-disk.ts';
import { copyExampleData } from '../support/store.ts';
import { createVisitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

const password = 'al0h0m0ra-account';

describe('a store that has no room', { skip: lacksFileLimits }, () => {
  let pages: TokenService;
  let account: Account;
  let party: RelyingParty;
  let tool: RelyingParty;
  let bearer = '';
  const gatehouse = useGatehouse(async (running) => {
    pages = await openPages(running);
    account = await createAccount(running, password);
    party = await createRelyingParty(running, pages);
    tool = await createRelyingParty(running, pages, { isFirstParty: true });
    bearer = await token(running);
  });
  const signIn = {
    grant_type: 'password',
    username: 'harry.potter',
    password: world.harry.password,
    scope: 'openid PM.User',
  };

  /** A proof of a key for the token endpoint (RFC 9449 section 4.2). */
  async function proof(): Promise<string> {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const claims = { htm: 'POST', htu: `${gatehouse.url}/identity/connect/token`, jti: crypto.randomUUID() };
    const header = { alg: 'ES256', typ: 'dpop+jwt', jwk: await exportJWK(publicKey) };
    return await new SignJWT(claims).setProtectedHeader(header).setIssuedAt().sign(privateKey);
  }

  function assertUnavailable({ status, headers, json }: Answer, what: string): void {
    assert.deepEqual([status, json.error], [503, 'temporarily_unavailable'], what);
    assert.equal(headers.get('retry-after'), '10', what);
  }

  it('is temporarily_unavailable at every endpoint of OAuth that writes, and costs nobody a code or a token', async () => {
    const scope = 'openid offline_access PM.User';
    const { json: tokens } = await party.signIn(account, { scope });
    const approved = await party.approve(account, { scope });
    const refresh = () => party.exchange({ grant_type: 'refresh_token', refresh_token: tokens.refresh_token });
    const redeem = () =>
      party.exchange({
        ...{ grant_type: 'authorization_code', code: approved.searchParams.get('code') ?? '' },
        ...{ redirect_uri: redirectUri, code_verifier: verifier },
      });
    const dpop = await proof();
    const form = (path: string, fields: Record<string, string>) =>
      postForm(gatehouse, path, { ...asClient(party.client), ...fields });
    const requests: Readonly<Record<string, () => Promise<Answer>>> = {
      refresh,
      redeem,
      password: () => tool.exchange(signIn),
      'client credentials with a proof': () => party.exchange({ grant_type: 'client_credentials' }, { dpop }),
      device: () => form('/identity/connect/deviceauthorization', { scope }),
      pushed: () => form('/identity/connect/par', { response_type: 'code', redirect_uri: redirectUri, scope }),
      revocation: () => form('/identity/connect/revocation', { token: tokens.refresh_token }),
    };
    await withoutRoom(async () => {
      for (const [name, request] of Object.entries(requests)) assertUnavailable(await request(), name);
    });
    for (const again of [refresh, redeem]) assert.equal((await again()).status, 200);
  });

  it('is 503 to the API, to the older login, and to a person at a page', async () => {
    const visitor = createVisitor(() => gatehouse.url);
    const fields = { userName: 'harry.potter', password: world.harry.password };
    const login = { tenancyName: 'Hogwarts', usernameOrEmailAddress: 'harry.potter', password: world.harry.password };
    await withoutRoom(async () => {
      const { status, html, headers } = await visitor.submit('/Hogwarts/identity/web/login', fields);
      assert.deepEqual([status, headers.get('retry-after')], [503, '10']);
      assert.match(html, /The server is busy/);
      const older = await send(`${gatehouse.url}/api/account/authenticate`, {
        ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(login) },
      });
      assert.equal(older.status, 503);
      const guess = { oldPassword: 'wrong', newPassword: 'patr0nu5' };
      assert.equal((await postChange(gatehouse, { bearer, userId: account.id }, guess)).status, 503);
    });
  });

  it('takes no attempts from somebody whose password is right', async () => {
    await withoutRoom(async () => {
      for (let n = 0; n < 15; n += 1) assertUnavailable(await tool.exchange(signIn), String(n));
    });
    assert.equal((await tool.exchange(signIn)).status, 200);
  });
});

describe('a command without room on the disk', { skip: lacksSmallDisks }, () => {
  const line =
    /^gatehouse: The disk of \S+gatehouse\.db is full: \d+ KiB are free, .*and try again: nothing was changed\.\n$/;

  it('says which file has no room, what is free and what to do, and does what it should when there is', async () => {
    for (const command of ['serve', 'migrate']) {
      await using folder = await temporaryFolder();
      using disk = await SmallDisk.on(folder.path, 512);
      const { code, stderr } = await run([command, '--data', folder.path], { prefix: disk.prefix });
      assert.equal(code, 1, stderr);
      assert.match(stderr, line);
    }
  });

  it('leaves a store of an earlier version as it was', async () => {
    await using folder = await temporaryFolder();
    const old = resolve(import.meta.dirname, '../upgrade/0.1.0');
    using disk = await SmallDisk.on(folder.path, 2048);
    await using elsewhere = await temporaryFolder();
    const made = join(elsewhere.path, 'gatehouse.db');
    const db = new DatabaseSync(made);
    db.exec(readFileSync(join(old, 'gatehouse.sql'), 'utf8'));
    db.close();
    await writeFile(disk.path('gatehouse.db'), readFileSync(made), { mode: 0o600 });
    await writeFile(disk.path('installation.key'), readFileSync(join(old, 'installation.key')), { mode: 0o600 });
    disk.fill();
    const options = { prefix: disk.prefix };
    const refused = await run(['migrate', '--data', folder.path], options);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /^gatehouse: [^\n]*(full|ENOSPC)[^\n]*\n$/);
    disk.makeRoom();
    const migrated = await run(['migrate', '--data', folder.path], options);
    assert.match(migrated.stdout, /^Applied /, migrated.stderr);
  });

  it('says of a store that cannot even be read for a backup that its disk is full, not that it is broken', async () => {
    await using folder = await temporaryFolder();
    await using elsewhere = await temporaryFolder();
    using disk = await SmallDisk.on(folder.path, 4096);
    await cp(await copyExampleData(join(elsewhere.path, 'data')), disk.path('data'), { recursive: true });
    disk.fill();
    const backup = ['backup', join(elsewhere.path, 'backup.tar.gz'), '--data', join(folder.path, 'data')];
    const refused = await run(backup, { prefix: disk.prefix });
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, line);
    assert.deepEqual(await readdir(elsewhere.path), ['data']);
    disk.makeRoom();
    const made = await run(backup, { prefix: disk.prefix });
    assert.equal(made.code, 0, made.stderr);
  });
});
