import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { minerva, signedInAdministrator } from '../support/console.ts';
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

  it('goes on from the address where that is enough', async () => {
    const { status, location } = await sentTooLate(`${admin}/new-group`, { name: 'House elves' });
    assert.equal(status, 303);
    assert.match(location ?? '', /login\?.*returnUrl=.*House/);
    visitor = await signedInAdministrator(gatehouse);
  });
});
