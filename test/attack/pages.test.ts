import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { pages } from '../../src/http/pages/pages.ts';
import { ask } from '../fuzz/wire.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { type Gatehouse, startGatehouse, useGatehouse } from '../support/gatehouse.ts';
import { send } from '../support/http.ts';
import { lock } from '../support/lock.ts';
import { createApplication } from '../support/oauth.ts';
import { until } from '../support/until.ts';
import { createVisitor, type Seen, tokenOf, type Visitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

// What somebody with a page on another site, a crafted link, or a list of names would try.

const gatehouse = useGatehouse();
const evil = 'https://evil.example';
const password = 'al0h0m0ra-account';
const login = '/Hogwarts/identity/web/login';
const harry = { userName: 'harry.potter', password: world.harry.password };

const visitor = (): Visitor => createVisitor(() => gatehouse.url);

async function signedIn(account?: Account): Promise<Visitor> {
  const one = visitor();
  const fields = account ? { userName: `user-${account.id}`, password } : harry;
  const answer = await one.submit(login, fields);
  assert.equal(answer.status, 303, answer.html);
  return one;
}

/** What makes a form do something. */
const fieldsOf: Readonly<Record<string, Record<string, string>>> = {
  login: { organization: 'Hogwarts', ...harry },
  consent: { decision: 'allow' },
  'forgot-password': { organization: 'Hogwarts', userName: 'harry.potter' },
  reset: { newPassword: 'patr0nus-charm', repeatPassword: 'patr0nus-charm' },
  invitation: { newPassword: 'patr0nus-charm', repeatPassword: 'patr0nus-charm' },
  'change-password': { currentPassword: 'x', newPassword: 'patr0nus-charm', repeatPassword: 'patr0nus-charm' },
  sessions: { everywhere: 'yes' },
  tokens: { description: 'x', scope: 'PM.User.Read', days: '7' },
  account: { language: 'de', theme: 'dark' },
  device: { code: 'ABCD-EFGH', decision: 'allow' },
};

/** Every form there is: a new page cannot forget to be among them. */
const forms = pages
  .filter(({ submit }) => submit !== undefined)
  .map(({ path }) => [`/identity/web/${path}`, fieldsOf[path] ?? {}] as const);

const refusedAsForged = (answer: Seen, what: string, reason = /did not come from our page/): void => {
  assert.equal(answer.status, 403, what);
  assert.match(answer.html, reason, what);
  assert.deepEqual(answer.headers.getSetCookie(), [], what);
};

describe('a form that was forged', () => {
  let member: Visitor;
  let other: Visitor;
  let token: string;
  before(async () => {
    [member, other] = await Promise.all([signedIn(), signedIn()]);
    token = tokenOf((await member.get('/identity/web/account')).html);
  });

  for (const [path, fields] of forms) {
    it(`does nothing without the token: ${path}`, async () => {
      refusedAsForged(await member.post(path, fields), 'none');
      refusedAsForged(await member.post(path, { ...fields, formToken: 'x' }), 'made up');
    });

    it(`does nothing with the token of another browser: ${path}`, async () => {
      const foreign = tokenOf((await other.get('/identity/web/account')).html);
      refusedAsForged(await member.post(path, { ...fields, formToken: foreign }), 'of another session');
      const stranger = tokenOf((await visitor().get(login)).html);
      refusedAsForged(await member.post(path, { ...fields, formToken: stranger }), 'of a stranger');
    });

    it(`does nothing when it comes from another site: ${path}`, async () => {
      const sent = { ...fields, formToken: token };
      for (const headers of [
        { origin: evil },
        { origin: 'null' },
        { origin: `${gatehouse.url}.evil.example` },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
        { origin: evil, 'sec-fetch-site': 'same-origin' },
        { origin: evil, host: 'evil.example' },
      ]) {
        const answer = await member.post(path, sent, headers);
        refusedAsForged(answer, JSON.stringify(headers), /did not come from the address/);
      }
    });
  }

  it('is told apart from one that is only unlucky', async () => {
    const one = visitor();
    const formToken = tokenOf((await one.get(login)).html);
    assert.equal((await one.post(login, { formToken, ...harry })).status, 303);
    const account = '/identity/web/account';
    refusedAsForged(await one.post(account, { formToken, language: 'de' }), 'signed in', /signed in or out since/);
    assert.equal((await one.post(login, { formToken, ...harry })).status, 303);
    one.cookies.delete('gatehouse.browser');
    const { status, html } = await one.post(account, { formToken, language: 'de' });
    assert.equal(status, 403);
    assert.match(html, /sent no cookie/);
  });

  it('from another origin is a warning in the log, with both, and not without end', async () => {
    const warnings = () => gatehouse.logLines.filter(({ message }) => message === 'form from another origin');
    for (let count = 0; count < 20; count += 1) await visitor().post(login, harry, { origin: evil });
    assert.deepEqual([warnings()[0]?.level, warnings()[0]?.expected], ['warn', gatehouse.url]);
    assert.ok(warnings().some(({ origin }) => origin === evil));
    assert.ok(warnings().length <= 20, `${warnings().length} lines`);
  });

  it('left everything as it was', async () => {
    assert.equal((await member.get('/identity/web/account')).status, 200);
    const { db } = gatehouse;
    assert.deepEqual(await db.selectFrom('personal_access_tokens').select('id').execute(), []);
    assert.deepEqual(await db.selectFrom('settings').select('key').where('user_id', '!=', '').execute(), []);
  });

  it('is taken by no page that has none', async () => {
    const without = pages.filter(({ submit }) => submit === undefined).map(({ path }) => path);
    for (const path of [...without, 'nowhere']) {
      assert.equal((await member.post(`/identity/web/${path}`, { formToken: token })).status, 405, path);
    }
  });

  it('is not taken for one because it is sent as something else', async () => {
    const answer = await send(`${gatehouse.url}/identity/web/account`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', origin: gatehouse.url },
      body: `formToken=${token}`,
    });
    assert.equal(answer.status, 415);
  });

  it('is refused when it is larger than any form', async () => {
    const answer = await member.post('/identity/web/account', { formToken: token, language: 'x'.repeat(200_000) });
    assert.equal(answer.status, 413);
  });
});

describe('every page', () => {
  let member: Visitor;
  before(async () => {
    member = await signedIn();
  });
  const paths = pages.map((page) => page.path);
  for (const path of [...paths, 'nowhere', '?errorCode=invalid_request']) {
    it(`cannot be framed, cached, or made to load anything foreign: ${path}`, async () => {
      const { headers, html, status } = await member.get(`/identity/web/${path}`);
      assert.equal(headers.get('x-frame-options'), 'DENY');
      assert.equal(headers.get('cache-control'), 'no-store');
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin');
      assert.equal(headers.get('referrer-policy'), 'same-origin');
      const policy = headers.get('content-security-policy') ?? '';
      for (const part of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"]) {
        assert.ok(policy.includes(part), part);
      }
      assert.doesNotMatch(policy, /unsafe|https?:|\*/);
      if (status === 303) return;
      assert.doesNotMatch(
        html,
        /<script(?! type="module" src="\/)|\son\w+=|style="|javascript:|(?:src|href)="(?:https?:)?\/\//i,
      );
    });
  }
});

describe('a redirect URI of an application', () => {
  it('puts nothing into the policy of the sign-in page', async () => {
    const redirectUris = ['https://x;frame-ancestors/cb', "https://y'self'/cb", 'https://app.example.test/cb'];
    const scopes = [{ name: 'openid', type: 'user' }] as const;
    const { id } = await createApplication(gatehouse, { isConfidential: false, redirectUris, scopes });
    const asked = {
      client_id: id,
      redirect_uri: 'https://app.example.test/cb',
      response_type: 'code',
      scope: 'openid',
    };
    const proof = { code_challenge: 'a'.repeat(43), code_challenge_method: 'S256' };
    const one = visitor();
    const { location = '' } = await one.get(
      `/identity/connect/authorize?${new URLSearchParams({ ...asked, ...proof })}`,
    );
    assert.match(location, /\/web\/login\?returnUrl=/);
    const policy = (await one.get(location)).headers.get('content-security-policy') ?? '';
    assert.match(policy, /form-action 'self'; frame-ancestors 'none'/);
    assert.doesNotMatch(policy, /frame-ancestors(?! 'none';)|app\.example|[xy][;']/);
  });
});

describe('a return URL', () => {
  const elsewhere = [
    'https://evil.example/',
    '//evil.example/identity/web/',
    '/\\evil.example',
    '/identity/..//evil.example',
  ];
  for (const returnUrl of [...elsewhere, 'javascript:alert(1)', '/identity/api/User']) {
    it(`is not followed to ${returnUrl}`, async () => {
      const path = `${login}?${new URLSearchParams({ returnUrl })}`;
      assert.equal((await visitor().submit(path, harry)).location, '/Hogwarts/identity/web/account');
      assert.equal((await (await signedIn()).get(path)).location, '/Hogwarts/identity/web/account');
    });
  }

  it('is followed to a page of ours', async () => {
    const path = `${login}?${new URLSearchParams({ returnUrl: '/identity/web/tokens' })}`;
    assert.equal((await visitor().submit(path, harry)).location, '/identity/web/tokens');
  });
});

describe('the address of a request', () => {
  const get = (target: string, headers: readonly (readonly [string, string])[] = []) =>
    ask(gatehouse.url, { method: 'GET', target, headers });

  for (const target of [
    '//evil.example/identity/web/login',
    '///evil.example/identity/web/nowhere',
    '/\\evil.example/identity/web/login',
    '/\\/evil.example/identity/web/account',
    '/Hogwarts//evil.example/identity/web/login',
    '/identity/web//evil.example',
    '/identity/web/\\evil.example?ui_locales=de',
    '//evil.example/identity/connect/endsession',
  ]) {
    it(`is answered without a page when a browser could take it for another host: ${target}`, async () => {
      const { status, headers, body } = await get(target);
      assert.equal(status, 404);
      assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/);
      assert.equal(headers.get('location'), undefined);
      assert.doesNotMatch(body.toString(), /evil/);
    });
  }

  it('may name a server, which gets into no link and no redirect', async () => {
    const login = await get('http://evil.example/identity/web/login');
    assert.equal(login.status, 200);
    assert.match(login.body.toString(), /href="\/identity\/web\/login\?ui_locales=de"/);
    assert.doesNotMatch(login.body.toString(), /evil/);
    const account = await get('https://evil.example/Hogwarts/identity/web/account');
    assert.equal(
      account.headers.get('location'),
      '/Hogwarts/identity/web/login?returnUrl=%2FHogwarts%2Fidentity%2Fweb%2Faccount',
    );
    const discovery = await get('http://evil.example/identity/.well-known/openid-configuration');
    assert.doesNotMatch(discovery.body.toString(), /evil/);
  });

  it('stands with one name of the server only', async () => {
    for (const target of ['/identity/web/login', '/health/live', '/identity/connect/token', '/identity/api/User/x']) {
      const { status } = await get(target, [['host', 'evil.example']]);
      assert.equal(status, 400, target);
    }
  });
});

describe('the host of a request', () => {
  it('gets into no link and no redirect', async () => {
    const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' };
    for (const path of ['/identity/web/login', '/identity/web/account', '/identity/web/forgot-password']) {
      const answer = await visitor().get(path, headers);
      assert.doesNotMatch(`${answer.html} ${answer.location}`, /evil/);
    }
  });

  it('gets into no mail', async () => {
    const { db } = gatehouse;
    const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-for': '203.0.113.7' };
    const one = visitor();
    const formToken = tokenOf((await one.get('/identity/web/forgot-password')).html);
    const fields = { formToken, organization: 'Hogwarts', userName: 'hermione.granger' };
    const sent = await one.post('/identity/web/forgot-password', fields, headers);
    assert.equal(sent.status, 303);
    const find = () => db.selectFrom('outbox').select('payload').where('kind', '=', 'ForgotPassword').execute();
    await until(async () => (await find()).length > 0);
    const notices = await find();
    assert.equal(notices.length, 1);
    assert.doesNotMatch(JSON.stringify(notices), /evil/);
  });
});

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
    await victim.submit('/identity/web/tokens', { description: 'Night job', scope: 'PM.User.Read', days: '7' });
    const { id } = await gatehouse.db.selectFrom('personal_access_tokens').select('id').executeTakeFirstOrThrow();
    const session = await gatehouse.db
      .selectFrom('grants')
      .select('uid')
      .where('account_id', '=', one.accountId)
      .executeTakeFirstOrThrow();
    const attacker = await signedIn(other);
    await attacker.submit('/identity/web/tokens', { revoke: id });
    await attacker.submit('/identity/web/sessions', { session: session.uid ?? '' });
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

describe('behind a proxy that speaks TLS', () => {
  let behind: Gatehouse;
  before(async () => {
    behind = await startGatehouse({ 'external-url': 'https://id.example.com', 'trusted-proxies': '127.0.0.0/8' });
  });
  after(async () => await behind.stop());

  it('every cookie is for this host over TLS alone', async () => {
    const one = createVisitor(() => behind.url);
    const formToken = tokenOf((await one.get(login)).html);
    const answer = await one.post(login, { formToken, ...harry }, { origin: 'https://id.example.com' });
    assert.equal(answer.status, 303);
    const cookies = [
      ...(await createVisitor(() => behind.url).get(login)).headers.getSetCookie(),
      ...answer.headers.getSetCookie(),
    ];
    // What the frame of OpenID Connect Session Management reads is meant for other sites, and opens nothing.
    const own = cookies.filter((cookie) => !cookie.startsWith('gatehouse.state='));
    assert.equal(own.length, 3, own.join());
    for (const cookie of own) {
      assert.match(cookie, /^__Host-gatehouse\.\w+=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Secure/);
      assert.doesNotMatch(cookie, /domain/i);
    }
  });

  it('forms count only when they come from the address that is configured', async () => {
    const one = createVisitor(() => behind.url);
    const formToken = tokenOf((await one.get(login)).html);
    for (const origin of [behind.url, 'http://id.example.com', 'https://evil.example']) {
      const answer = await one.post(login, { formToken, ...harry }, { origin, host: 'evil.example' });
      refusedAsForged(answer, origin, /did not come from the address/);
    }
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
