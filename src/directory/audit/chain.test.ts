import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { StoredAuditEntry } from '../audit.ts';
import { chainHash, chainStart, verifyChain } from './chain.ts';

const start = { sequence: 0, hash: chainStart };

/** A chain of so many entries after an entry. */
function chainOf(count: number, after = start): readonly StoredAuditEntry[] {
  const entries: StoredAuditEntry[] = [];
  let previous = after.hash;
  for (let sequence = after.sequence + 1; sequence <= after.sequence + count; sequence++) {
    const entry = {
      ...{ organizationId: 'school', sequence, at: 1000 + sequence, category: 'User', action: 'Update' },
      actor: { type: 'user', id: 'minerva', name: 'Minerva', email: null },
      ...{ targetId: 'dave', details: `{"n":${sequence}}`, traceId: null, clientIp: '192.0.2.1' },
    } as const;
    previous = chainHash(previous, entry);
    entries.push({ ...entry, hash: previous });
  }
  return entries;
}

async function* read(entries: readonly StoredAuditEntry[]) {
  yield* entries;
}

const chain = chainOf(5);
const head = chain.at(-1) ?? assert.fail();
const verify = (entries: readonly StoredAuditEntry[], end: typeof start = head, begin = start) =>
  verifyChain(read(entries), end, begin);
const changed = (index: number, change: Partial<StoredAuditEntry>) =>
  chain.map((entry, at) => (at === index ? { ...entry, ...change } : entry));

describe('the hash of an entry', () => {
  it('depends on everything that the entry says, and on the one before', () => {
    const [entry = assert.fail()] = chain;
    const others: readonly Partial<StoredAuditEntry>[] = [
      { organizationId: 'other' },
      { sequence: 2 },
      { at: 1 },
      { category: 'Group' },
      { action: 'Delete' },
      { actor: { ...entry.actor, type: 'application' } },
      { actor: { ...entry.actor, id: null } },
      { actor: { ...entry.actor, name: 'Filch' } },
      { actor: { ...entry.actor, email: 'a@example.org' } },
      { targetId: null },
      { details: '{}' },
      { traceId: 'x' },
      { clientIp: null },
    ];
    const hashes = [{}, ...others].map((change) => chainHash(chainStart, { ...entry, ...change }));
    assert.equal(new Set([...hashes, chainHash('x', entry)]).size, others.length + 2);
  });

  it('cannot be kept by moving a text from one member to the next', () => {
    const [entry = assert.fail()] = chain;
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), (one, other) => {
        const split = { ...entry, category: one, action: other };
        const moved = { ...entry, category: `${one}${other[0]}`, action: other.slice(1) };
        assert.notEqual(chainHash('', split), chainHash('', moved));
      }),
    );
  });
});

describe('a chain', () => {
  it('is whole when every entry follows the one before, up to the end', async () => {
    assert.equal(await verify(chain), undefined);
    assert.equal(await verify([], start), undefined);
  });

  it('is whole from an anchor on, and only from that one', async () => {
    const [, , third = assert.fail()] = chain;
    assert.equal(await verify(chain.slice(3), head, third), undefined);
    assert.deepEqual(await verify(chain.slice(3), head, { ...third, hash: 'x' }), { sequence: 4, reason: 'altered' });
  });

  for (const [what, entries, expected] of [
    ['an entry that says something else', changed(2, { action: 'Delete' }), { sequence: 3, reason: 'altered' }],
    ['a hash that is another', changed(2, { hash: 'x' }), { sequence: 3, reason: 'altered' }],
    ['an entry that was taken out', chain.toSpliced(2, 1), { sequence: 3, reason: 'missing' }],
    ['the first one gone', chain.slice(1), { sequence: 1, reason: 'missing' }],
    ['the last one gone', chain.slice(0, -1), { sequence: 5, reason: 'missing' }],
    ['two that have changed places', chain.with(1, head).with(4, chain[1] ?? head), { sequence: 2, reason: 'missing' }],
    ['one that stands there twice', chain.toSpliced(2, 0, chain[1] ?? head), { sequence: 3, reason: 'missing' }],
    ['nothing left of it', [], { sequence: 1, reason: 'missing' }],
  ] as const) {
    it(`is broken by ${what}`, async () => assert.deepEqual(await verify(entries), expected));
  }

  it('that was made anew as a whole does not have the end that is remembered', async () => {
    const forged = chainOf(5, { sequence: 0, hash: 'another start' });
    assert.deepEqual(await verify(forged, head, { sequence: 0, hash: 'another start' }), {
      sequence: 5,
      reason: 'altered',
    });
  });

  it('breaks at whatever entry is changed', async () => {
    const change = fc.constantFrom<Partial<StoredAuditEntry>>(
      { at: 1 },
      { targetId: null },
      { details: '' },
      { traceId: '' },
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(4), change, async (index, to) => {
        assert.deepEqual(await verify(changed(index, to)), { sequence: index + 1, reason: 'altered' });
      }),
    );
  });
});
