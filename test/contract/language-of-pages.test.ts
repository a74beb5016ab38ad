import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { authorizeUrl, useRelyingParty } from '../support/relying-party.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

const { gatehouse, application } = useRelyingParty();
const login = '/Hogwarts/identity/web/login';
const english = { 'accept-language': 'en' };
const newVisitor = (): Visitor => createVisitor(() => gatehouse.url, english);

const languageOf = async (visitor: Visitor, path: string, headers = {}): Promise<string | undefined> =>
  /<html lang="(\w+)"/.exec((await visitor.get(path, headers)).html)?.[1];

describe('a language that a person chooses on a page', () => {
  it('is that of every page that follows, before and after signing in and out', async () => {
    const visitor = newVisitor();
    assert.equal(await languageOf(visitor, login), 'en');
    assert.equal(await languageOf(visitor, `${login}?ui_locales=de`), 'de');
    assert.equal(await languageOf(visitor, '/identity/web/forgot-password'), 'de');
    await visitor.submit(login, { userName: 'harry.potter', password: world.harry.password });
    assert.equal(await languageOf(visitor, '/identity/web/sessions'), 'de');
    await visitor.submit('/identity/web/logout', {});
    assert.equal(await languageOf(visitor, login), 'de');
    assert.match(visitor.cookies.get('gatehouse.language') ?? '', /^de$/);
  });

  it('outlives that an application asks for another one, until it asks for a third', async () => {
    const visitor = newVisitor();
    const ask = (locale: string) => `${authorizeUrl(gatehouse, application)}&ui_locales=${locale}`;
    const { location = '' } = await visitor.get(ask('ro'));
    assert.equal(await languageOf(visitor, location), 'ro');
    assert.equal(await languageOf(visitor, `${location}&ui_locales=de`), 'de');
    assert.equal(await languageOf(visitor, location), 'de');
    assert.equal(await languageOf(visitor, (await visitor.get(ask('en'))).location ?? ''), 'en');
  });

  it('is not kept from a link on another site, which shows one page in it', async () => {
    const visitor = newVisitor();
    const foreign = { 'sec-fetch-site': 'cross-site' };
    assert.equal(await languageOf(visitor, `${login}?ui_locales=ro`, foreign), 'ro');
    assert.equal(await languageOf(visitor, login), 'en');
  });

  it('comes after the preference of the account, and changes with it', async () => {
    const visitor = newVisitor();
    await visitor.get(`${login}?ui_locales=de`);
    await visitor.submit(login, { userName: 'harry.potter', password: world.harry.password });
    await visitor.submit('/identity/web/account', { language: 'ro', theme: '' });
    assert.equal(await languageOf(visitor, '/identity/web/sessions'), 'ro');
    await visitor.submit('/identity/web/logout', {});
    assert.equal(await languageOf(visitor, login), 'ro', 'as the account said');
  });
});
