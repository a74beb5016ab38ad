import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { decodeJwt } from 'jose';
import { dataOf } from '../support/earlier-version.ts';
import { type Gatehouse, startGatehouse } from '../support/gatehouse.ts';
import { send } from '../support/http.ts';
import { world } from '../support/world.ts';

// What people and applications were given by a version whose tokens and cookies did not name their organization.

const day = 24 * 60 * 60_000;
const old = { refreshToken: 'r'.repeat(43), otherRefreshToken: 'o'.repeat(43), cookie: 'c'.repeat(43) };
const grantId = 'the-grant-of-harry';
const accountId = `${world.organization.id}/${world.harry.id}`;
const stored = (value: string) => hash('sha256', value, 'base64url');

function arrange(db: DatabaseSync): void {
  const now = Date.now();
  const seconds = Math.floor(now / 1000);
  const insert = db.prepare(`insert into grants (model, id, grant_id, account_id, uid, payload, expires_at)
    values (?, ?, ?, '${accountId}', ?, ?, ?)`);
  const clientId = world.application.id;
  const token = { kind: 'RefreshToken', accountId, clientId, grantId, scope: 'openid offline_access', iat: seconds };
  const grant = { kind: 'Grant', accountId, clientId, openid: { scope: 'openid offline_access' } };
  insert.run('Grant', grantId, null, null, JSON.stringify(grant), now + day);
  for (const value of [old.refreshToken, old.otherRefreshToken])
    insert.run('RefreshToken', stored(value), grantId, null, JSON.stringify(token), now + day);
  const session = {
    ...{ kind: 'Session', uid: 'the-session-of-harry', accountId, loginTs: seconds, amr: ['pwd'], transient: true },
    ...{ iat: seconds, epoch: 2, lastSeenAt: now, clientIp: null, userAgent: null },
  };
  insert.run('Session', stored(old.cookie), null, session.uid, JSON.stringify(session), now + day);
}

describe('what a version left that knew of no organization in a token', () => {
  let folder: Awaited<ReturnType<typeof dataOf>>;
  let server: Gatehouse;

  before(async () => {
    folder = await dataOf('0.1.0', arrange);
    server = await startGatehouse({ data: folder.data });
  });
  after(async () => {
    await server.stop();
    await folder[Symbol.asyncDispose]();
  });

  const refresh = async (refresh_token: string) => {
    const { id: client_id, secret: client_secret } = world.application;
    const fields = { grant_type: 'refresh_token', client_id, client_secret, refresh_token };
    const { status, json } = await send(`${server.url}/identity/connect/token`, {
      method: 'POST',
      body: new URLSearchParams(fields),
    });
    return { status, token: String(json.refresh_token), access: String(json.access_token), error: json.error };
  };

  it('a refresh token is good for one that names it, and a guess at one is not', async () => {
    const first = await refresh(old.refreshToken);
    assert.equal(first.status, 200, first.error);
    assert.match(first.token, /^[\w-]{22}\.[\w-]{43}$/);
    const second = await refresh(first.token);
    assert.equal(second.status, 200, second.error);
    assert.equal((await refresh('x'.repeat(43))).error, 'invalid_grant');
    // One that is good, under the name of another organization.
    const elsewhere = Buffer.from(world.otherOrganization.id.replaceAll('-', ''), 'hex').toString('base64url');
    assert.equal((await refresh(`${elsewhere}.${second.token.slice(23)}`)).error, 'invalid_grant');
  });

  it('says of who signed in when there was nothing but passwords that it was by one', async () => {
    const { amr, acr } = decodeJwt((await refresh(old.otherRefreshToken)).access);
    assert.deepEqual([amr, acr], [['pwd'], undefined]);
  });

  it('a session goes on', async () => {
    const page = (cookie: string) =>
      send(`${server.url}/identity/web/account`, {
        headers: { cookie: `gatehouse.session=${cookie}` },
        redirect: 'manual',
      });
    assert.equal((await page(old.cookie)).status, 200);
    assert.notEqual((await page('x'.repeat(43))).status, 200);
  });
});
