import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { beginFirstLog } from '../../store/audit-heads.ts';
import { openEmptyStore } from '../../store/store.fixture.ts';
import { createStore } from '../../store/store.ts';
import { createSealer } from '../../token/keys/sealer.ts';
import { hostId } from '../organization.ts';
import { dailyAnchors } from './daily-anchors.ts';

const dayMs = 24 * 60 * 60_000;
const nameOf = (n: number): string => `organization-${String(n).padStart(5, '0')}`;

/** A store with so many organizations besides the host, and the log lines of a server. */
async function open(count: number) {
  const db = await openEmptyStore();
  const sealer = createSealer(Buffer.alloc(32, 7));
  await beginFirstLog(db, sealer);
  const store = createStore(db, sealer);
  await store.transaction(async ({ organizations }) => {
    for (let n = 0; n < count; n += 1) await organizations.insert({ id: nameOf(n), name: nameOf(n), createdAt: 1 });
  });
  const clock = { at: 0 };
  const disk = { isGone: false };
  const flush = async () => assert.ok(!disk.isGone, 'The disk confirms nothing.');
  const lines: { readonly level: string; readonly fields: Record<string, unknown> }[] = [];
  const write = (level: string) => (fields: object) => void lines.push({ level, fields: { ...fields } });
  const run = dailyAnchors(store, { info: write('info'), error: write('error') }, () => clock.at, flush);
  const anchors = () => lines.flatMap(({ fields }) => (fields.anchors as string[] | undefined) ?? []);
  return { db, clock, disk, lines, run, anchors, [Symbol.asyncDispose]: () => db.destroy() };
}

describe('the daily anchors', () => {
  it('are written at the start and once on each day after', async () => {
    await using server = await open(0);
    for (const at of [5, 6, dayMs - 1, dayMs, dayMs + 1, 3 * dayMs]) {
      server.clock.at = at;
      await server.run();
    }
    assert.deepEqual(server.lines, Array(3).fill({ level: 'info', fields: { anchors: [`${hostId}:0:`] } }));
  });

  it('of very many logs are of a bounded number a day, and of everybody in turn', async () => {
    await using server = await open(2499);
    for (let day = 0; day < 3; day += 1) {
      server.clock.at = day * dayMs;
      await server.run();
    }
    assert.equal(server.lines.length, 25);
    const names = server.anchors().map((anchor) => anchor.split(':', 1)[0]);
    assert.deepEqual(names, [hostId, ...Array.from({ length: 2499 }, (_, n) => nameOf(n))]);
  });

  it('are not written before the disk has confirmed what they vouch for', async () => {
    await using server = await open(0);
    server.disk.isGone = true;
    await assert.rejects(server.run(), /confirms nothing/);
    assert.deepEqual(server.lines, []);
    server.disk.isGone = false;
    await server.run();
    assert.deepEqual(server.anchors(), [`${hostId}:0:`]);
  });

  it('do not vouch for an end that is not genuine or not there, and say so', async () => {
    await using server = await open(2);
    await server.db.updateTable('audit_heads').set({ sequence: 3 }).where('organization_id', '=', nameOf(0)).execute();
    await server.db.deleteFrom('audit_heads').where('organization_id', '=', nameOf(1)).execute();
    await server.run();
    assert.deepEqual(server.anchors(), [`${hostId}:0:`]);
    assert.deepEqual(server.lines.slice(1), [
      { level: 'error', fields: { organizationId: nameOf(0) } },
      { level: 'error', fields: { organizationId: nameOf(1) } },
    ]);
  });
});
