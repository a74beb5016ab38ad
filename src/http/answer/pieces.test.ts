import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  dto,
  flag,
  listOf,
  moment,
  nullable,
  numbered,
  oneOf,
  optional,
  string,
} from '../../operation/answer-shape.ts';
import { createPieceWriter } from './pieces.ts';
import { createWriter } from './write.ts';

const member = oneOf('Member', 'kind', {
  a: dto('A', { kind: string, at: moment }),
  b: dto('B', { kind: string, note: nullable(string) }),
});
const group = dto('Group', {
  first: optional(string),
  'na"me': string,
  type: numbered('Type', ['one', 'two']),
  members: listOf(member),
  tags: listOf(string),
  open: flag,
  last: optional(listOf(member)),
});
const shape = listOf(group);

const members = fc.oneof(
  fc.record({ kind: fc.constant('a'), at: fc.nat() }),
  fc.record({ kind: fc.constant('b'), note: fc.option(fc.string({ unit: 'binary' })) }),
);
const groups = fc.array(
  fc.record({
    first: fc.option(fc.string(), { nil: undefined }),
    'na"me': fc.string({ unit: 'binary' }),
    type: fc.constantFrom('one', 'two'),
    members: fc.array(members),
    tags: fc.array(fc.string()),
    open: fc.boolean(),
    last: fc.option(fc.array(members), { nil: undefined }),
  }),
);

async function allOf(pieces: AsyncIterable<string>): Promise<readonly string[]> {
  const all: string[] = [];
  for await (const piece of pieces) all.push(piece);
  return all;
}

const textOf = async (pieces: AsyncIterable<string>): Promise<string> => (await allOf(pieces)).join('');

async function* oneByOne<T>(list: readonly T[]): AsyncGenerator<T> {
  yield* list;
}

describe('An answer in pieces', () => {
  for (const values of ['numbers', 'names'] as const) {
    it(`is the answer in one piece, with ${values}, given at once or one by one`, async () => {
      const whole = createWriter(shape, values);
      const inPieces = createPieceWriter(shape, values);
      await fc.assert(
        fc.asyncProperty(groups, async (value) => {
          const text = JSON.stringify(whole(value as never));
          assert.equal(await textOf(inPieces(value)), text);
          assert.equal(await textOf(inPieces(oneByOne(value))), text);
          const within = () => value.map((one) => ({ ...one, members: oneByOne(one.members) }));
          assert.equal(await textOf(inPieces(within())), text);
          assert.equal(await textOf(inPieces(oneByOne(within()))), text);
        }),
      );
    });
  }

  it('comes in several pieces when it is long, also where one element is', async () => {
    const long = { 'na"me': 'x', type: 'one', members: [], tags: [], open: true };
    const notes = Array.from({ length: 5000 }, () => ({ kind: 'b', note: 'y'.repeat(100) }));
    const pieces = await allOf(createPieceWriter(group, 'numbers')({ ...long, members: notes }));
    assert.ok(pieces.length > 5);
    assert.equal(JSON.parse(pieces.join('')).members.length, 5000);
  });
});
