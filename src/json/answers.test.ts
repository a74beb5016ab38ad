/** Whole answers, each made by the original library: the published cases, and what else was found in reviewing it. */
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

interface Answer {
  readonly command?: keyof typeof commands;
  readonly body: string;
  readonly value?: Value | null;
  readonly errors?: readonly { readonly key: string; readonly message: string }[];
}

const commands = { changePassword, createUser, updateUser };

const published = answersIn('../../test/contract/json-reader-cases.jsonl');
const reviewed = answersIn('./answers.jsonl');

function answersIn(path: string): readonly Answer[] {
  const lines = readFileSync(new URL(path, import.meta.url), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
}

/** Objects of maps have no prototype; in an answer that makes no difference. */
const plain = (result: ReadResult<unknown>): unknown => JSON.parse(JSON.stringify(result));

function expected({ value, errors }: Answer, complete: (value: Value) => unknown): unknown {
  return errors ? { ok: false, errors } : { ok: true, value: value ? complete(value) : null };
}

const { names } = createUser.members.type;

/** The published answers give the number of an enumeration value. */
function withNames(value: Value): unknown {
  return typeof value.type === 'number' ? { ...value, type: names[value.type] ?? value.type } : value;
}

/** The reviewed answers leave out members that have their default value. */
function withDefaults(value: Value): unknown {
  const all = value.all ? withDefaults(value.all) : null;
  return { ...newObject(everything), ...value, all };
}

describe('The JSON reader answers as the original library does', () => {
  for (const [name, read] of Object.entries({ readJson, readForgivingly })) {
    it(`in the ${published.length} published cases (${name})`, () => {
      for (const answer of published) {
        const shape: ObjectShape = commands[answer.command ?? 'changePassword'];
        assert.deepEqual(plain(read(answer.body, shape)), expected(answer, withNames), answer.body);
      }
    });

    it(`in the ${reviewed.length} cases of the review: numbers, dates, uuids, comments, constructors, metadata, mix-ups (${name})`, () => {
      for (const answer of reviewed) {
        assert.deepEqual(plain(read(answer.body, everything)), expected(answer, withDefaults), answer.body);
      }
    });
  }

  it('has enough published cases to mean something', () => {
    assert.equal(published.length, 600);
    assert.ok(published.filter(({ errors }) => errors).length > 400);
  });
});
