import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { apiOf } from '../support/api.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { token } from '../support/http.ts';
import { world } from '../support/world.ts';

const organization_id = world.organization.id;
const dayMs = 24 * 60 * 60_000;
let bearer: string;
const gatehouse = useGatehouse(async (running) => {
  bearer = await token(running, 'PM.Audit.Read');
});
const call = apiOf(gatehouse, () => bearer);
const overview = `/api/Overview/${organization_id}`;
const today = () => Math.floor(Date.now() / dayMs) * dayMs;

/** Attempts of one organization, under numbers with gaps between them. */
async function insertAttempts(attempts: readonly (readonly [id: number, result: string, at: number])[]) {
  const fields = { organization_id, user_id: 'minerva', user_name_or_email: 'minerva', client_ip: null };
  const unknown = { client_name: null, browser_info: null };
  const rows = attempts.map(([id, result, created_at]) => ({ ...fields, ...unknown, id, result, created_at }));
  for (let first = 0; first < rows.length; first += 1000) {
    await gatehouse.db
      .insertInto('login_attempts')
      .values(rows.slice(first, first + 1000))
      .execute();
  }
}

describe('the overview of an organization', () => {
  it('counts sign-ins and changes of the latest days, each on its day in UTC', async () => {
    await gatehouse.db.deleteFrom('login_attempts').execute();
    await insertAttempts([
      [1, 'success', today() - 8 * dayMs],
      [2, 'success', today() - 2 * dayMs],
      [40, 'invalidPassword', today() - 1],
      [41, 'success', today() - 1],
      [500, 'lockedOut', today()],
    ]);
    const { json, status } = await call('GET', `${overview}?days=3`);
    assert.equal(status, 200);
    const { auditEntries } = json.days[2];
    const of = (day: number, signInAttempts: number, refusedSignIns: number, entries = 0) => ({
      from: new Date(today() - day * dayMs).toISOString(),
      ...{ signInAttempts, refusedSignIns, auditEntries: entries },
    });
    assert.deepEqual(json.days, [of(2, 1, 0), of(1, 2, 1), of(0, 1, 1, auditEntries)]);
    assert.ok(auditEntries > 0);
    assert.equal(json.outdatedPasswordHashes, 0);
  });

  it('does not look at each of very many attempts', async () => {
    const many = Array.from({ length: 10_001 }, (_, index) => [1000 + index, 'success', today()] as const);
    await insertAttempts(many);
    const { json } = await call('GET', `${overview}?days=1`);
    assert.equal(json.days[0].refusedSignIns, null);
    assert.ok(json.days[0].signInAttempts >= many.length);
  });

  it('is of the own organization, of one day to a month', async () => {
    assert.equal((await call('GET', `/api/Overview/${world.otherOrganization.id}`)).status, 403);
    for (const days of ['0', '32', 'x']) assert.equal((await call('GET', `${overview}?days=${days}`)).status, 400);
    assert.equal((await call('GET', overview)).json.days.length, 7);
  });
});
