import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { harry, school, usePasswordWorld } from '../../password/password.fixture.ts';
import { createStore } from '../../store/store.ts';
import { hashSecret } from '../application.ts';
import { administratorsGroupId } from '../group.ts';
import { warnOfExpiringCredentials } from './warnings.ts';

const day = 86_400_000;
const begin = 1_800_000_000_000;
const world = usePasswordWorld();
const { signal } = new AbortController();
let hasMailServer = true;

const owl = { organizationId: school.id, id: 'owl' };

/** A secret that ends so many days after the beginning. */
async function arrange(days: number): Promise<number> {
  const { store } = world;
  if (!(await store.applications.findByClientId(owl.id))) {
    await store.memberships.add(school.id, administratorsGroupId, [{ id: harry.id, type: 'user' }]);
    const party = { name: 'Owl', isConfidential: true, redirectUris: [], postLogoutRedirectUris: [] };
    const more = { jwks: undefined, jwksUri: undefined, backchannelLogoutUri: undefined };
    const rest = { backchannelLogoutSessionRequired: true, isActive: true, createdAt: begin };
    await store.applications.insert({ ...owl, ...party, ...more, ...rest }, []);
  }
  const secret = { hash: hashSecret(`secret-${days}`), description: null, createdAt: begin };
  return await store.applications.insertSecret(owl, { ...secret, expiresAt: begin + days * day });
}

const look = (days: number) =>
  warnOfExpiringCredentials(
    createStore(world.db, undefined, () => hasMailServer),
    () => begin + days * day,
    signal,
  );
const notices = async () =>
  (await world.db.selectFrom('outbox').select('payload').where('kind', '=', 'CredentialsExpire').execute()).map(
    ({ payload }) => {
      const { userId, at, expiresAt } = JSON.parse(payload);
      return { userId, at: (at - begin) / day, expiresAt: (expiresAt - begin) / day };
    },
  );

describe('administrators of an organization whose secrets end', () => {
  it('are told 14 and 3 days before, once each however often it is looked', async () => {
    await arrange(90);
    for (const days of [70, 76, 76.1, 80, 87, 88, 91]) await look(days);
    assert.deepEqual(await notices(), [
      { userId: harry.id, at: 76, expiresAt: 90 },
      { userId: harry.id, at: 87, expiresAt: 90 },
    ]);
  });

  it('are told of another one that comes into these days later, and of one that begins in them', async () => {
    await arrange(90);
    await look(77);
    await arrange(92);
    await look(78);
    await arrange(88);
    await look(79);
    assert.deepEqual(
      (await notices()).map(({ at, expiresAt }) => [at, expiresAt]),
      [
        [77, 90],
        [78, 92],
      ],
      'what was made to end within 11 days, its maker knows; 3 days before, it is told like the others',
    );
    await look(85);
    assert.deepEqual((await notices()).at(-1), { userId: harry.id, at: 85, expiresAt: 88 });
  });

  it('are not told of one that was replaced, of what has ended, and without a mail server', async () => {
    const id = await arrange(90);
    await world.store.applicationRegistry.endSecret(school.id, { id, expiresAt: begin + 90 * day, replacedAt: begin });
    await look(80);
    await arrange(60);
    await look(80);
    await arrange(91);
    hasMailServer = false;
    await look(81);
    hasMailServer = true;
    assert.deepEqual(await notices(), []);
    await look(82);
    assert.equal((await notices()).length, 1, 'as soon as there is one, they are');
  });
});
