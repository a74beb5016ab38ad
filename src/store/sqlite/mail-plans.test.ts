import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createSealer } from '../../token/keys/sealer.ts';
import { withAsked } from '../asked.fixture.ts';
import { mailQueue } from '../mail-queue.ts';
import { migrate } from '../migrate.ts';
import { openStore } from '../open.ts';
import { planOf } from './plan.fixture.ts';

it('mails to be sent are read off an index, however many are due at the same moment', async () => {
  await using db = openStore(':memory:');
  await migrate(db);
  const queue = mailQueue(db, createSealer(Buffer.alloc(32)));
  const { asked } = await withAsked(() => queue.claim('school', { now: 1, until: 2, limit: 4 }));
  const claims = asked.filter((sql) => sql.startsWith('update "outbox"'));
  assert.equal(claims.length, 4);
  for (const claim of claims) {
    const steps = await planOf(db, claim);
    const index = claim.includes('kind =') ? /outbox_links \(organization_id=\? AND kind=\?/ : /outbox_waiting \(/;
    assert.match(steps, index, claim);
    assert.doesNotMatch(steps, /TEMP B-TREE|SCAN outbox/, steps);
  }
});
