import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { administratorsGroupId, everyoneGroupId } from '../../src/directory/group.ts';
import { signedInAdministrator } from '../support/console.ts';
import { fieldsOf } from '../support/console-form.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { beforeInOrder } from '../support/in-order.ts';
import type { Visitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

const gatehouse = useGatehouse();
const admin = '/identity/web/admin';
const groups = `${admin}/groups`;
let visitor: Visitor;
beforeInOrder(async () => {
  visitor = await signedInAdministrator(gatehouse);
});

/** Sends the form of a page and looks at the page to which it leads. */
async function sent(path: string, fields: Record<string, string>) {
  const answer = await visitor.submit(path, fields);
  assert.equal(answer.status, 303, answer.html);
  const location = answer.location ?? '';
  return { location, html: (await visitor.get(location)).html };
}

const created = async (name: string) => (await sent(`${admin}/new-group`, { name })).location;

describe('groups in the console', () => {
  it('are created, renamed and deleted, and each page says what was done', async () => {
    const group = await created('House elves');
    const renamed = await sent(`${group}/rename`, { name: 'Free elves' });
    assert.match(renamed.html, /<p>The group is called Free elves now\.<\/p>/);
    const question = await visitor.get(`${group}/delete`);
    assert.match(question.html, /<h1>Delete Free elves\?<\/h1>/);
    assert.match((await visitor.get(groups)).html, /Free elves/);
    const deleted = await sent(`${group}/delete`, {});
    assert.equal(deleted.location, groups);
    assert.match(deleted.html, /The group Free elves was deleted/);
    assert.equal((await visitor.get(group)).status, 404);
  });

  it('get members that were searched for, and lose those that are chosen', async () => {
    const group = await created('Seekers');
    assert.match((await visitor.get(group)).html, /Nobody is in this group/);
    const found = await visitor.get(`${group}/add?q=harry`);
    assert.match(found.html, new RegExp(`name="id" value="${world.harry.id}"`));
    const added = await sent(`${group}/add?q=harry`, { id: world.harry.id });
    assert.match(added.html, /Added to Seekers: 1\./);
    assert.match(added.html, /people\/har-3107">Harry Potter</);
    assert.match((await visitor.get(`${group}/add?q=harry`)).html, /is a member/);
    const removed = await sent(group, { id: world.harry.id });
    assert.match(removed.html, /Removed from Seekers: 1\./);
  });

  it('find people among their members', async () => {
    const group = await created('Keepers');
    for (const [q, id] of Object.entries({ harry: world.harry.id, minerva: 'minerva' }))
      await sent(`${group}/add?q=${q}`, { id });
    const found = await visitor.get(`${group}?q=potter`);
    assert.match(found.html, /people\/har-3107">Harry Potter</);
    assert.doesNotMatch(found.html, /people\/minerva"/);
    assert.doesNotMatch((await visitor.get(`${group}?q=hagrid`)).html, /people\/(?:har-3107|minerva)"/);
  });

  it('count those alone who came or went, and offer to take back no more than that', async () => {
    const group = await created('Chasers');
    const body = (ids: readonly string[]) => new URLSearchParams(ids.map((id): [string, string] => ['id', id]));
    const send = async (path: string, ids: readonly string[]) => {
      const fields = body(ids);
      for (const [name, value] of fieldsOf((await visitor.get(path)).html))
        if (name !== 'id') fields.append(name, value);
      const { status, location, html } = await visitor.post(path, fields);
      assert.equal(status, 303, html);
      return await visitor.get(location ?? '');
    };
    const undoIds = ({ html }: { readonly html: string }) =>
      [...html.matchAll(/<input type="hidden" name="id" value="([^"]*)"/g)].map(([, id]) => id);
    await send(`${group}/add?q=harry`, [world.harry.id]);
    const added = await send(`${group}/add?q=harry`, [world.harry.id, 'minerva']);
    assert.match(added.html, /Added to Chasers: 1\./);
    assert.deepEqual(undoIds(added), ['minerva']);
    const page = await visitor.get(group);
    await send(group, [world.harry.id]);
    const stale = fieldsOf(page.html);
    for (const id of [world.harry.id, 'minerva']) stale.append('id', id);
    const answer = await visitor.post(group, stale);
    const removed = await visitor.get(answer.location ?? '');
    assert.match(removed.html, /Removed from Chasers: 1\./);
    assert.deepEqual(undoIds(removed), ['minerva']);
  });

  it('say what is wrong beside the form, which keeps what was typed', async () => {
    const answer = await visitor.submit(`${admin}/new-group`, { name: 'administrators' });
    assert.equal(answer.status, 400);
    assert.match(answer.html, /already exists/);
    assert.match(answer.html, /value="administrators"/);
    const empty = await visitor.submit(`${admin}/new-group`, { name: ' ' });
    assert.match(empty.html, /id="name-fault"/);
  });

  it('that every organization has can be neither renamed nor deleted, and nobody is taken out of Everyone', async () => {
    const built = await visitor.get(`${groups}/${administratorsGroupId}`);
    assert.doesNotMatch(built.html, /\/rename"|\/delete"/);
    const answer = await visitor.submit(`${groups}/${administratorsGroupId}/delete`, {});
    assert.equal(answer.status, 400);
    assert.match(answer.html, /role="alert"/);
    assert.match((await visitor.get(`${groups}/${everyoneGroupId}`)).html, /Everybody is in this group/);
  });

  it('leave in the audit log who has done it', async () => {
    const group = await created('Beaters');
    const id = decodeURIComponent(group.split('/').at(-1) ?? '');
    const entry = await gatehouse.db
      .selectFrom('audit_entries')
      .selectAll()
      .where('target_id', '=', id)
      .executeTakeFirstOrThrow();
    assert.deepEqual([entry.actor_type, entry.actor_id, entry.client_ip], ['user', 'minerva', '127.0.0.1']);
  });

  it('lose nothing that was typed when the session has ended meanwhile', async () => {
    const other = await signedInAdministrator(gatehouse);
    const { html } = await other.get(`${admin}/new-group`);
    const formToken = /name="formToken" value="([^"]*)"/.exec(html)?.[1] ?? '';
    other.cookies.delete('gatehouse.session');
    const answer = await other.post(`${admin}/new-group`, { formToken, name: 'Keepers' });
    assert.equal(answer.status, 303);
    const back = new URL(answer.location ?? '', 'http://x').searchParams.get('returnUrl') ?? '';
    assert.equal(back, `${admin}/new-group?name=Keepers`);
    assert.match((await visitor.get(back)).html, /value="Keepers"/);
  });
});
