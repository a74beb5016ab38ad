import assert from 'node:assert/strict';
import { it } from 'node:test';
import { hashSecret } from '../directory/application.ts';
import type { ExpiringCredential } from '../directory/expiring-credential.ts';
import { openEmptyStore } from './store.fixture.ts';
import { createStore } from './store.ts';

const school = { id: '6f53dc9a-9b9d-463e-8ad0-0bff6aeee25b', name: 'Hogwarts', createdAt: 0 };
const query = { from: 0, until: 100, withEndless: true, skip: 0 };

it('what ends soon is read one after the other in the order of the list, also when what was read is gone', async () => {
  await using db = await openEmptyStore();
  const store = createStore(db);
  const { expiringCredentials, applicationRegistry } = store;
  await store.transaction(async ({ organizations, applications, certificates }) => {
    await organizations.insert(school);
    for (const id of ['owl', 'toad']) {
      const application = { organizationId: school.id, id, name: 'Post', isConfidential: true, redirectUris: [] };
      await applications.insert({ ...application, isActive: true, createdAt: 0 }, []);
      for (const expiresAt of [7, 7, 9, null, null]) {
        const secret = { hash: hashSecret(`${id} ${expiresAt} ${Math.random()}`), description: null, createdAt: 0 };
        await applications.insertSecret(application, { ...secret, expiresAt });
      }
    }
    await certificates.put(school.id, 'primary', { certificate: 'DER', thumbprint: 'AB', expiresAt: 7 }, 0);
  });
  const { results: all } = await expiringCredentials.page(school.id, { ...query, limit: 100 });
  const passed: ExpiringCredential[] = [];
  for (let behind: ExpiringCredential | undefined; ; ) {
    const wanted = { ...query, ...(behind && { behind }), limit: 2 };
    const { results } = await expiringCredentials.page(school.id, wanted);
    passed.push(...results);
    behind = results.at(-1);
    if (!behind) break;
    if (behind.kind === 'secret') await applicationRegistry.deleteSecret(school.id, Number(behind.id));
  }
  assert.equal(all.length, 11);
  assert.deepEqual(passed, all);
});
