import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAccount } from '../support/accounts.ts';
import { decode } from '../support/html-text.ts';
import { fieldOf, password, useSecondFactors, web } from '../support/second-factor.ts';
import { tokenOf } from '../support/visitor.ts';
import { world } from '../support/world.ts';

const { gatehouse, newBrowser, typePassword, ageSessions } = useSecondFactors();

/** An administrator whose sign-in was longer ago than a proof counts, with the token of a form from before. */
async function signedInLongAgo() {
  const account = await createAccount(gatehouse, password, { isAdministrator: true });
  const visitor = newBrowser();
  await typePassword(visitor, account);
  const formToken = tokenOf((await visitor.get(web('admin/new-group'))).html);
  await ageSessions(account, 16);
  return { visitor, formToken };
}

const countChanges = async () => (await gatehouse.db.selectFrom('audit_entries').select('sequence').execute()).length;

const id = '4b1f9a54-6f6c-4a7b-9df6-2d5b3d0e1c77';

/** Whatever takes something away, changes who may do what, or cannot be undone. */
const forms: readonly (readonly [page: string, fields: Readonly<Record<string, string>>])[] = [
  [`people/${id}`, { do: 'deactivate' }],
  [`people/${id}`, { do: `leave ${id}` }],
  [`people/${id}/sign-in`, { do: 'unlock' }],
  [`people/${id}/connections`, { do: `revoke ${id}` }],
  [`people/${id}/connections`, { do: `disconnect ${id}` }],
  [`groups/${id}`, { id }],
  [`groups/${id}/delete`, {}],
  [`applications/${id}/secrets/1/delete`, {}],
  [`applications/${id}/federated-credentials/${id}/delete`, {}],
  ['api-resources/new', { name: 'Owlery' }],
  ['api-resources/edit?name=Owlery', { displayName: 'Owlery' }],
  ['api-resources/delete?name=Owlery', {}],
  [`mail/undelivered/change?action=discard&id=${id}`, {}],
  [`organizations/${id}/tenants/${id}`, { name: 'Dungeon' }],
  [`organizations/${id}/tenants/${id}/delete`, {}],
];

describe('a form of the console', () => {
  it('that takes something away, or changes who may do what, waits for a recent proof of who sends it', async () => {
    const { visitor, formToken } = await signedInLongAgo();
    const before = await countChanges();
    const unasked: string[] = [];
    for (const [page, fields] of forms) {
      const asked = await visitor.post(web(`admin/${page}`), { formToken, ...fields });
      if (asked.status !== 403 || !/<title>Is it you\?/.test(asked.html)) unasked.push(page);
    }
    assert.deepEqual(unasked, []);
    assert.equal(await countChanges(), before);
  });

  it('that is quickly needed or harmless does not wait', async () => {
    const { visitor, formToken } = await signedInLongAgo();
    for (const [page, fields] of [
      [`people/${id}/sign-in`, { do: 'endAll' }],
      ['api-resources/new', { more: 'yes' }],
      ['new-group', { name: '' }],
      ['brand', { do: 'preview', accent: '#112233' }],
    ] as const) {
      const { html } = await visitor.post(web(`admin/${page}`), { formToken, ...fields });
      assert.doesNotMatch(html, /<title>Is it you\?/, page);
    }
  });
});

describe('a form that waits for a proof', () => {
  it('may have as many scopes as an API can have', async () => {
    const { visitor, formToken } = await signedInLongAgo();
    const scopeName = Array.from({ length: 500 }, (_, index) => `Owls.Deliver.${index}`);
    const scopeDescription = scopeName.map((name) => `${name} ${'delivers letters by night, '.repeat(3)}and sleeps`);
    const lists = { scopeName, scopeDisplayName: scopeName, scopeDescription, scopeType: scopeName.map(() => 'both') };
    const fields = new URLSearchParams({ formToken, name: 'Owls', displayName: '', accessTokenType: 'JWT' });
    for (const [name, values] of Object.entries(lists)) for (const value of values) fields.append(name, value);
    const page = web('admin/api-resources/new');
    const { status, html } = await visitor.post(page, fields);
    assert.equal(status, 403);
    assert.match(html, /It is done as soon as you have given it/);
    const action = decode(/<form class="stack" method="post" action="([^"]*)"/.exec(html)?.[1] ?? '');
    const proof = { formToken: tokenOf(html), kept: fieldOf(html, 'kept'), password };
    assert.equal((await visitor.post(action, proof)).location, page);
    assert.equal((await visitor.post(page, proof)).status, 303);
    const made = (await gatehouse.store.apiResources.of([world.organization.id])).find(({ name }) => name === 'Owls');
    assert.equal(made?.scopes.length, 500);
  });
});

describe('a form that is too large to wait for a proof', () => {
  it('is said to be lost', async () => {
    const { visitor, formToken } = await signedInLongAgo();
    const pasted = `User name${',\n'.repeat(250_000)}`;
    const { status, location = '' } = await visitor.post(web('admin/import-people'), { formToken, pasted });
    assert.equal(status, 303);
    assert.match((await visitor.get(location)).html, /files and long texts are to be entered again/);
    const short = await visitor.post(web('admin/import-people'), { formToken, pasted: 'User name\nana' });
    assert.doesNotMatch(short.html, /to be entered again/);
  });
});

describe('a file that the console hands out', () => {
  for (const [file, list] of [
    ['export-people?q=owl', 'people?q=owl'],
    ['audit/download?event=Setting%2FUpdate', 'audit?event=Setting%2FUpdate'],
  ] as const) {
    it(`waits for a recent proof, after which its list is there to choose it from: ${file}`, async () => {
      const { visitor } = await signedInLongAgo();
      const before = await countChanges();
      const { location = '' } = await visitor.get(web(`admin/${file}`));
      assert.match(location, /\/web\/step-up\?/);
      assert.match((await visitor.get(location)).html, /choose the file once more/);
      assert.equal(await countChanges(), before);
      assert.equal((await visitor.submit(location, { password })).location, web(`admin/${list}`));
      const saved = await visitor.get(web(`admin/${file}`));
      assert.match(saved.headers.get('content-disposition') ?? '', /^attachment/);
    });
  }
});
