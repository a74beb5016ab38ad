import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { StartupError } from '../errors.ts';
import { pepperKeySetOf } from './pepper.ts';
import { readConfig } from './read.ts';

const [one, two] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const [textOfOne, textOfTwo] = [one.toString('base64'), two.toString('base64')];

const keysOf = async (flags: Readonly<Record<string, string>>, environment: Readonly<Record<string, string>> = {}) =>
  await pepperKeySetOf(await readConfig({ flags, environment }));

describe('the keys of the pepper', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'gatehouse-pepper-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  const fileWith = (text: string): string => {
    const file = join(folder, 'keys');
    writeFileSync(file, text);
    return file;
  };

  it('are none, one that seals, and any number of others that open', async () => {
    assert.deepEqual(await keysOf({}), { first: undefined, all: [] });
    assert.deepEqual(await keysOf({}, { GATEHOUSE_PEPPER: textOfOne }), { first: one, all: [one] });
    assert.deepEqual(await keysOf({}, { GATEHOUSE_PEPPER: `${textOfTwo}, ${textOfOne}` }), {
      first: two,
      all: [two, one],
    });
    assert.deepEqual(await keysOf({}, { GATEHOUSE_PEPPER: `none,${textOfOne}` }), { first: undefined, all: [one] });
  });

  it('come from a file, one in a line, or from what a command prints', async () => {
    const file = fileWith(`${textOfOne}\n${textOfTwo}\n`);
    const expected = { first: one, all: [one, two] };
    assert.deepEqual(await keysOf({ 'pepper-file': file }), expected);
    assert.deepEqual(await keysOf({ 'pepper-command': `cat ${file}` }), expected);
  });

  it('stop the start when they cannot be had, and are never shown', async () => {
    const refusals = [
      [
        () => keysOf({}, { GATEHOUSE_PEPPER: textOfOne.slice(4) }),
        /^GATEHOUSE_PEPPER: the value given is not keys of 32 bytes/,
      ],
      [() => keysOf({}, { GATEHOUSE_PEPPER: `${textOfOne},${textOfOne}` }), /each another one/],
      [() => keysOf({}, { GATEHOUSE_PEPPER: '' }), /is not keys/],
      [() => keysOf({ 'pepper-file': fileWith(textOfOne.slice(4)) }), /^pepper-file: what \S+ holds is not keys/],
      [() => keysOf({ 'pepper-file': join(folder, 'nowhere') }), /^pepper-file: \S+ cannot be read/],
      [() => keysOf({ 'pepper-command': 'exit 3' }), /^pepper-command: the command ended with exit code 3\.$/],
      [
        () => keysOf({ 'pepper-command': `echo ${textOfOne.slice(4)}` }),
        /^pepper-command: what the command prints is not keys/,
      ],
      [
        () => keysOf({ 'pepper-command': 'true', 'pepper-file': 'x' }),
        /^Name one of pepper, pepper-file and pepper-command/,
      ],
    ] as const;
    for (const [refused, text] of refusals) {
      await assert.rejects(refused(), (error) => {
        assert.ok(error instanceof StartupError);
        assert.match(error.message, text);
        assert.ok(!error.message.includes(textOfOne.slice(4, 20)));
        return true;
      });
    }
  });
});
