import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { apiResources } from '../../src/http/api/resources.ts';
import { consolePages } from '../../src/http/console/pages.ts';
import { createAccount } from '../support/accounts.ts';
import { minerva, signedInAdministrator, signedInHostAdministrator } from '../support/console.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { decode } from '../support/html-text.ts';
import { beforeInOrder } from '../support/in-order.ts';
import { createVisitor, tokenOf, type Visitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

const gatehouse = useGatehouse();
const web = '/identity/web';
let administrator: Visitor;
beforeInOrder(async () => {
  administrator = await signedInAdministrator(gatehouse);
});

/** Every address of the console, with a value for its parameters. */
const addresses = consolePages.map(({ path }) => `${web}/admin/${path.replaceAll(/\{\w+\}/g, 'har-3107')}`);

describe('the console', () => {
  it('is reached from the pages of an administrator, and of nobody else', async () => {
    assert.match((await administrator.get(`${web}/account`)).html, /href="\/identity\/web\/admin"/);
    const harry = createVisitor(() => gatehouse.url);
    await harry.submit('/Hogwarts/identity/web/login', { userName: 'harry.potter', password: world.harry.password });
    assert.doesNotMatch((await harry.get(`${web}/account`)).html, /web\/admin/);
    for (const address of addresses) {
      const { status, html } = await harry.get(address);
      assert.equal(status, 403, address);
      assert.match(html, /administrators of your organization/);
    }
  });

  it('has people sign in first, and come back to where they wanted to go', async () => {
    const stranger = createVisitor(() => gatehouse.url);
    for (const address of addresses) {
      const { status, location } = await stranger.get(address);
      assert.equal(status, 303, address);
      assert.match(location ?? '', /web\/login\?returnUrl=%2Fidentity%2Fweb%2Fadmin/);
    }
  });

  it('shows no organization that is out of reach, and does not tell whether there is one', async () => {
    for (const name of ['Durmstrang', 'Beauxbatons', world.otherOrganization.id]) {
      assert.equal((await administrator.get(`${web}/admin?organization=${name}`)).status, 404, name);
    }
    assert.equal((await administrator.get(`/Durmstrang/identity/web/admin`)).status, 404);
    assert.equal((await administrator.get(`/Hogwarts/identity/web/admin`)).status, 200);
  });

  it('ends with the membership of the group of administrators', async () => {
    const account = await createAccount(gatehouse, minerva.password, { isAdministrator: true });
    const visitor = await signedInAdministrator(gatehouse, {
      userName: `user-${account.id}`,
      password: minerva.password,
    });
    assert.equal((await visitor.get(`${web}/admin`)).status, 200);
    await gatehouse.db.deleteFrom('memberships').where('member_id', '=', account.id).execute();
    assert.equal((await visitor.get(`${web}/admin`)).status, 403);
  });

  it('does nothing for a form that was not sent from its page', async () => {
    for (const { path, submit } of consolePages) {
      if (!submit) continue;
      const address = `${web}/admin/${path.replaceAll(/\{\w+\}/g, 'har-3107')}`;
      const foreign = tokenOf((await createVisitor(() => gatehouse.url).get(`${web}/login`)).html);
      assert.equal((await administrator.post(address, {})).status, 403, address);
      assert.equal((await administrator.post(address, { formToken: foreign })).status, 403, address);
    }
  });

  it('lets the host look at every organization, and keeps it in every link', async () => {
    const host = await signedInHostAdministrator(gatehouse);
    const { html, status } = await host.get(`${web}/admin?organization=Durmstrang`);
    assert.equal(status, 200);
    assert.match(html, /<strong>Durmstrang<\/strong>/);
    const links = [...html.matchAll(/<a href="(\/identity\/web\/admin[^"]*)"/g)].map(([, link]) => link);
    assert.ok(links.length > 2);
    for (const link of links) assert.match(link ?? '', /organization=Durmstrang/);
    assert.match((await host.get(`${web}/admin/organization?q=durm`)).html, /admin\?organization=Durmstrang/);
  });

  it('has a page behind every link of its pages', async () => {
    const seen = new Set<string>();
    const left = [`${web}/admin`];
    for (let link = left.pop(); link !== undefined && seen.size < 150; link = left.pop()) {
      const { html, status } = await administrator.get(link);
      assert.equal(status, 200, link);
      for (const [, found = ''] of html.matchAll(/<a [^>]*href="(\/identity\/web\/admin[^"?]*)/g)) {
        if (seen.has(found) || /\/(export|download)$/.test(found)) continue;
        seen.add(found);
        left.push(found);
      }
    }
    assert.ok(seen.size > 20);
  });

  it('has htmx as a file of its own, which may evaluate nothing', async () => {
    const { html, headers } = await administrator.get(`${web}/admin`);
    const script = /<script defer src="([^"]+htmx[^"]+)"/.exec(html)?.[1] ?? '';
    assert.equal((await administrator.get(script)).status, 200);
    assert.match(html, /allowEval&quot;:false/);
    assert.match(headers.get('content-security-policy') ?? '', /script-src 'self';/);
  });

  it('says so behind the last page of a list, from which the way leads back to where somebody is', async () => {
    const administrator = await signedInAdministrator(gatehouse);
    const { status, html } = await administrator.get(`${web}/admin/people?q=harry&page=9`);
    assert.equal(status, 200);
    assert.match(html, /<p role="status">Nothing found\.<\/p>/);
    const [, back = ''] = /rel="prev" href="([^"]*)"/.exec(html) ?? [];
    assert.match((await administrator.get(decode(back))).html, /<p role="status">1–\d/);
  });

  it('answers htmx with the page alone, and sends it elsewhere as a whole', async () => {
    const { html } = await administrator.get(`${web}/admin`, { 'hx-request': 'true' });
    assert.match(html, /^<title>[^<]* – Hogwarts<\/title>/);
    assert.doesNotMatch(html, /<!doctype|<nav class="console-menu/);
    const stranger = createVisitor(() => gatehouse.url);
    const sent = await stranger.get(`${web}/admin`, { 'hx-request': 'true' });
    assert.equal(sent.status, 200);
    assert.match(sent.headers.get('hx-redirect') ?? '', /web\/login/);
  });
});

describe('a page of the console', () => {
  it('names operations that there are', () => {
    const folder = resolve(import.meta.dirname, '../../src/http/console');
    const known = new Set(
      apiResources({ store: {}, mails: {} } as never).flatMap(({ endpoints }) =>
        endpoints.map(({ operationId }) => operationId),
      ),
    );
    const named = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(/'([A-Z]+[a-z]\w*_[A-Z]\w+)'/g)])
      .map(([, name = '']) => name);
    assert.ok(named.length > 2);
    assert.deepEqual(
      named.filter((name) => !known.has(name)),
      [],
    );
  });
});
