import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAccount } from '../support/accounts.ts';
import { lock } from '../support/lock.ts';
import { tokenOf } from '../support/visitor.ts';
import { harry, login, password, useVisitors } from './pages.fixture.ts';

// What somebody with a page on another site, a crafted link, or a list of names would try.

const { gatehouse, visitor, signedIn } = useVisitors();
const evil = 'https://evil.example';

describe('a session', () => {
  it('is always a new one after signing in, whatever cookie the browser had', async () => {
    const planted = visitor();
    planted.cookies.set('gatehouse.session', 'planted-by-somebody');
    planted.cookies.set('gatehouse.browser', 'planted-as-well');
    await planted.submit(login, harry);
    assert.notEqual(planted.cookies.get('gatehouse.session'), 'planted-by-somebody');
    const first = planted.cookies.get('gatehouse.session') ?? '';
    const again = await planted.submit(`${login}?errorCode=200`, harry);
    assert.equal(again.status, 303);
    assert.notEqual(planted.cookies.get('gatehouse.session'), first);
    const thief = visitor();
    thief.cookies.set('gatehouse.session', first);
    assert.match((await thief.get('/identity/web/account')).location ?? '', /\/web\/login/);
  });

  it('is worth nothing to whoever copied its cookie, once the person has signed out', async () => {
    const person = await signedIn();
    const thief = visitor();
    thief.cookies.set('gatehouse.session', person.cookies.get('gatehouse.session') ?? '');
    assert.equal((await thief.get('/identity/web/account')).status, 200);
    assert.equal((await person.submit('/identity/web/logout', {})).status, 303);
    assert.match((await thief.get('/identity/web/account')).location ?? '', /\/web\/login/);
  });

  it("cannot be ended by another person, and neither can another person's token be revoked", async () => {
    const [one, other] = await Promise.all([createAccount(gatehouse, password), createAccount(gatehouse, password)]);
    const victim = await signedIn(one);
    await victim.submit('/identity/web/new-token', { description: 'Night job', scope: 'PM.User.Read', days: '7' });
    const { id } = await gatehouse.db.selectFrom('personal_access_tokens').select('id').executeTakeFirstOrThrow();
    const session = await gatehouse.db
      .selectFrom('grants')
      .select('uid')
      .where('account_id', '=', one.accountId)
      .executeTakeFirstOrThrow();
    const attacker = await signedIn(other);
    const formToken = tokenOf((await attacker.get('/identity/web/account')).html);
    await attacker.post('/identity/web/tokens', { formToken, revoke: id });
    await attacker.post('/identity/web/sessions', { formToken, session: session.uid ?? '' });
    const { html, status } = await victim.get('/identity/web/tokens');
    assert.equal(status, 200);
    assert.match(html, /Night job/);
  });
});

describe('whether a person exists', () => {
  const answers = async (path: string, fields: readonly Record<string, string>[]): Promise<Set<string>> => {
    const seen = await Promise.all(fields.map((some) => visitor().submit(path, some)));
    return new Set(seen.map(({ status, html, location }) => plain(`${status} ${location ?? ''} ${html}`)));
  };
  /** Without what differs from one page view to the next, and what was typed. */
  const plain = (text: string): string =>
    text.replaceAll(/(name="formToken"|id="userName" name="userName" type="text") value="[^"]*"/g, '');

  it('cannot be told from the sign-in page', async () => {
    const locked = await createAccount(gatehouse, password);
    await lock(gatehouse, locked);
    const inactive = await createAccount(gatehouse, password);
    await gatehouse.db.updateTable('users').set({ is_active: 0 }).where('id', '=', inactive.id).execute();
    const known = ['nobody', 'harry.potter', 'rubeus.hagrid', `user-${locked.id}`, `user-${inactive.id}`];
    assert.equal(
      (
        await answers(
          login,
          known.map((userName) => ({ userName, password: 'wr0ng-password' })),
        )
      ).size,
      1,
    );
  });

  it('cannot be told from the page for forgotten passwords', async () => {
    const asked = [
      'nobody',
      'minerva.mcgonagall',
      'minerva@hogwarts.example',
      'rubeus.hagrid',
      "'; drop table users --",
    ];
    const path = '/Hogwarts/identity/web/forgot-password';
    assert.equal(
      (
        await answers(
          path,
          asked.map((userName) => ({ userName })),
        )
      ).size,
      1,
    );
  });

  it('cannot be told from links that lead nowhere', async () => {
    const pages = ['reset?token=', 'reset?token=nonsense', `reset?token=${'A'.repeat(43)}`];
    const seen = await Promise.all(pages.map((page) => visitor().get(`/identity/web/${page}`)));
    assert.deepEqual(new Set(seen.map(({ status }) => status)), new Set([400]));
  });
});

describe('what is typed or linked', () => {
  const script = '<script>alert(1)</script>"\'';
  it('comes back as text', async () => {
    const typed = await visitor().submit('/identity/web/login', {
      organization: script,
      userName: script,
      password: 'x',
    });
    assert.doesNotMatch(typed.html, /<script>alert/);
    const errorId = Buffer.from(
      JSON.stringify({ Data: { ErrorDescription: script, ClientId: script, RequestId: script } }),
    );
    const query = new URLSearchParams({ errorCode: script, errorId: errorId.toString('base64url'), traceId: script });
    for (const page of ['', 'login', 'device']) {
      const seen = await (await signedIn()).get(
        `/identity/web/${page}?${query}&user_code=${encodeURIComponent(script)}`,
      );
      assert.doesNotMatch(seen.html, /<script>alert/, page);
    }
  });

  it('puts no words of its own before people by way of the error page', async () => {
    const ours = (await visitor().get('/identity/connect/authorize?client_id=owl-post')).location ?? '';
    const id = new URL(ours).searchParams.get('errorId') ?? '';
    const altered = Buffer.from(id, 'base64url').toString().replace('owl-post', 'call 0800');
    const made = JSON.stringify({
      Data: { Error: 'call', ErrorDescription: 'call 0800', ClientId: 'call', RequestId: 'call' },
    });
    for (const text of [altered, made, made.replace(/\}$/, ',"Mark":"call"}')]) {
      const errorId = Buffer.from(text).toString('base64url');
      const { status, html } = await visitor().get(`/identity/web/?errorCode=call&errorId=${errorId}`);
      assert.equal(status, 400);
      assert.doesNotMatch(html.replaceAll(/ href="[^"]*"/g, ''), /call|0800/);
      assert.match(html, /sent a request that we cannot answer/);
    }
    const { html } = await visitor().get('/identity/web/login?errorCode=200&traceId=call-0800');
    assert.doesNotMatch(html.replaceAll(/ (?:href|action)="[^"]*"/g, ''), /0800/);
  });

  it('puts a foreign address before people in no error', async () => {
    const asked = new URLSearchParams({ client_id: 'https://evil.example/<script>', redirect_uri: evil });
    const one = visitor();
    const { location = '' } = await one.get(`/identity/connect/authorize?${asked}`);
    assert.doesNotMatch((await one.get(location)).html, /https:\/\/evil|<script>/);
  });

  it('never makes a fault of the server', async () => {
    for (const errorId of ['', '%00', 'bnVsbA', 'W10', 'eyJEYXRhIjpudWxsfQ', 'x'.repeat(5000)]) {
      assert.equal((await visitor().get(`/identity/web/?errorCode=1&errorId=${errorId}`)).status, 400);
    }
    const odd = { userName: '\u0000\ud800', password: '\ud800', organization: '\u0000' };
    assert.equal((await visitor().submit('/identity/web/login', odd)).status, 400);
  });
});
