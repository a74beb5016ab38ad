import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newId } from '../../src/directory/identifier.ts';
import { apiOf } from '../support/api.ts';
import { signedInAdministrator } from '../support/console.ts';
import { noBudgets, useGatehouse } from '../support/gatehouse.ts';
import { decode } from '../support/html-text.ts';
import { token } from '../support/http.ts';
import { beforeInOrder } from '../support/in-order.ts';
import { openPages } from '../support/sign-in.ts';
import type { Seen, Visitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

// What an administrator is told of somebody who has no password yet, and what can be done about it.

const people = '/identity/web/admin/people';
const organizationId = world.organization.id;
let administrator: Visitor;
let api: ReturnType<typeof apiOf>;
const gatehouse = useGatehouse(async (running) => void (await openPages(running)), noBudgets);
beforeInOrder(async () => {
  administrator = await signedInAdministrator(gatehouse);
  const bearer = await token(gatehouse, 'PM.User');
  api = apiOf(gatehouse, () => bearer);
});

const text = ({ html }: Seen) => decode(html.replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ');

async function made(operation: 'InviteUsers' | 'BulkCreate', person: object): Promise<string> {
  const { json } = await api('POST', `/api/User/${operation}`, {
    partitionGlobalId: organizationId,
    users: [person],
  });
  return json.users[0].id;
}

const invited = async (): Promise<string> => {
  const userName = newId();
  return await made('InviteUsers', { userName, email: `${userName}@hogwarts.example` });
};

/** In the list, and on the page about the sign-in. */
async function seen(id: string, state: string, advice: RegExp): Promise<void> {
  const badge = new RegExp(`class="badge[^>]*>${state}<`);
  const { json } = await api('GET', `/api/User/${id}`);
  assert.match((await administrator.get(`${people}?q=${json.userName}`)).html, badge);
  const page = await administrator.get(`${people}/${id}/sign-in`);
  assert.match(page.html, badge);
  assert.match(text(page), advice);
}

const ways = async (id: string) =>
  [...(await administrator.get(`${people}/${id}/password`)).html.matchAll(/name="way" value="(\w+)"/g)].map(
    ([, way]) => way,
  );

/** What the postman says of the mails of somebody. */
const said = async (id: string, outcome: object) =>
  await gatehouse.db.updateTable('outbox').set(outcome).where('payload', 'like', `%${id}%`).execute();

describe('somebody without a password', () => {
  it('is invited while the link can be used, whether its mail waits or was sent', async () => {
    const id = await invited();
    await seen(id, 'Invited', /Mail Give a password The invitation to \S+ waits to be sent/);
    await said(id, { delivered_at: Date.now() });
    await seen(
      id,
      'Invited',
      /An invitation was mailed to \S+@hogwarts.example\. Its link is valid until .*invite again/,
    );
    assert.deepEqual(await ways(id), ['link', 'generate']);
  });

  it('has an invitation that was not delivered, with the way to the reason', async () => {
    const id = await invited();
    await said(id, { dead_at: Date.now(), last_error: 'EENVELOPE' });
    await seen(
      id,
      'Invitation not delivered',
      /Not delivered Give a password The invitation to \S+ could not be delivered/,
    );
  });

  it('has an invitation that has expired, by time or because the address is another one', async () => {
    const [late, moved] = [await invited(), await invited()];
    await api('PUT', `/api/User/${moved}`, { email: `${newId()}@hogwarts.example` });
    await seen(moved, 'Invitation expired', /cannot be used any more.*Invite again/);
    const path = `/api/User/users/${organizationId}/without-password?userId=${late}`;
    const [{ expiryTime }] = (await api('GET', path)).json;
    assert.ok(Math.abs(Date.parse(expiryTime) - Date.now() - 7 * 24 * 3_600_000) < 600_000);
  });

  it('was never invited, and is invited or given a password; without an address, only the latter', async () => {
    const [withAddress, without] = [newId(), newId()];
    const id = await made('BulkCreate', { userName: withAddress, email: `${withAddress}@hogwarts.example` });
    await seen(id, 'No password', /cannot sign in: there is no password, and no invitation is known/);
    assert.deepEqual(await ways(id), ['link', 'generate']);
    const nowhere = await made('BulkCreate', { userName: without });
    assert.deepEqual(await ways(nowhere), ['generate']);
    const page = await administrator.get(`${people}/${nowhere}/password`);
    assert.match(text(page), /There is no e-mail address to which a link could be mailed\. Edit/);
  });

  it('has a password from an administrator and is active, and the page says that it was not used yet', async () => {
    const id = await made('BulkCreate', { userName: newId() });
    await administrator.submit(`${people}/${id}/password`, { way: 'generate' });
    await seen(id, 'Active', /There is a password, with which \S+ has not signed in here yet/);
    assert.deepEqual(await ways(id), ['generate', 'change']);
  });
});
