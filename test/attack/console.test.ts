import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { hostId } from '../../src/directory/organization.ts';
import { consolePages } from '../../src/http/console/pages.ts';
import { createAccount } from '../support/accounts.ts';
import { minerva, signedInAdministrator, signedInHostAdministrator } from '../support/console.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { token } from '../support/http.ts';
import { createApplication } from '../support/oauth.ts';
import { ageSessions } from '../support/second-factor.ts';
import { type Seen, tokenOf, type Visitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

// What people may try who are no administrators, who are those of another organization, or who send what no page of the
// console would.

let administrator: Visitor;
let foreigner: Visitor;
let member: Visitor;
let bearer: string;

const gatehouse = useGatehouse(async (running) => {
  administrator = await signedInAdministrator(running);
  member = await signedInAdministrator(running, { userName: 'harry.potter', password: world.harry.password });
  const organizationId = world.otherOrganization.id;
  const { id } = await createAccount(running, minerva.password, { organizationId, isAdministrator: true });
  const person = { userName: `user-${id}`, password: minerva.password };
  foreigner = await signedInAdministrator(running, person, '/Durmstrang/identity/web/login');
  bearer = await token(running, '');
});

const admin = '/identity/web/admin';
const ids: Readonly<Record<string, string>> = {
  people: world.harry.id,
  applications: world.application.id,
  organizations: world.organization.id,
};

/** The pages of the console, with what they are about in the example organization. */
const pages = consolePages.map(({ path, submit }) => {
  const [kind = ''] = path.split('/');
  const filled = path.replace('{id}', ids[kind] ?? '1').replaceAll(/\{\w+\}/g, '1');
  return { path: filled === '' ? admin : `${admin}/${filled}`, hasForm: submit !== undefined };
});
const forms = pages.filter(({ hasForm }) => hasForm).map(({ path }) => path);

/** What most forms of the console would do something with. */
const fields = { do: 'deactivate', way: 'change', name: 'x', value: 'x', state: 'x', removeLogo: 'yes' };

/** What this browser is given for its forms. */
async function tokenFor(visitor: Visitor, page = `${admin}/new-group`): Promise<string> {
  const formToken = tokenOf((await visitor.get(page)).html);
  assert.notEqual(formToken, '');
  return formToken;
}

/** How often something was changed: every change leaves an entry. */
const changes = async () => (await gatehouse.db.selectFrom('audit_entries').select('sequence').execute()).length;

describe('the console', () => {
  it('shows a person who is no administrator none of its pages, and takes none of its forms', async () => {
    const formToken = await tokenFor(member, '/identity/web/new-token');
    const before = await changes();
    for (const { path } of pages) assert.equal((await member.get(path)).status, 403, path);
    for (const path of forms) {
      const { html, status } = await member.post(path, { formToken, ...fields });
      assert.equal(status, 403, path);
      assert.match(html, /administrators/, path);
    }
    assert.equal(await changes(), before);
  });

  it('lets a session of the host without a recent proof neither rename, end nor open an organization', async () => {
    const host = await signedInHostAdministrator(gatehouse);
    const { id, name } = world.otherOrganization;
    const page = `${admin}/organizations/${id}`;
    const formToken = await tokenFor(host, page);
    await ageSessions(gatehouse, { id: hostId }, 16);
    const { status, html } = await host.post(page, { formToken, name, isActive: 'yes' });
    assert.equal(status, 403);
    assert.match(html, /step-up/);
  });

  it('shows an administrator nothing of another organization, however its address names that', async () => {
    const formToken = await tokenFor(foreigner);
    const before = await changes();
    for (const { path, hasForm } of pages) {
      for (const address of [`${path}?organization=Hogwarts`, path.replace('/identity', '/Hogwarts/identity')]) {
        assert.equal((await foreigner.get(address)).status, 404, address);
        if (hasForm) assert.equal((await foreigner.post(address, { formToken, ...fields })).status, 404, address);
      }
    }
    assert.equal(await changes(), before);
  });

  it('finds nobody and nothing of another organization by their ids', async () => {
    const about = Object.values(ids);
    const formToken = await tokenFor(foreigner);
    for (const { path } of pages) {
      if (!about.some((id) => path.includes(id)) || path.endsWith('/secrets/1/delete')) continue;
      assert.match(String((await foreigner.get(path)).status), /^40[34]$/, path);
      const answer = await foreigner.post(path, { formToken, ...fields });
      assert.match(String(answer.status), /^40[0345]$/, `${path} ${answer.location}`);
    }
    const user = await gatehouse.store.users.find({ organizationId: world.organization.id, id: world.harry.id });
    assert.equal(user?.isActive, true);
  });

  it('takes no form that did not come from its own page in this browser', async () => {
    const formToken = await tokenFor(administrator);
    const elsewhere = 'https://elsewhere.example';
    const tries: readonly [object, Record<string, string>?][] = [
      [{}],
      [{ formToken: await tokenFor(foreigner) }],
      [{ formToken }, { origin: elsewhere }],
      [{ formToken }, { origin: elsewhere, 'hx-request': 'true' }],
      [{ formToken }, { 'sec-fetch-site': 'same-site' }],
    ];
    const before = await changes();
    for (const path of forms) {
      for (const [sent, headers] of tries) {
        const { status } = await administrator.post(path, { ...fields, ...sent }, headers);
        assert.equal(status, 403, `${path} ${JSON.stringify([sent, headers])}`);
      }
    }
    assert.equal(await changes(), before);
  });

  it('shows whatever people are called as text', async () => {
    const bad = `'"><xss a=b>{{x}}`;
    const partitionGlobalId = world.organization.id;
    await api('POST', '/api/Group', { partitionGlobalId, name: bad });
    await api('POST', '/api/RobotAccount', { partitionGlobalId, name: 'robot-xss', displayName: bad });
    const extensionUserAttributes = { House: bad };
    const names = { name: bad, surname: bad, displayName: bad };
    await api('PUT', `/api/User/${world.harry.id}`, { partitionGlobalId, ...names, extensionUserAttributes });
    const settings = [{ key: 'Branding.DisplayName', value: bad }];
    await api('PUT', '/api/Setting', { partitionGlobalId, settings });
    const typed = new URLSearchParams({ q: bad, text: bad, name: bad, accent: bad, sort: bad, id: bad, action: bad });
    for (const { path } of pages) {
      for (const address of [path, `${path}?${typed}`, `${path}?action=delete&id=${world.harry.id}`]) {
        const answer = await administrator.get(address);
        assert.ok(answer.status < 500, address);
        if (isHtml(answer)) assert.doesNotMatch(answer.html, /<xss/, address);
      }
    }
  });

  it('shows an application wherever it comes back to', async () => {
    const scopes = [{ name: 'PM.User', type: 'user' }] as const;
    for (const uri of ['com.example.app:/back', 'http://[::1]/back', 'https://app.example:8443/back?x=%27']) {
      for (const isConfidential of [true, false]) {
        const { id } = await createApplication(gatehouse, { isConfidential, redirectUris: [uri], scopes });
        const { status } = await administrator.get(`${admin}/applications/${id}`);
        assert.equal(status, 200, `${uri} ${isConfidential}`);
      }
    }
  });

  it('keeps no page in the cache of the browser, with or without its layout', async () => {
    for (const { path } of pages) {
      for (const headers of [{}, { 'hx-request': 'true' }]) {
        assert.equal((await administrator.get(path, headers)).headers.get('cache-control'), 'no-store', path);
      }
    }
  });

  it('judges no more addresses of an application than it can have', async () => {
    const page = `${admin}/applications/${world.application.id}/settings`;
    const redirectUri = Array.from({ length: 10_000 }, (_, index) => index.toString(36)).join(',');
    const formToken = await tokenFor(administrator);
    const { html } = await administrator.post(page, { formToken, check: 'yes', redirectUri });
    assert.equal(html.match(/class="broken"/g)?.length, 100);
  });

  it('saves a list of people in which no cell is a formula', async () => {
    const formula = '=HYPERLINK("https://elsewhere.example")';
    await api('PUT', `/api/User/${world.harry.id}`, { partitionGlobalId: world.organization.id, surname: formula });
    const { html } = await administrator.get(`${admin}/export-people`);
    assert.match(html, /"'=HYPERLINK/);
    assert.doesNotMatch(html, /(^|[,"])=HYPERLINK/m);
  });
});

describe('a file of people', () => {
  const page = `${admin}/import-people`;

  for (const [what, pasted] of [
    ['a line of titles without end', `${'a,'.repeat(400_000)}\nb`],
    ['titles within quotes over several lines', `"a\n",${','.repeat(400_000)}\nb`],
    ['a row of endless cells', `email\n${','.repeat(400_000)}`],
    ['a quote that is not closed', `email\n"${'x'.repeat(400_000)}`],
  ] as const) {
    it(`with ${what} is refused, and not made a page of choices`, async () => {
      const formToken = await tokenFor(administrator);
      const { html } = await upload(pasted, formToken);
      assert.match(html, /more than 200 columns, or a row does not end/);
      assert.ok(html.length < 100_000, String(html.length));
    });
  }

  for (const [what, state] of [
    ['more than any file', deflateRawSync('a'.repeat(64 * 1024 * 1024))],
    ['a list of nothings', deflateRawSync(`{"leftOut":[${'{},'.repeat(1_000_000)}{}]}`)],
    ['nothing of how far it has come', deflateRawSync('{"told":0}\nemail\nx@y.example')],
  ] as const) {
    it(`is not read out of ${what}`, async () => {
      const formToken = await tokenFor(administrator);
      const sent = { formToken, step: 'import', state: state.toString('base64url') };
      const { html, status } = await administrator.post(page, sent);
      assert.equal(status, 400);
      assert.match(html, /cannot go on from there/);
    });
  }

  async function upload(text: string, formToken: string): Promise<{ readonly html: string }> {
    const body = new FormData();
    body.set('formToken', formToken);
    body.set('file', new Blob([text]), 'people.csv');
    const cookie = [...administrator.cookies].map((pair) => pair.join('=')).join('; ');
    const headers = { origin: gatehouse.url, cookie };
    return { html: await (await fetch(`${gatehouse.url}${page}`, { method: 'POST', body, headers })).text() };
  }
});

const isHtml = ({ headers }: Seen): boolean => headers.get('content-type')?.startsWith('text/html') === true;

async function api(method: string, path: string, body: object): Promise<void> {
  const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
  const answer = await fetch(`${gatehouse.url}/identity${path}`, { method, headers, body: JSON.stringify(body) });
  assert.ok(answer.ok, `${path} ${await answer.text()}`);
}
