import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { operatorEntry } from '../../src/directory/audit/entry.ts';
import { administratorsGroupId } from '../../src/directory/group.ts';
import { secondLookMs } from '../../src/http/while-permitted.ts';
import { createAccount } from '../support/accounts.ts';
import { minerva, signedInAdministrator } from '../support/console.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

const { id: organizationId } = world.organization;
const details = 'x'.repeat(60_000);
const entries = 500;

/** More than lies in the buffers between a server and who reads nothing. */
const gatehouse = useGatehouse(async ({ store }) => {
  const event = { organizationId, category: 'Group', action: 'Update', targetId: null } as const;
  const all = Array.from({ length: entries }, () => operatorEntry(Date.now(), { ...event, details: { details } }));
  await store.transaction(({ audit }) => audit.appendMany(organizationId, all, (entry) => entry));
});

/** The beginning of an answer, of which no more is read: on a connection whose buffers no earlier answer has made larger. */
async function begin(path: string, headers: Readonly<Record<string, string>>): Promise<IncomingMessage> {
  const [response] = (await once(get(`${gatehouse.url}${path}`, { headers, agent: false }), 'response')) as [
    IncomingMessage,
  ];
  assert.equal(response.statusCode, 200);
  await once(response, 'readable');
  response.read();
  return response;
}

/** How much of it comes after so long that the right is looked at again, and whether that was the end. */
async function rest(response: IncomingMessage): Promise<{ readonly length: number; readonly isWhole: boolean }> {
  await pause(secondLookMs);
  let length = 0;
  try {
    for await (const piece of response) length += (piece as Buffer).length;
  } catch {
    return { length, isWhole: false };
  }
  return { length, isWhole: true };
}

const all = entries * details.length;

describe('an answer that is read slowly', () => {
  for (const path of [
    `/identity/api/AuditQuery/${organizationId}?top=1000`,
    `/identity/api/AuditQuery/${organizationId}/download?size=1000`,
  ]) {
    it(`ends when its reader loses the right to it: ${path.split('/').slice(5).join('/') || 'a page'}`, async () => {
      const person = await createAccount(gatehouse, null, { isAdministrator: true });
      const headers = { authorization: `Bearer ${await userToken(gatehouse, person, ['PM.Audit'])}` };
      const [lost, kept] = [await begin(path, headers), await begin(path, headers)];
      const whole = await rest(kept);
      assert.ok(whole.isWhole && whole.length > all / 2);
      await gatehouse.store.memberships.remove(organizationId, administratorsGroupId, [person.id]);
      const found = await rest(lost);
      assert.ok(!found.isWhole && found.length < all, JSON.stringify(found));
    });
  }

  it('ends with the session of the browser that saves it', async () => {
    const administrator = await signedInAdministrator(gatehouse);
    const cookie = [...administrator.cookies].map((pair) => pair.join('=')).join('; ');
    const response = await begin('/identity/web/admin/audit/download', { cookie });
    await gatehouse.store.grants.revokeOfUser({ organizationId, id: minerva.id }, Date.now());
    const found = await rest(response);
    assert.ok(!found.isWhole && found.length < all, JSON.stringify(found));
  });
});
