import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newId } from '../../src/directory/identifier.ts';
import { minerva, signedInAdministrator, signedInHostAdministrator } from '../support/console.ts';
import { fieldsOf } from '../support/console-form.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { beforeInOrder } from '../support/in-order.ts';
import type { Seen, Visitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

// A form that is sent when its session has ended: over lunch, or because somebody has signed the person out everywhere.

const gatehouse = useGatehouse();
const admin = '/identity/web/admin';
const login = '/Hogwarts/identity/web/login';
let visitor: Visitor;
beforeInOrder(async () => {
  visitor = await signedInAdministrator(gatehouse);
});

/** Opens a page, and sends its form when nobody is signed in any more. */
async function sentTooLate(path: string, fields: Readonly<Record<string, string | readonly string[]>>): Promise<Seen> {
  const { html } = await visitor.get(path);
  visitor.cookies.delete('gatehouse.session');
  return await visitor.post(path, fieldsOf(html, fields));
}

async function signInAs(userName: string, password: string): Promise<void> {
  assert.equal((await visitor.submit(login, { userName, password })).status, 303);
}

async function makeGroup(members: readonly string[]): Promise<{ readonly id: string }> {
  const { store } = gatehouse;
  const organizationId = world.organization.id;
  const id = newId();
  const name = `Gobstones ${id}`;
  await store.groups.insert({ organizationId, id, name, type: 'custom', createdAt: 0 });
  const rows = members.map((member) => ({ id: member, type: 'user' }) as const);
  if (rows.length > 0) await store.memberships.add(organizationId, id, rows);
  return { id };
}

describe('a form whose session has ended', () => {
  const text = `${admin}/mail/texts/3`;
  const value = `<html><body>${'<p>Come to the <b>Great Hall</b> & bring your owl.</p>\n'.repeat(60)}{{{url}}}</body></html>`;

  it('keeps a long text, and is sent again once the person has signed in', async () => {
    const waiting = await sentTooLate(text, { value });
    assert.equal(waiting.status, 403);
    assert.match(waiting.html, /<h1[^>]*>You are no longer signed in<.*What you have entered is still here/s);
    assert.match(waiting.html, /<a class="button" href="[^"]*\/web\/login[^"]*" target="_blank"/);
    const again = await visitor.post(text, fieldsOf(waiting.html));
    assert.equal(again.status, 403, 'nobody has signed in yet');
    await signInAs(minerva.userName, minerva.password);
    const { status, location } = await visitor.post(text, fieldsOf(again.html));
    assert.equal(status, 303);
    assert.match((await visitor.get(location ?? '')).html, /Saved\./);
    assert.equal(
      fieldsOf((await visitor.get(text)).html)
        .get('value')
        ?.replaceAll('\r\n', '\n'),
      value,
    );
  });

  it('keeps every row of scopes, and not those alone that are short', async () => {
    const scopeName = Array.from({ length: 12 }, (_, index) => `Owls.${index}`);
    const scopeDescription = scopeName.map((name) => `${name} ${'flies by night '.repeat(10)}`.trim());
    const path = `${admin}/api-resources/new`;
    const scopeType = scopeName.map(() => 'Both');
    const rows = {
      name: 'Owls',
      displayName: 'Owls',
      scopeName,
      scopeDisplayName: scopeName,
      scopeDescription,
      scopeType,
    };
    const wanted = await sentTooLate(path, { ...rows, more: 'yes' });
    await signInAs(minerva.userName, minerva.password);
    const more = await visitor.post(path, fieldsOf(wanted.html));
    assert.deepEqual(fieldsOf(more.html).getAll('scopeDescription').filter(Boolean), scopeDescription);
    const waiting = await sentTooLate(path, rows);
    assert.equal(waiting.status, 403);
    await signInAs(minerva.userName, minerva.password);
    assert.equal((await visitor.post(path, fieldsOf(waiting.html))).status, 303);
    const { scopes = [] } =
      (await gatehouse.store.apiResources.of([world.organization.id])).find(({ name }) => name === 'Owls') ?? {};
    assert.deepEqual(new Set(scopes.map(({ description }) => description)), new Set(scopeDescription));
  });

  it('keeps letters of which an address would have ten for one', async () => {
    const scopeName = Array.from({ length: 12 }, (_, index) => `Cyrillic.${index}`);
    const scopeDescription = scopeName.map((name) => `${name} ${'сова летает ночью '.repeat(4)}`.trim());
    const path = `${admin}/api-resources/new`;
    const rows = {
      scopeName,
      scopeDisplayName: scopeDescription,
      scopeDescription,
      scopeType: scopeName.map(() => 'Both'),
    };
    const { status, html, location } = await sentTooLate(path, { name: 'Cyrillic', more: 'yes', ...rows });
    assert.equal(status, 403, `an address of ${location?.length} characters`);
    assert.deepEqual(fieldsOf(html).getAll('scopeDescription').filter(Boolean), scopeDescription);
    await signInAs(minerva.userName, minerva.password);
  });

  it('leaves out what makes an address too long for a proxy, where it may be a secret that waits', async () => {
    const { status, location = '' } = await sentTooLate(`${admin}/mail`, {
      host: 'смтп'.repeat(240),
      user: 'сова'.repeat(240),
      fromEmail: 'совя'.repeat(240),
      password: 'not in an address',
    });
    assert.equal(status, 303);
    assert.ok(location.length < 8000, `${location.length} characters`);
    assert.equal((await visitor.get(location)).status, 200);
    visitor = await signedInAdministrator(gatehouse);
  });

  it('is nothing for another person who signs in there', async () => {
    const waiting = await sentTooLate(text, { value: `${value}<!-- mine -->` });
    await signInAs('harry.potter', world.harry.password);
    const { status, html } = await visitor.post(text, fieldsOf(waiting.html));
    assert.equal(status, 403);
    assert.doesNotMatch(html, /mine/);
    visitor = await signedInAdministrator(gatehouse);
  });

  /** Where a person gets back to after signing in again, and what the page for that has said. */
  async function backFrom({ status, location = '' }: Seen) {
    assert.equal(status, 303);
    const said = (await visitor.get(location)).html;
    visitor = await signedInAdministrator(gatehouse);
    const returnUrl = new URL(location, gatehouse.url).searchParams.get('returnUrl') ?? assert.fail();
    return { said, returnUrl, html: (await visitor.get(returnUrl)).html };
  }

  it('keeps the rows that were ticked, in lists and among what was found', async () => {
    const { id } = await makeGroup(['har-3107', 'minerva']);
    const ticked = (html: string) =>
      [...html.matchAll(/name="id" value="([^"]*)"[^>]* checked/g)].map(([, one]) => one);
    const list = await backFrom(await sentTooLate(`${admin}/groups/${id}`, { id: ['har-3107'] }));
    assert.deepEqual(ticked(list.html), ['har-3107']);
    const found = await backFrom(await sentTooLate(`${admin}/groups/${id}/add?q=h`, { id: ['har-3107'] }));
    assert.deepEqual(ticked(found.html), ['har-3107']);
    // All of them were ticked first, and then all but one were not.
    const all = await backFrom(await sentTooLate(`${admin}/groups/${id}?all=yes`, { id: ['har-3107'] }));
    assert.deepEqual(ticked(all.html), ['har-3107']);
    // What was done with them leaves none ticked.
    const done = await visitor.post(list.returnUrl, fieldsOf(list.html, { id: 'har-3107' }));
    assert.doesNotMatch(done.location ?? '', /har-3107/);
    const many = Array.from({ length: 60 }, () => newId());
    const waiting = await sentTooLate(`${admin}/groups/${id}`, { id: many });
    assert.equal(waiting.status, 403);
    assert.deepEqual(fieldsOf(waiting.html).getAll('id'), many);
    visitor = await signedInAdministrator(gatehouse);
  });

  it('keeps a group, by its place in a list or by its name', async () => {
    const { id } = await makeGroup([]);
    for (const [page, fields] of [
      ['people-actions?action=addToGroup&id=har-3107', { groupName: 'Gobstones' }],
      ['people-actions?action=addToGroup&id=har-3107', { group: id }],
      ['people/har-3107', { groupName: 'Gobstones', do: 'join' }],
      ['people/har-3107', { group: id, do: 'join' }],
      ['security/second-factors', { groupName: 'Gobstones' }],
    ] as const) {
      const { returnUrl, html } = await backFrom(await sentTooLate(`${admin}/${page}`, fields));
      const kept = new URL(returnUrl, gatehouse.url).searchParams;
      for (const [name, value] of Object.entries(fields)) if (name !== 'do') assert.equal(kept.get(name), value, page);
      if ('group' in fields) assert.match(html, new RegExp(`<option value="${id}"[^>]* selected`), page);
    }
  });

  it('keeps what was changed of an organization', async () => {
    const [name] = [`Durmstrang ${newId().slice(0, 8)}`];
    const host = await signedInHostAdministrator(gatehouse);
    const { location = '' } = await host.submit(`${admin}/organizations/new`, { name });
    const path = location.split('?')[0] ?? '';
    const { html } = await host.get(path);
    const session = host.cookies.get('gatehouse.session') ?? assert.fail();
    host.cookies.delete('gatehouse.session');
    const fields = fieldsOf(html, { name: `${name} II`, tenant: 'Ship' });
    fields.delete('isActive');
    const late = await host.post(path, fields);
    assert.equal(late.status, 303);
    host.cookies.set('gatehouse.session', session);
    const back = new URL(late.location ?? '', gatehouse.url).searchParams.get('returnUrl') ?? '';
    const shown = fieldsOf((await host.get(back)).html);
    assert.deepEqual([shown.get('name'), shown.get('isActive')], [`${name} II`, null]);
  });

  it('says what it cannot keep: files and secrets, and nothing where it keeps all', async () => {
    const lost = /Files, passwords and whatever else could not be kept/;
    const logo = `data:image/png;base64,${Buffer.from('no picture').toString('base64')}`;
    for (const [page, fields, isLost] of [
      ['brand', { name: 'Owls', logo }, true],
      ['mail', { host: 'mail.example', password: 'alohomora' }, true],
      ['mail', { host: 'mail.example', password: '' }, false],
      ['import-people', { pasted: 'User name\nana' }, true],
      ['new-group', { name: 'Owls' }, false],
      ['new-application?kind=web', { name: 'Owls', redirectUri: 'https://owls.example', check: 'yes' }, false],
    ] as const) {
      const { said } = await backFrom(await sentTooLate(`${admin}/${page}`, fields));
      assert.match(said, /You are no longer signed in: sign in again/);
      assert.equal(lost.test(said), isLost, page);
    }
  });

  it('goes on from the address where that is enough', async () => {
    const { status, location } = await sentTooLate(`${admin}/new-group`, { name: 'House elves' });
    assert.equal(status, 303);
    assert.match(location ?? '', /login\?.*returnUrl=.*House/);
    visitor = await signedInAdministrator(gatehouse);
  });
});
