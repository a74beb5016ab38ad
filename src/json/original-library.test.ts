/** Whole results, each produced by the original library: the published cases, and those that a review added. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { changePassword, createUser, everything, updateUser } from './commands.fixture.ts';
import { type ReadResult, readForgivingly, readJson } from './read.ts';
import type { ObjectShape } from './shape.ts';
import { newObject } from './shape-facts.ts';

interface Value {
  readonly type?: unknown;
  readonly all?: Value | null;
}

interface Case {
  readonly command?: keyof typeof commands;
  readonly body: string;
  readonly value?: Value | null;
  readonly errors?: readonly { readonly key: string; readonly message: string }[];
}

const commands = { changePassword, createUser, updateUser };

const published = casesIn('../../test/contract/json-reader-cases.jsonl');
const reviewed = casesIn('./reviewed-cases.jsonl');

function casesIn(path: string): readonly Case[] {
  const lines = readFileSync(new URL(path, import.meta.url), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
}

/** Objects of maps have no prototype; in JSON that makes no difference. */
const plain = (result: ReadResult<unknown>): unknown => JSON.parse(JSON.stringify(result));

function expected({ value, errors }: Case, complete: (value: Value) => unknown): unknown {
  return errors ? { ok: false, errors } : { ok: true, value: value ? complete(value) : null };
}

const { names } = createUser.members.type;

/** The published cases give the number of an enumeration value. */
function withNames(value: Value): unknown {
  return typeof value.type === 'number' ? { ...value, type: names[value.type] ?? value.type } : value;
}

/** The reviewed cases leave out members that have their default value. */
function withDefaults(value: Value): unknown {
  const all = value.all ? withDefaults(value.all) : null;
  return { ...newObject(everything), ...value, all };
}

describe('The JSON reader gives what the original library gives', () => {
  for (const [name, read] of Object.entries({ readJson, readForgivingly })) {
    it(`in the ${published.length} published cases (${name})`, () => {
      for (const example of published) {
        const shape: ObjectShape = commands[example.command ?? 'changePassword'];
        assert.deepEqual(plain(read(example.body, shape)), expected(example, withNames), example.body);
      }
    });

    it(`in the ${reviewed.length} cases of the review: numbers, dates, uuids, comments, constructors, metadata, mix-ups (${name})`, () => {
      for (const example of reviewed) {
        assert.deepEqual(plain(read(example.body, everything)), expected(example, withDefaults), example.body);
      }
    });
  }

  it('has enough published cases to mean something', () => {
    assert.equal(published.length, 600);
    assert.ok(published.filter(({ errors }) => errors).length > 400);
  });
});
