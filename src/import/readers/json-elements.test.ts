import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { UnreadableFile } from '../reader.ts';
import { inputFile } from './file.fixture.ts';
import { jsonElements } from './json-elements.ts';

const ofObject = { outermost: 'object', members: ['realm'], lists: ['users'], expected: 'a realm' } as const;
const ofList = { outermost: 'list', expected: 'a list of users' } as const;
const ofSequence = { outermost: 'sequence', expected: 'an object in each line' } as const;

async function elementsIn(content: string | Uint8Array, wanted: Parameters<typeof jsonElements>[1], pieceBytes = 5) {
  const elements = [];
  for await (const element of jsonElements(inputFile('a.json', content, pieceBytes), wanted)) elements.push(element);
  return elements;
}

const refuses = async (content: string | Uint8Array, wanted: Parameters<typeof jsonElements>[1], problem: RegExp) =>
  await assert.rejects(
    elementsIn(content, wanted, 65536),
    (error) => error instanceof UnreadableFile && problem.test(error.message),
  );

describe('elements of JSON', () => {
  it('are those at the wanted paths, in their order, with their places', async () => {
    const content =
      '{"clients": [{"users": [1]}], "realm": "a", "users": [{"n": {"x": [1, 2]}}, {"n": null}], "more": 1}';
    assert.deepEqual(await elementsIn(content, ofObject), [
      { member: 'realm', index: undefined, value: 'a' },
      { member: 'users', index: 0, value: { n: { x: [1, 2] } } },
      { member: 'users', index: 1, value: { n: null } },
    ]);
    assert.deepEqual(await elementsIn('[{"a": 1}, 2]', ofList), [
      { member: undefined, index: 0, value: { a: 1 } },
      { member: undefined, index: 1, value: 2 },
    ]);
  });

  it('may follow each other instead of standing in a list', async () => {
    const values = (await elementsIn('{"a":1}\n{"a":"ö"}\r\n\n{"a":[]}\n', ofSequence)).map(({ value }) => value);
    assert.deepEqual(values, [{ a: 1 }, { a: 'ö' }, { a: [] }]);
  });

  it('are read from UTF-16 and behind a byte order mark as well', async () => {
    const text = '\ufeff[{"a":"Łódź 🌿"}]';
    for (const content of [text, Buffer.from(text, 'utf16le'), Buffer.from(text, 'utf16le').swap16()]) {
      assert.deepEqual(
        (await elementsIn(content, ofList, 8)).map(({ value }) => value),
        [{ a: 'Łódź 🌿' }],
      );
    }
  });

  it('are of something else than was expected, or damaged: that is said, and nothing of what is in the file', async () => {
    await refuses('[1]', ofObject, /^a\.json is something else\. Expected was a realm\.$/);
    await refuses('{"a": 1}', ofList, /^a\.json is something else\. Expected was a list of users\.$/);
    await refuses('Id,UserName\n', ofList, /^a\.json is not JSON at byte 0/);
    await refuses('', ofList, /^a\.json is empty/);
    await refuses('[{"a": "s3cret}]', ofList, /^a\.json ends in the middle: it is not complete/);
    await refuses('[{"a": s3cret}]', ofList, /^a\.json is not JSON before byte 14\. Expected was a list of users\.$/);
    await refuses('[1][2]', ofList, /is not JSON at byte 3/);
    await refuses('[1,]', ofList, /is not JSON before byte 3/);
    await refuses('{realm: 1}', ofObject, /is not JSON before byte 6/);
    await refuses('{"a": 1}]', ofObject, /is not JSON at byte 8/);
    await refuses(Buffer.from('[{"a": "\xe9"}]', 'latin1'), ofList, /is not JSON/);
  });

  it('are refused where one would fill the memory, and read over where nobody wants them', async () => {
    const long = `"${'x'.repeat(17 * 1024 * 1024)}"`;
    await refuses(`[{"a": ${long}}]`, ofList, /a value that is longer than 16 MiB/);
    await refuses(`{"users": [{"a": [${'"x",'.repeat(5_000_000)}1]}]}`, ofObject, /longer than 16 MiB/);
    await refuses(`[${'['.repeat(100)}`, ofList, /more than 64 lists and objects inside each other/);
    const clients = `[${'{"a": "some client"},'.repeat(300_000)}{}]`;
    assert.equal((await elementsIn(`{"clients": ${clients}, "users": [1]}`, ofObject, 65536)).length, 1);
  });

  it('are given while the file is read, so that no more of it is in memory', async () => {
    let pieces = 0;
    const file = {
      ...inputFile('a.json', ''),
      read: async function* () {
        yield Buffer.from('[');
        for (pieces = 0; pieces < 1000; pieces++) yield Buffer.from('{"a": 1},');
      },
    };
    for await (const _ of jsonElements(file, ofList)) break;
    assert.equal(pieces, 0);
  });

  it('have members of any name, and change nothing else', async () => {
    const [element] = await elementsIn('[{"__proto__": {"isAdmin": true}, "constructor": 1}]', ofList);
    assert.deepEqual(Object.keys(element?.value as object), ['__proto__', 'constructor']);
    assert.equal('isAdmin' in {}, false);
  });

  it('are what JSON.parse makes of them, for whatever JSON', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.json({ maxDepth: 3 })),
        fc.integer({ min: 4, max: 9 }),
        async (texts, pieceBytes) => {
          const values = (await elementsIn(`[${texts.join(' , ')}]`, ofList, pieceBytes)).map(({ value }) => value);
          assert.deepEqual(
            values,
            texts.map((text) => JSON.parse(text)),
          );
        },
      ),
    );
  });
});
