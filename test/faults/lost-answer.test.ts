import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { temporaryFolder } from '../support/folder.ts';
import { send } from '../support/http.ts';
import { asClient } from '../support/oauth.ts';
import { serve } from '../support/process.ts';
import { copyExampleData } from '../support/store.ts';
import { world } from '../support/world.ts';

const post = (url: string, form: Record<string, string>) =>
  send(`${url}/identity/connect/token`, {
    method: 'POST',
    body: new URLSearchParams({ ...asClient(world.application), ...form }),
  });

describe('a renewal whose answer is lost', () => {
  it('costs no sign-in when the server is killed as soon as the token was spent', async () => {
    await using folder = await temporaryFolder();
    const args = ['--data', await copyExampleData(folder.path), '--external-url', 'http://127.0.0.1:1'];
    const first = await serve(args);
    trust(folder.path);
    const person = { username: 'harry.potter', password: world.harry.password, scope: 'PM.User offline_access' };
    const signedIn = await post(first.url, { grant_type: 'password', ...person });
    assert.equal(signedIn.status, 200, signedIn.text);
    const { json } = signedIn;
    const renewal = { grant_type: 'refresh_token', refresh_token: json.refresh_token };
    const asked = request(`${first.url}/identity/connect/token`, { method: 'POST' })
      .setHeader('content-type', 'application/x-www-form-urlencoded')
      .on('error', () => {})
      .end(new URLSearchParams({ ...asClient(world.application), ...renewal }).toString());
    await once(asked, 'finish');
    whenSpent(folder.path, () => first.child.kill('SIGKILL'));
    await once(first.child, 'exit');

    const second = await serve(args);
    const again = await post(second.url, renewal);
    assert.equal(again.status, 200, again.text);
    const next = await post(second.url, { ...renewal, refresh_token: again.json.refresh_token });
    assert.equal(next.status, 200, next.text);
    assert.equal(await second.end('SIGTERM'), 0);
  });
});

/** Lets people sign in with the application's own form, which needs no browser. */
function trust(data: string): void {
  const db = new DatabaseSync(join(data, 'gatehouse.db'));
  db.prepare('update applications set is_first_party = 1 where id = ?').run(world.application.id);
  db.close();
}

/** Does something at the moment when the store says that a refresh token was used, in no later turn of the event loop. */
function whenSpent(data: string, act: () => void): void {
  const db = new DatabaseSync(join(data, 'gatehouse.db'), { readOnly: true });
  const spent = db.prepare("select 1 from grants where model = 'RefreshToken' and consumed_at is not null");
  const start = Date.now();
  while (!spent.get()) assert.ok(Date.now() - start < 30_000, 'no refresh token was used');
  act();
  db.close();
}
