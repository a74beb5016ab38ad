import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { StoredAuditEntry } from '../audit.ts';
import type { ArchiveLine } from './archive.ts';
import { type ArchivedReport, checkArchive } from './archive-check.ts';
import { chainHash } from './chain.ts';

const organizationId = 'school';

function entryAfter(previous: string, sequence: number): StoredAuditEntry {
  const entry = {
    ...{ organizationId, sequence, at: sequence, category: 'User', action: 'Update' },
    actor: { type: 'system', id: null, name: 'Gatehouse', email: null },
    ...{ targetId: null, details: '{}', traceId: null, clientIp: null },
  } as const;
  return { ...entry, hash: chainHash(previous, entry) };
}

const after = { sequence: 2, hash: 'before' };
const third = entryAfter(after.hash, 3);
const fourth = entryAfter(third.hash, 4);
const log = { log: { organizationId, name: 'Hogwarts', after } } as unknown as ArchiveLine;
const end = (sequence: number, hash: string) => ({ end: { organizationId, sequence, hash } }) as unknown as ArchiveLine;
const entry = (one: StoredAuditEntry) => ({ entry: one }) as unknown as ArchiveLine;
const archive = { archive: {} } as unknown as ArchiveLine;
const whole = [archive, log, entry(third), entry(fourth), end(4, fourth.hash)];

async function* read(lines: readonly ArchiveLine[]) {
  yield* lines;
}

async function check(lines: readonly ArchiveLine[], wanted: Parameters<typeof checkArchive>[1] = []) {
  const reports: ArchivedReport[] = [];
  for await (const report of checkArchive(read(lines), wanted)) reports.push(report);
  return reports;
}
const faultOf = async (lines: readonly ArchiveLine[]) => (await check(lines))[0]?.fault;

describe('a log in an archive', () => {
  it('is whole from the entry after which it begins to its end', async () => {
    assert.deepEqual(await check(whole), [
      {
        ...{ organizationId, name: 'Hogwarts', from: 3, fault: undefined, met: [] },
        end: { organizationId, sequence: 4, hash: fourth.hash },
      },
    ]);
  });

  it('may be empty', async () => {
    assert.equal(await faultOf([archive, log, end(2, 'before')]), undefined);
  });

  for (const [what, lines, expected] of [
    [
      'says something else',
      [log, entry({ ...third, action: 'Delete' }), entry(fourth), end(4, fourth.hash)],
      { sequence: 3, reason: 'altered' },
    ],
    ['leaves an entry out', [log, entry(fourth), end(4, fourth.hash)], { sequence: 3, reason: 'missing' }],
    ['ends too early', [log, entry(third), end(4, fourth.hash)], { sequence: 4, reason: 'missing' }],
    ['ends too late', [log, entry(third), entry(fourth), end(3, third.hash)], { sequence: 5, reason: 'missing' }],
    ['ends otherwise', [log, entry(third), end(3, 'x')], { sequence: 4, reason: 'missing' }],
    [
      'has an entry of another organization',
      [log, entry({ ...third, organizationId: 'other' }), end(3, third.hash)],
      { sequence: 3, reason: 'missing' },
    ],
  ] as const) {
    it(`is not whole when it ${what}`, async () => assert.deepEqual(await faultOf([archive, ...lines]), expected));
  }

  it('tells the first fault of several', async () => {
    const altered = [entry({ ...third, action: 'x' }), entry({ ...fourth, action: 'y' })];
    assert.deepEqual(await faultOf([archive, log, ...altered, end(9, 'x')]), { sequence: 3, reason: 'altered' });
  });

  it('has the anchors that its entries are, and no others', async () => {
    const good = { organizationId, sequence: 4, hash: fourth.hash };
    const wanted = [good, { ...good, sequence: 3 }, { ...good, organizationId: 'other' }, { ...good, sequence: 99 }];
    assert.deepEqual((await check(whole, wanted))[0]?.met, [good]);
  });
});

describe('an archive', () => {
  it('may hold several logs, of which each is checked for itself', async () => {
    const reports = await check([archive, log, entry(third), end(9, 'x'), ...whole.slice(1)]);
    assert.deepEqual(
      reports.map(({ fault }) => fault?.sequence),
      [4, undefined],
    );
  });

  for (const [what, lines] of [
    ['an entry outside of a log', [archive, entry(third)]],
    ['an end outside of a log', [archive, end(2, 'before')]],
    ['a log inside of a log', [archive, log, log]],
    ['a beginning inside of a log', [archive, log, archive]],
    ['a log without an end', [archive, log, entry(third)]],
  ] as const) {
    it(`is refused with ${what}`, async () => {
      await assert.rejects(check(lines), /not in order|has no end/);
    });
  }
});
