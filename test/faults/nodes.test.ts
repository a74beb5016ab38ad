// Everything bad that can happen to several nodes and their database, one after the other, while several callers write
// through all of them. What they were told is a model of the store, and after each bad day the nodes and the database are
// held against it. `npm test` lets each happen once; `npm run faults -- --store postgres` goes on for half an hour
// (FAULT_MINUTES), and FAULT_SEED=… draws an earlier run again.

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { describe, it } from 'node:test';
import { findPrograms } from '../../src/store/postgres/cluster.fixture.ts';
import { seededRandom } from '../crash/random.ts';
import { readCount } from '../support/count.ts';
import { temporaryFolder } from '../support/folder.ts';
import { Link } from '../support/link.ts';
import { badDays } from './nodes/bad-days.ts';
import { endure } from './nodes/campaign.ts';
import { Database } from './nodes/database.ts';
import { Installation } from './nodes/installation.ts';

const longMs = readCount('FAULT_MINUTES', process.env.FAULT_MINUTES ?? 0, 0) * 60_000;
const longestMs = longMs > 0 ? 30_000 : 300;
const seed = readCount('FAULT_SEED', process.env.FAULT_SEED ?? randomInt(2 ** 31), 0);

const programs = findPrograms();
const missing = programs === undefined && 'PostgreSQL 15 or later is not installed.';

describe('two nodes on one database, on bad days', { skip: missing }, () => {
  it('keep all that they acknowledged, do nothing by half, and open no door that was shut', async (test) => {
    test.diagnostic(`seed ${seed}`);
    const random = seededRandom(seed);
    await using folder = await temporaryFolder();
    await using database = new Database(programs ?? '');
    await using links = new AsyncDisposableStack();
    const open = async () => links.use(await Link.open(database.address));
    const all = [await open(), await open()];
    const urls = all.map(({ port }) => database.urlAt(port));
    const installation = new Installation(folder.path, database.url, urls);
    await installation.start();
    const days = Object.entries(badDays).map(([name, day]) => {
      const happen = async (answers: (count: number) => Promise<void>) => {
        const index = Math.floor(random() * all.length);
        const [node, link] = [installation.nodes[index], all[index]];
        if (node && link) await day({ node, link, database, random, answers, longestMs });
      };
      return [name, happen] as const;
    });
    const drawn = longMs > 0 ? days : days.toSorted(() => random() - 0.5).slice(0, 4);
    await endure(test, {
      ...{ installation, longMs, days: Object.fromEntries(drawn), crowd: longMs > 0 ? 2 : 1 },
      settle: () => database.settle(),
    });
    for (const node of installation.nodes) assert.equal(await node.stop(), 0);
  });
});
