// Two nodes on a real cluster: Patroni, etcd and HAProxy as a distribution brings them. One node comes through HAProxy, the
// other knows all servers by name. `npm run faults -- --store postgres` goes on for longer.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findPrograms } from '../../src/store/postgres/cluster.fixture.ts';
import { readCount } from '../support/count.ts';
import { temporaryFolder } from '../support/folder.ts';
import { endure } from './nodes/campaign.ts';
import { Installation } from './nodes/installation.ts';
import { missingPrograms, PatroniCluster } from './nodes/patroni.ts';

const longMs = readCount('FAIL_OVER_MINUTES', process.env.FAIL_OVER_MINUTES ?? 0, 0) * 60_000;

const programs = findPrograms();
const needed = [...(programs === undefined ? ['PostgreSQL 15 or later'] : []), ...missingPrograms];
const missing = needed.length > 0 && `Not installed: ${needed.join(', ')}.`;

describe('two nodes on a cluster whose leader fails', { skip: missing }, () => {
  it('lose nothing that they acknowledged, and go on with the next leader', async (test) => {
    await using folder = await temporaryFolder();
    await using cluster = await PatroniCluster.start(programs ?? '');
    const installation = new Installation(folder.path, cluster.url, [cluster.proxyUrl, cluster.url]);
    await installation.start();
    const days = {
      'the leader killed, and back later': async (answers: (count: number) => Promise<void>) => {
        const revive = await cluster.killLeader();
        await answers(20);
        await revive();
      },
      'a planned switchover': async () => {
        await cluster.switchOver();
        await cluster.isWhole();
      },
    };
    await endure(test, { installation, crowd: 1, days, longMs, settle: async () => {} });
    for (const node of installation.nodes) assert.equal(await node.stop(), 0);
  });
});
