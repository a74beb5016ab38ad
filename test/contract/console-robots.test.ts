import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { signedInAdministrator } from '../support/console.ts';
import { fieldsOf, fillIn, fillInAndFollow } from '../support/console-form.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { decode } from '../support/html-text.ts';
import { beforeInOrder } from '../support/in-order.ts';
import { createApplication } from '../support/oauth.ts';
import type { Seen, Visitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

// What an administrator does with robot accounts and API resources in the console, by plain links and forms.

const admin = '/identity/web/admin';
const gatehouse = useGatehouse();
let visitor: Visitor;
beforeInOrder(async () => {
  visitor = await signedInAdministrator(gatehouse);
});

const linkTo = ({ html }: Seen, text: string): string =>
  decode(new RegExp(`<a href="([^"]+)">${text}</a>`).exec(html)?.[1] ?? assert.fail(`no link to ${text}`));
const resourceNamed = async (name: string) =>
  (await gatehouse.store.apiResources.of([world.organization.id])).find((one) => one.name === name);

describe('robot accounts in the console', () => {
  it('are created, with the groups that are chosen', async () => {
    const { html } = await visitor.get(`${admin}/new-robot`);
    const [group = assert.fail('no group')] = [...html.matchAll(/name="groupIDs" value="([^"]+)"/g)].map(
      ([, id]) => id,
    );
    const fields = { name: 'errol', displayName: 'Errol', groupIDs: group };
    const list = await fillInAndFollow(visitor, `${admin}/new-robot`, fields);
    assert.match(list.html, /Errol has been created/);
    const page = linkTo(list, 'Errol');
    assert.deepEqual(fieldsOf((await visitor.get(page)).html).getAll('groupIDs'), [group]);

    await fillInAndFollow(visitor, page, { displayName: 'Old Errol', groupIDs: [] });
    const shown = await visitor.get(page);
    assert.deepEqual(fieldsOf(shown.html).getAll('groupIDs'), []);
    assert.match(shown.html, /<h1>Old Errol<\/h1>/);
  });

  it('need a name that nobody has, and the page says so beside the field', async () => {
    await fillInAndFollow(visitor, `${admin}/new-robot`, { name: 'pigwidgeon' });
    for (const name of ['pigwidgeon', '']) {
      const { status, html } = await fillIn(visitor, `${admin}/new-robot`, { name, displayName: 'Pig' });
      assert.equal(status, 400);
      assert.match(html, /class="fault"/);
      assert.equal(fieldsOf(html).get('displayName'), 'Pig');
    }
  });

  it('are deleted by a page that names them', async () => {
    await fillInAndFollow(visitor, `${admin}/new-robot`, { name: 'hermes' });
    await fillInAndFollow(visitor, `${admin}/new-robot`, { name: 'brodwin' });
    const list = await visitor.get(`${admin}/robots`);
    const ids = ['hermes', 'brodwin'].map((name) => linkTo(list, name).replace(/^.*\//, ''));
    const path = `${admin}/delete-robots?${new URLSearchParams(ids.map((id): [string, string] => ['id', id]))}`;
    assert.match(
      (await visitor.get(path)).html,
      /<h1>Delete 2 robot accounts\?<\/h1>.*<li>hermes<\/li><li>brodwin<\/li>/s,
    );
    assert.match((await fillInAndFollow(visitor, path)).html, /Deleted robot accounts: 2/);
    assert.doesNotMatch((await visitor.get(`${admin}/robots`)).html, /hermes|brodwin/);
  });
});

describe('API resources in the console', () => {
  const name = 'https://ledger.example/api?v=1';

  it('are registered with their scopes, in as many rows as they need', async () => {
    const path = `${admin}/api-resources/new`;
    const { html } = await visitor.get(path);
    const rows = { scopeName: ['Ledger.Read', 'Ledger.Write', ''], scopeType: ['user', 'both', 'both'] };
    const more = await visitor.post(path, fieldsOf(html, { name, displayName: 'Ledger', ...rows, more: 'yes' }));
    assert.equal(more.status, 200);
    assert.equal(fieldsOf(more.html).getAll('scopeName').length, 5);
    const list = await visitor.post(path, fieldsOf(more.html));
    assert.equal(list.status, 303);
    const scopes = (await resourceNamed(name))?.scopes.map((scope) => `${scope.name} ${scope.type}`);
    assert.deepEqual(scopes?.toSorted(), ['Ledger.Read user', 'Ledger.Write both']);
  });

  it('are chosen for applications by kind of thing', async () => {
    const { html } = await visitor.get(`${admin}/new-application?kind=machine`);
    assert.match(html, /<code>Ledger<\/code>/);
    assert.doesNotMatch(html, /application read Ledger"/);
    assert.match(
      (await visitor.get(`${admin}/new-application?kind=web`)).html,
      /<option value="user manage Ledger">Manage</,
    );
  });

  it('are chosen also where there are more than a form could send lists of', async () => {
    const scopes = Array.from({ length: 400 }, (_, index) => `Vault${index >> 1}.${index % 2 ? 'Write' : 'Read'}`);
    const made = await fillIn(visitor, `${admin}/api-resources/new`, { name: 'Vaults', scopeName: scopes });
    assert.equal(made.status, 303, made.html);
    await fillInAndFollow(visitor, `${admin}/api-resources/edit?name=Vaults`);
    assert.equal((await resourceNamed('Vaults'))?.scopes.length, 400);
    const fields = { name: 'Goblins', redirectUri: 'https://vaults.example/' };
    const scope = ['user read Vault7', 'user manage Vault7', 'application read Vault199'];
    await fillInAndFollow(visitor, `${admin}/new-application?kind=web`, { ...fields, scope });
    const goblins = linkTo(await visitor.get(`${admin}/applications?q=Goblins`), 'Goblins');
    const chosen = fieldsOf((await visitor.get(`${goblins}/scopes`)).html).getAll('scope');
    assert.deepEqual(chosen.filter(Boolean), ['user manage Vault7', 'application read Vault199']);
  });

  it('can all be chosen, for people and for the application itself, as many as one may have', async () => {
    const scopes = Array.from({ length: 500 }, (_, index) => ({ name: `Shelf${index}`, type: 'both' as const }));
    const made = await fillIn(visitor, `${admin}/api-resources/new`, {
      name: 'Shelves',
      scopeName: scopes.map(({ name }) => name),
    });
    assert.equal(made.status, 303, made.html);
    const redirectUris = ['https://shelves.example/'];
    const { id } = await createApplication(gatehouse, { isConfidential: true, redirectUris, scopes });
    const page = `${admin}/applications/${id}/scopes`;
    const chosen = fieldsOf((await visitor.get(page)).html).getAll('scope');
    assert.equal(chosen.length, 2 * scopes.length);
    await fillInAndFollow(visitor, page, { scope: chosen.slice(1) });
    assert.equal(fieldsOf((await visitor.get(page)).html).getAll('scope').length, 2 * scopes.length - 1);
    const another = { name: 'Shelves', redirectUri: redirectUris[0] ?? '', scope: chosen };
    await fillInAndFollow(visitor, `${admin}/new-application?kind=web`, another);
  });

  it('are changed, but for the scopes that an application has', async () => {
    const list = await visitor.get(`${admin}/api-resources`);
    const page = linkTo(list, 'Ledger');
    const created = { name: 'Books', scope: 'application manage Ledger' };
    await fillInAndFollow(visitor, `${admin}/new-application?kind=machine`, created);
    const refused = await fillIn(visitor, page, {
      scopeName: ['Ledger.Read', '', ''],
      scopeType: ['user', 'both', 'both'],
    });
    assert.equal(refused.status, 400);
    assert.match(refused.html, /An application has the scope/);
    await fillInAndFollow(visitor, page, { displayName: 'General ledger' });
    assert.equal((await resourceNamed(name))?.displayName, 'General ledger');
  });

  it('are not blamed for what is wrong with a scope of theirs: that is told of the scopes', async () => {
    const [long, spaced] = ['x'.repeat(1001), 'two words'];
    for (const page of ['new', `edit?${new URLSearchParams({ name })}`].map(
      (path) => `${admin}/api-resources/${path}`,
    )) {
      for (const row of [{ scopeName: spaced }, { scopeName: 'Owl', scopeDescription: long }]) {
        const { status, html } = await fillIn(visitor, page, { name: 'Owls', ...row });
        assert.equal(status, 400);
        assert.match(html, /<div class="fault" id="-fault" role="alert">Scopes: /);
        assert.doesNotMatch(html, /aria-invalid/);
      }
    }
  });

  it('are deleted by a page that names them, when no application has their scopes', async () => {
    await fillInAndFollow(visitor, `${admin}/api-resources/new`, { name: 'Spare' });
    const page = `${admin}/api-resources/delete?name=Spare`;
    assert.match((await visitor.get(page)).html, /<h1>Delete Spare\?<\/h1>/);
    await fillInAndFollow(visitor, page);
    assert.equal(await resourceNamed('Spare'), undefined);
    const used = await fillIn(visitor, `${admin}/api-resources/delete?${new URLSearchParams({ name })}`);
    assert.equal(used.status, 400);
    assert.ok(await resourceNamed(name));
  });
});
