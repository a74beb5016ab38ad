import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newId } from '../../src/directory/identifier.ts';
import { createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { noBudgets, useGatehouse } from '../support/gatehouse.ts';
import { inPerson, userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

// An administrator of one organization who sends the largest requests that write, as many as there is room for.

const { id: partitionGlobalId } = world.organization;
const gatehouse = useGatehouse(async () => {}, noBudgets);

/** Of PBKDF2, so that the people have a password. */
const passwordHash = 'AQAAAAEAACcQAAAAEAABAgMEBQYHCAkKCwwNDg+yWU7rLgUwPZb1Itsmra7cbxw2EFpwpVFIEtP+JIuUEw==';

async function administratorOf(organizationId: string) {
  const account = await createAccount(gatehouse, null, { organizationId, isAdministrator: true });
  const bearer = await userToken(gatehouse, account, inPerson);
  return apiOf(gatehouse, () => bearer);
}

describe('large writes of one organization', () => {
  it('keep another one waiting for two of them at most, however many come', async () => {
    const [flooding, other] = [
      await administratorOf(partitionGlobalId),
      await administratorOf(world.otherOrganization.id),
    ];
    const userIds = Array.from({ length: 300 }, newId);
    const users = userIds.map((id) => ({ id, userName: id, passwordHash }));
    assert.equal((await flooding('POST', '/api/User/BulkCreate', { partitionGlobalId, users })).status, 200);
    const large = async () => {
      const since = performance.now();
      const body = { partitionGlobalId, userIds };
      const { status, text } = await flooding('POST', '/api/User/RequirePasswordChange', body);
      assert.ok([204, 429, 503].includes(status), text);
      return performance.now() - since;
    };
    const alone = await large();
    const sent = Array.from({ length: 32 }, large);
    await Promise.race(sent);
    const since = performance.now();
    const { status, text } = await other('POST', '/api/RobotAccount', { name: 'not kept waiting' });
    const ms = performance.now() - since;
    assert.equal(status, 201, text);
    assert.ok(ms < 8 * alone + 500, `${ms}, where one of them takes ${alone}`);
    await Promise.all(sent);
  });
});
