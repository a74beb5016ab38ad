import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { LoginAttemptQuery, LoginAttempts } from '../directory/login-attempt.ts';
import { permitOperator } from '../directory/permission.ts';
import { provisionOrganization } from '../provisioning/provision.ts';
import { openEmptyStore } from './store.fixture.ts';
import { createStore } from './store.ts';

const provisioning = permitOperator('installation.provision');

const organizationId = 'school';
const userId = 'har-3107';
let attempts: LoginAttempts;

before(async () => {
  const db = await openEmptyStore();
  const store = createStore(db);
  await store.transaction((tables) =>
    provisionOrganization(tables, provisioning, { id: organizationId, name: 'Hogwarts', createdAt: 0 }),
  );
  attempts = store.loginAttempts;
  const one = { organizationId, userId, userNameOrEmail: 'harry', clientName: null, browserInfo: null } as const;
  await attempts.append({ ...one, clientIp: '10.0.0.3', result: 'success', at: 1000 });
  await attempts.append({ ...one, clientIp: '10.0.0.1', result: 'lockedOut', at: 2000 });
  await attempts.append({ ...one, clientIp: '10.0.0.2', result: 'invalidPassword', at: 3000 });
  await attempts.append({ ...one, userId: null, clientIp: '10.0.0.9', result: 'invalidUserNameTenancyName', at: 4000 });
});

const page = async (query: Partial<LoginAttemptQuery> = {}) => {
  const found = await attempts.page({ organizationId, userId, top: 10, skip: 0, ...query });
  return [found.total, ...found.attempts.map(({ id }) => id)];
};

describe('the login attempts of a user', () => {
  it('come newest first, with the name of the organization, and nobody else among them', async () => {
    assert.deepEqual(await page(), [3, 3, 2, 1]);
    const { attempts: found } = await attempts.page({ organizationId, userId, top: 1, skip: 0 });
    assert.equal(found[0]?.organizationName, 'Hogwarts');
  });

  it('come in pages, each with the number of all', async () => {
    assert.deepEqual(await page({ top: 2 }), [3, 3, 2]);
    assert.deepEqual(await page({ top: 2, skip: 2 }), [3, 1]);
    assert.deepEqual(await page({ top: 0 }), [3]);
    assert.deepEqual(await page({ skip: 9 }), [3]);
  });

  it('come from a time on', async () => {
    assert.deepEqual(await page({ since: 2000 }), [2, 3, 2]);
  });

  it('are sorted by any field, the result by its number', async () => {
    assert.deepEqual(await page({ sortBy: 'clientIpAddress' }), [3, 2, 3, 1]);
    assert.deepEqual(await page({ sortBy: 'result', sortOrder: 'desc' }), [3, 2, 3, 1]);
    assert.deepEqual(await page({ sortBy: 'creationTime' }), [3, 1, 2, 3]);
    for (const sortBy of ['id', 'partitionName', 'userId', 'userNameOrEmailAddress', 'partitionGlobalId'] as const) {
      assert.deepEqual(await page({ sortBy, sortOrder: 'desc' }), [3, 3, 2, 1]);
    }
  });
});
