import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorAnswer, startPage } from './error-page.ts';
import { type LanguageTag, translator } from './language.ts';
import type { PageTools } from './page.ts';
import type { Visit } from './visit.ts';

type Told = NonNullable<ReturnType<PageTools['readError']>>;

const visitOf = (search: string, changes: Partial<Visit> = {}, language: LanguageTag = 'en') =>
  ({
    ...{ prefix: '/identity', query: new URLSearchParams(search), t: translator(language), traceId: 'own-trace' },
    ...changes,
  }) as Visit;

/** The page that a browser is shown which comes with an `errorId` that says so much; undefined: one that is not ours. */
async function page(told: Told | undefined, language: LanguageTag = 'en') {
  const tools = { readError: () => told } as unknown as PageTools;
  const answer = await startPage.show?.(visitOf('errorCode=x&errorId=y', {}, language), tools);
  assert.ok(answer && 'body' in answer);
  return { ...answer, html: answer.body.toString() };
}
const told: Told = {
  ...{ Error: 'invalid_request', ErrorDescription: 'Invalid redirect_uri', RequestId: 'trace-1', ClientId: 'app-1' },
};

describe('the start page', () => {
  const go = async (changes: Partial<Visit>) => await startPage.show?.(visitOf('', changes), {} as PageTools);

  it('leads to the own account, and to the sign-in whoever is not signed in', async () => {
    assert.deepEqual(await go({}), { location: '/identity/web/login' });
    assert.deepEqual(await go({ user: {} as Visit['user'] }), { location: '/identity/web/account' });
  });
});

describe('the page about a request that cannot be answered', () => {
  it('says what was wrong, in words for the developer, and to which request that belongs', async () => {
    const { html, status } = await page({ ...told, application: 'Night batch', detail: 'scope=PM.User%20x' });
    assert.equal(status, 400);
    for (const text of ['Night batch', 'invalid_request: Invalid redirect_uri', 'scope=PM.User%20x', 'trace-1']) {
      assert.ok(html.includes(text), text);
    }
  });

  it('names the application by its id, where its name is not known, or not at all', async () => {
    assert.ok((await page(told)).html.includes('app-1'));
    const { html } = await page({ ...told, ClientId: null });
    assert.ok(html.includes('The application sent a request'));
  });

  it('shows nothing of an address that anybody has written', async () => {
    const { html, status } = await page(undefined);
    assert.equal(status, 400);
    assert.ok(html.includes('own-trace'));
    assert.doesNotMatch(html, /<code>|errorId|[?]/);
  });

  it('leads back to the application where that has an address, and otherwise home', async () => {
    const { html } = await page({ ...told, application: 'Night batch', backTo: 'https://app.example.org/?error=x' });
    assert.ok(html.includes('href="https://app.example.org/?error=x"') && html.includes('Back to Night batch'));
    assert.ok((await page(told)).html.includes('href="/identity/web/"'));
  });

  it('holds no markup, no address and no line of others, whatever the request had in it', async () => {
    const hostile = '<script>alert(1)</script>\n"\u202e https://evil.example/';
    const { html } = await page({
      ...{ Error: 'invalid_request', ErrorDescription: hostile, RequestId: 'trace-1', ClientId: hostile },
      ...{ application: hostile, detail: hostile },
    });
    assert.doesNotMatch(html, /<script|\u202e/);
    assert.doesNotMatch(html, /href="[^"]*evil/);
    // Of what people read first, not even the signs of an address are left.
    assert.ok(!html.slice(0, html.indexOf('class="legend"')).includes('//evil'));
  });

  it('is short, however long the request was', async () => {
    const long = 'x'.repeat(50_000);
    const { html } = await page({ ...told, ErrorDescription: long, application: long, detail: long });
    assert.ok(html.length < 3000, String(html.length));
  });

  it('says that the organization does not allow it, that the server is busy', async () => {
    assert.ok((await page({ ...told, Error: 'access_denied' })).html.includes('does not allow this application'));
    assert.equal((await page({ ...told, Error: 'temporarily_unavailable' })).status, 503);
  });

  it('tells people which organization there is not: they can tell whether it is misspelt', async () => {
    const { html, title, status } = await page({ ...told, application: 'Night batch', organization: 'Hogwards' });
    assert.deepEqual([title, status], ['No such organization', 400]);
    assert.ok(html.includes('Hogwards') && html.includes('Night batch') && html.includes('trace-1'));
    assert.ok(!html.includes('invalid_request'));
    const hostile = await page({ ...told, organization: '<img src=x>' });
    assert.doesNotMatch(hostile.html, /<img/);
  });

  it('is in the language of the person', async () => {
    const [en, de, ro] = await Promise.all((['en', 'de', 'ro'] as const).map((language) => page(told, language)));
    assert.equal(new Set([en?.title, de?.title, ro?.title]).size, 3);
  });
});

describe('the page of what went wrong in a page itself', () => {
  it('says what, to which request it belongs, and leads home', () => {
    const answer = errorAnswer(visitOf(''), 404, 'error.notFound', { 'retry-after': '5' });
    assert.ok('body' in answer);
    const html = answer.body.toString();
    assert.deepEqual([answer.status, answer.headers], [404, { 'retry-after': '5' }]);
    assert.ok(html.includes('own-trace') && html.includes('href="/identity/web/"'));
    const other = errorAnswer(visitOf(''), 500, 'error.text');
    assert.ok('title' in other && other.title !== answer.title);
  });
});
