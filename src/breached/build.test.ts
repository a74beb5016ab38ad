import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { StartupError } from '../errors.ts';
import { digitsOf, linesOf, passwords, useFolder } from './corpus.fixture.ts';
import { BreachedFilter, sha1Of } from './filter.ts';
import { verifyFilter } from './filter-file.ts';
import { KeyPile } from './key-pile.ts';

type Folder = Awaited<ReturnType<typeof useFolder>>;

/** How many of the passwords are found in the filter of the folder. */
async function countFound({ target }: Folder, all: readonly string[]): Promise<number> {
  await using filter = await BreachedFilter.open(target);
  return all.filter((password) => filter.has(sha1Of(password))).length;
}

const refused = (pattern: RegExp) => (error: unknown) => error instanceof StartupError && pattern.test(error.message);

describe('a filter of breached passwords', () => {
  it('has every password of a corpus of 100,000 in any order, and calls few others breached', async () => {
    await using folder = await useFolder();
    const all = passwords(100_000);
    const { facts, steps } = await folder.import([await folder.put('corpus.txt', linesOf(all).toReversed())]);
    assert.deepEqual(facts, { entries: 100_000, minimumCount: 1, createdAt: '1970-01-01T00:00:00.000Z' });
    assert.equal(await countFound(folder, all), 100_000);
    const alarms = await countFound(folder, passwords(100_000, 'other'));
    assert.ok(alarms > 340 && alarms < 440, `${alarms}`);
    const { size } = await verifyFilter(folder.target);
    assert.ok(size < 130_000, `${size}`);
    assert.deepEqual(
      steps.filter((step) => / 100$/.test(step)),
      ['read 100', 'build 100', 'verify 100'],
    );
  });

  it('is made of a folder of ranges, compressed or not, as the API and the downloaders name and end them', async () => {
    await using folder = await useFolder();
    const ranges = join(folder.path, 'ranges');
    await mkdir(join(ranges, 'below'), { recursive: true });
    const all = passwords(300);
    for (const [index, password] of all.entries()) {
      const [prefix, rest] = [digitsOf(password).slice(0, 5), digitsOf(password).slice(5)];
      const text = `${rest}:3\r\n${'0'.repeat(35)}:0\r\n`;
      const place = join(ranges, index % 2 === 0 ? 'below' : '.');
      if (index % 3 === 0) await writeFile(join(place, prefix.toLowerCase()), text);
      else if (index % 3 === 1) await writeFile(join(place, `${prefix}.txt`), text);
      else await writeFile(join(place, `${prefix}.gz`), gzipSync(text));
    }
    const { facts } = await folder.import([ranges]);
    assert.equal(facts.entries, 300);
    assert.equal(await countFound(folder, all), 300);
  });

  it('is made of several files, counts what is in more than one of them once, and takes hashes without a count', async () => {
    await using folder = await useFolder();
    const [one = '', two = '', three = ''] = passwords(3);
    const plain = await folder.put(
      'one',
      `\uFEFF${digitsOf(one).toLowerCase()}\n\n${digitsOf(two)}:2\r\n${digitsOf(two)}:9`,
    );
    const packed = await folder.put('two.gz', gzipSync([...linesOf([two, three]), ...linesOf([two])].join('\n')));
    const { facts } = await folder.import([plain, packed]);
    assert.equal(facts.entries, 3);
    assert.equal(await countFound(folder, [one, two, three]), 3);
  });

  it('is made of compressed files that are read in pieces', async () => {
    await using folder = await useFolder();
    const all = passwords(50_000);
    const { facts } = await folder.import([await folder.put('corpus.gz', gzipSync(linesOf(all).join('\r\n')))]);
    assert.equal(facts.entries, 50_000);
    assert.equal(await countFound(folder, all.slice(-100)), 100);
  });

  it('leaves out passwords that were seen less often than is asked for', async () => {
    await using folder = await useFolder();
    const all = passwords(1000);
    const { facts } = await folder.import([await folder.put('corpus.txt', linesOf(all))], 901);
    assert.deepEqual([facts.entries, facts.minimumCount], [100, 901]);
    assert.equal(await countFound(folder, all.slice(900)), 100);
  });

  it('finds a password in whichever of two spellings it is typed', async () => {
    await using folder = await useFolder();
    await folder.import([await folder.put('corpus.txt', linesOf(['caf\u00e9-au-lait']))]);
    assert.equal(await countFound(folder, ['cafe\u0301-au-lait']), 1);
  });

  it('is put in place as it is when it was made elsewhere and is whole', async () => {
    await using folder = await useFolder();
    await using elsewhere = await useFolder();
    const all = passwords(1000);
    const made = await elsewhere.import([await elsewhere.put('corpus.txt', linesOf(all))]);
    assert.deepEqual((await folder.import([elsewhere.target])).facts, made.facts);
    assert.equal(await countFound(folder, all), 1000);
    await flip(elsewhere.target, -1);
    await assert.rejects(folder.import([elsewhere.target]), refused(/is damaged/));
    await verifyFilter(folder.target);
  });

  for (const [what, lines, where] of [
    ['hashes of another kind', `${'A'.repeat(32)}:4`, 'line 1'],
    ['a range in a file of another name', `${digitsOf('x')}:1\n${digitsOf('y').slice(5)}:1\n`, 'line 2'],
    ['a digit that is none', `${digitsOf('x')}:1\n${digitsOf('y').replace(/.$/, 'G')}:1`, 'line 2'],
    ['a count that is none', `${digitsOf('x')}:many`, 'line 1'],
    ['no line for a long time', 'A'.repeat(1000), 'line 1'],
  ] as const) {
    it(`is not made of ${what}, says where that is, and leaves what was there`, async () => {
      await using folder = await useFolder();
      await folder.import([await folder.put('corpus.txt', linesOf(['one']))]);
      const before = await readFile(folder.target);
      const file = await folder.put('wrong.txt', lines);
      await assert.rejects(folder.import([file]), refused(new RegExp(`wrong\\.txt, ${where}: this is no SHA-1`)));
      assert.ok(before.equals(await readFile(folder.target)));
    });
  }

  it('is not made of nothing, of what is not there, and of a compressed file that is cut off', async () => {
    await using folder = await useFolder();
    await assert.rejects(folder.import([await folder.put('empty.txt', '')]), refused(/no breached password/));
    const bomb = await folder.put('00000.gz', gzipSync(Buffer.alloc(65 * 1024 * 1024, '\n')));
    await assert.rejects(folder.import([bomb]), refused(/00000\.gz cannot be read \(ERR_BUFFER_TOO_LARGE\)/));
    const pipes = join(folder.path, 'pipes');
    await mkdir(pipes);
    const pipe = join(pipes, '00001.txt');
    execFileSync('mkfifo', [pipe]);
    for (const path of [pipe, pipes])
      await assert.rejects(folder.import([path]), refused(/00001\.txt is neither a file nor a folder/));
    await assert.rejects(folder.import([join(folder.path, 'nowhere')]), refused(/cannot be read \(ENOENT\)/));
    const packed = gzipSync(linesOf(passwords(50)).join('\n'));
    await assert.rejects(
      folder.import([await folder.put('cut.gz', packed.subarray(0, -100))]),
      refused(/cannot be read/),
    );
  });
});

describe('the file of a filter', () => {
  const spoilings: readonly (readonly [string, (file: string) => Promise<void>])[] = [
    ['cut off', async (file) => await truncate(file, 5000)],
    ['longer', async (file) => await writeFile(file, 'x', { flag: 'a' })],
    ['empty', async (file) => await truncate(file, 0)],
    ['something else', async (file) => await writeFile(file, 'x'.repeat(10_000))],
    ['wrong in its facts', (file) => flip(file, 100)],
    ['wrong in its table', (file) => flip(file, 4097)],
  ];

  for (const [what, spoil] of spoilings) {
    it(`is not opened when it is ${what}`, async () => {
      await using folder = await useFolder();
      await folder.import([await folder.put('corpus.txt', linesOf(passwords(1000)))]);
      await spoil(folder.target);
      await assert.rejects(
        BreachedFilter.open(folder.target),
        refused(/is no filter of breached passwords, or is damaged/),
      );
    });
  }

  it('is found damaged by whoever reads all of it when any byte is not as it was written', async () => {
    await using folder = await useFolder();
    await folder.import([await folder.put('corpus.txt', linesOf(passwords(1000)))]);
    await verifyFilter(folder.target);
    await flip(folder.target, -1);
    await assert.rejects(verifyFilter(folder.target), refused(/is damaged/));
    await rm(folder.target);
    await assert.rejects(verifyFilter(folder.target), refused(/cannot be read \(ENOENT\)/));
  });
});

/** Changes one bit of a byte; from the end when its place is below 0. */
async function flip(file: string, place: number): Promise<void> {
  const bytes = await readFile(file);
  const at = place < 0 ? bytes.length + place : place;
  bytes[at] = (bytes[at] as number) ^ 1;
  await writeFile(file, bytes);
}

describe('a pile of keys', () => {
  it('gives them back in their order and each once, in as many pieces as wanted, however little memory it has', async () => {
    await using folder = await useFolder();
    using pile = new KeyPile(join(folder.path, 'keys'), 100);
    const wanted = new Set<bigint>();
    for (const password of [...passwords(1234), ...passwords(50)]) {
      const sha1 = sha1Of(password);
      pile.add(sha1.readUInt32BE(0), sha1.readUInt32BE(4));
      wanted.add(sha1.readBigUInt64BE(0));
    }
    assert.equal(pile.size, 1284);
    const pieces = [...pile.inPieces(16)];
    assert.equal(pieces.length, 16);
    const keys = pieces.flatMap((piece, index) =>
      Array.from({ length: piece.length / 2 }, (_, at) => {
        const [low, high] = [piece[2 * at] as number, piece[2 * at + 1] as number];
        assert.equal(high >>> 28, index);
        return (BigInt(high) << 32n) | BigInt(low);
      }),
    );
    assert.deepEqual(
      keys,
      [...wanted].sort((one, other) => (one < other ? -1 : 1)),
    );
  });
});
