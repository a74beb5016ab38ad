import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { pages } from '../../src/http/pages/pages.ts';
import { send } from '../support/http.ts';
import { tokenOf, type Visitor } from '../support/visitor.ts';
import { harry, login, refusedAsForged, useVisitors } from './pages.fixture.ts';

// What somebody with a page on another site, a crafted link, or a list of names would try.

const { gatehouse, visitor, signedIn } = useVisitors();
const evil = 'https://evil.example';

/** What makes a form do something. */
const fieldsOf: Readonly<Record<string, Record<string, string>>> = {
  login: { organization: 'Hogwarts', ...harry },
  consent: { decision: 'allow' },
  'forgot-password': { organization: 'Hogwarts', userName: 'harry.potter' },
  reset: { newPassword: 'patr0nus-charm', repeatPassword: 'patr0nus-charm' },
  invitation: { newPassword: 'patr0nus-charm', repeatPassword: 'patr0nus-charm' },
  'change-password': { currentPassword: 'x', newPassword: 'patr0nus-charm', repeatPassword: 'patr0nus-charm' },
  sessions: { everywhere: 'yes' },
  tokens: { revoke: 'x' },
  'new-token': { description: 'x', scope: 'PM.User.Read', days: '7' },
  account: { language: 'de', theme: 'dark' },
  device: { code: 'ABCD-EFGH', decision: 'allow' },
};

/** Every form there is: a new page cannot forget to be among them. */
const forms = pages
  .filter(({ submit }) => submit !== undefined)
  .map(({ path }) => [`/identity/web/${path}`, fieldsOf[path] ?? {}] as const);

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
    assert.match(answer.text, /^<!doctype html>.*<p>We could not do what you asked for\. .*[0-9a-f]{32}/s);
  });

  it('is refused with a page that says why when it is larger than any form', async () => {
    const tooMany = new URLSearchParams(`formToken=${encodeURIComponent(token)}${'&x=y'.repeat(2000)}`);
    const tooLong = { formToken: token, language: 'x'.repeat(200_000) };
    for (const fields of [tooMany, tooLong]) {
      const { status, html, headers } = await member.post('/identity/web/account', fields);
      assert.equal(status, 413);
      assert.match(html, /^<!doctype html>.*<p>What you have sent is too large\./s);
      assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/);
    }
    const { html } = await member.post('/identity/web/account', tooLong, { 'accept-language': 'de' });
    assert.match(html, /<html lang="de">.*<p>Was Sie gesendet haben, ist zu groß\./s);
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
