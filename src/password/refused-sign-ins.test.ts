import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hostId } from '../directory/organization.ts';
import { school, usePasswordWorld } from './password.fixture.ts';
import { reportRefusedSignIns } from './refused-sign-ins.ts';

const world = usePasswordWorld();
const hour = 60 * 60_000;
const unknown = (network: number, organizationId = school.id) =>
  world.refusedSignIns.addUnknownName(organizationId, `10.0.${network}.1`, world.now());
const rows = () => world.db.selectFrom('refused_sign_ins').selectAll().orderBy('minute').orderBy('network').execute();
const counts = async () => (await rows()).map(({ network, count }) => [network, count]);
const summaries = async () => {
  const entries = await world.db
    .selectFrom('audit_entries')
    .select(['organization_id', 'details'])
    .where('action', '=', 'LoginFailed')
    .orderBy('organization_id')
    .execute();
  return entries.map(({ organization_id, details }) => [organization_id, JSON.parse(details)]);
};

describe('sign-ins that are nobody’s', () => {
  it('are counted by minute and network, and written once', async () => {
    for (const network of [1, 1, 2]) unknown(network);
    await world.refusedSignIns.write(world.now());
    await world.refusedSignIns.write(world.now());
    unknown(1);
    await world.refusedSignIns.write(world.now());
    assert.deepEqual(await counts(), [
      ['10.0.1.0/24', 3],
      ['10.0.2.0/24', 1],
    ]);
    world.pass(60_000);
    unknown(1);
    await world.refusedSignIns.write(world.now());
    assert.equal((await rows()).length, 3);
  });

  it('leave a bounded number of rows, however many networks they come from', async () => {
    for (let network = 0; network < 200; network++) unknown(network);
    await world.refusedSignIns.write(world.now());
    for (let network = 0; network < 200; network++) unknown(network);
    await world.refusedSignIns.write(world.now());
    const all = await counts();
    assert.equal(all.length, 21);
    assert.equal(
      all.reduce((sum, [, count]) => sum + Number(count), 0),
      400,
    );
    assert.deepEqual(
      all.find(([network]) => network === 'others'),
      ['others', 360],
    );
  });

  it('are in the audit of their organization as a summary of each hour that is over', async () => {
    world.pass(hour - (world.now() % hour));
    const start = world.now();
    for (const network of [1, 2, 2]) unknown(network);
    world.refusedSignIns.addImpossible('10.0.3.1', world.now());
    await world.refusedSignIns.write(world.now());
    world.pass(hour - 1);
    await reportRefusedSignIns(world.store, world.now());
    assert.deepEqual(await summaries(), []);
    world.pass(1);
    for (let n = 0; n < 2; n++) await reportRefusedSignIns(world.store, world.now());
    const time = { from: new Date(start).toISOString(), until: new Date(start + 60_000).toISOString() };
    assert.deepEqual(await summaries(), [
      [hostId, { unknownNames: 0, impossiblePasswords: 1, ...time, networks: [{ network: '10.0.3.0/24', count: 1 }] }],
      [
        school.id,
        {
          ...{ unknownNames: 3, impossiblePasswords: 0, ...time },
          networks: [
            { network: '10.0.2.0/24', count: 2 },
            { network: '10.0.1.0/24', count: 1 },
          ],
        },
      ],
    ]);
  });
});
