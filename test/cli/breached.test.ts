import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { digitsOf, linesOf, passwords } from '../../src/breached/corpus.fixture.ts';
import { importBreached } from '../support/breached.ts';
import { runCommand } from '../support/command.ts';
import { temporaryFolder } from '../support/folder.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { setSetting } from '../support/settings.ts';
import { copyExampleData, storeFlags } from '../support/store.ts';

const main = resolve(import.meta.dirname, '../../src/main.ts');

/** A folder with a filter of two passwords, beside its corpus. */
async function useFilter() {
  const folder = await temporaryFolder();
  const corpus = join(folder.path, 'pwnedpasswords.txt');
  const file = join(folder.path, 'breached.filter');
  await writeFile(corpus, `${linesOf(['one', 'two']).join('\r\n')}\r\n`);
  const run = (name: string, ...args: readonly string[]) =>
    runCommand(['breached', name, ...args, '--breached-filter', file]);
  assert.equal((await run('import', corpus)).code, 0);
  return { path: folder.path, corpus, file, run, [Symbol.asyncDispose]: folder[Symbol.asyncDispose] };
}

describe('gatehouse breached import', () => {
  it('makes one filter of several files and folders, says what is in it, and leaves nothing else behind', async () => {
    await using made = await useFilter();
    const ranges = join(made.path, 'ranges');
    await mkdir(ranges);
    const [third = ''] = passwords(1);
    await writeFile(join(ranges, digitsOf(third).slice(0, 5)), `${digitsOf(third).slice(5)}:12\r\n`);
    const { code, stdout, stderr } = await made.run('import', made.corpus, ranges, made.corpus);
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /breached\.filter: 3 breached passwords, made 20\d\d-/);
    assert.deepEqual((await readdir(made.path)).sort(), ['breached.filter', 'pwnedpasswords.txt', 'ranges']);
  });

  it('leaves out what was seen less often than is asked for', async () => {
    await using made = await useFilter();
    const { stdout } = await made.run('import', made.corpus, '--minimum-count', '2');
    assert.match(stdout, /1 breached passwords that were seen at least 2 times/);
  });

  it('refuses what is none of the corpus, leaves the filter as it was, and nothing else behind', async () => {
    await using made = await useFilter();
    const before = await readFile(made.file);
    const wrong = join(made.path, 'ntlm.txt');
    await writeFile(wrong, `${'A'.repeat(32)}:1\n`);
    const { code, stderr } = await made.run('import', made.corpus, wrong);
    assert.equal(code, 1);
    assert.match(stderr, /^gatehouse: .*ntlm\.txt, line 1: this is no SHA-1 and count of the Pwned Passwords corpus\./);
    assert.ok(before.equals(await readFile(made.file)));
    assert.deepEqual((await readdir(made.path)).sort(), ['breached.filter', 'ntlm.txt', 'pwnedpasswords.txt']);
  });

  for (const [what, args, why] of [
    ['no file', [], /FILE is missing/],
    ['a count that is none', ['x', '--minimum-count', '0'], /--minimum-count: "0" is not a whole number/],
  ] as const) {
    it(`does not understand ${what}`, async () => {
      const { code, stderr } = await runCommand(['breached', 'import', ...args]);
      assert.equal(code, 2);
      assert.match(stderr, why);
    });
  }

  it('says where there is no folder for the filter', async () => {
    await using made = await useFilter();
    const nowhere = join(made.path, 'nowhere');
    const { code, stderr } = await runCommand(['breached', 'import', made.corpus, '--data', nowhere]);
    assert.deepEqual([code, stderr.includes(`There is no folder ${nowhere}`)], [1, true]);
  });
});

describe('gatehouse breached status', () => {
  it('tells what is in a filter that is whole, and which one is not', async () => {
    await using made = await useFilter();
    assert.match((await made.run('status')).stdout, /breached\.filter is whole: 2 breached passwords, made /);
    const { entries, minimumCount } = JSON.parse((await made.run('status', '--json')).stdout);
    assert.deepEqual([entries, minimumCount], [2, 1]);
    const bytes = await readFile(made.file);
    bytes[bytes.length - 1] = 255 - (bytes.at(-1) ?? 0);
    await writeFile(made.file, bytes);
    const { code, stderr } = await made.run('status');
    assert.equal(code, 1);
    assert.match(stderr, /is damaged\. Make it anew with "gatehouse breached import"/);
  });
});

describe('gatehouse breached check', () => {
  it('says of each line of its input whether it is breached, and shows none', async () => {
    await using made = await useFilter();
    const input = 'one\nthree\ntwo\n';
    const args = [main, 'breached', 'check', '--breached-filter', made.file];
    assert.equal(execFileSync(process.execPath, args, { input, encoding: 'utf8' }), 'breached\nnot found\nbreached\n');
  });
});

describe('the commands that examine an installation', () => {
  const gatehouse = useGatehouse();
  const examine = async (name: 'check' | 'doctor') => {
    const { data } = gatehouse.config;
    const store = Object.entries(await storeFlags(data)).flatMap(([key, value]) => [`--${key}`, value]);
    const { code, stdout } = await runCommand([name, '--json', '--data', data, ...store]);
    const found = JSON.parse(stdout).filter(({ check }: { check: string }) => check === 'breached');
    return { code, found: found.map(({ level, text }: { level: string; text: string }) => `${level} ${text}`) };
  };

  it('warn of organizations that refuse breached passwords and have nothing to look them up in', async () => {
    assert.deepEqual((await examine('doctor')).found, ['ok No organization refuses breached passwords.']);
    await using _ = await setSetting(gatehouse, 'Auth.Password.RefuseBreachedPasswords', 'true');
    const { code, found } = await examine('doctor');
    assert.equal(code, 0);
    assert.match(
      found.join(),
      /^warning Hogwarts would refuse breached passwords, but there is nothing to look them up in/,
    );
  });

  it('read all of a filter, and find it damaged', async () => {
    await importBreached(gatehouse, passwords(10));
    const file = join(gatehouse.config.data, 'breached.filter');
    for (const name of ['check', 'doctor'] as const) {
      assert.match((await examine(name)).found.join(), /^ok .*breached\.filter is whole: 10 breached passwords, made /);
    }
    await copyFile(import.meta.filename, file);
    for (const name of ['check', 'doctor'] as const) {
      const { code, found } = await examine(name);
      assert.equal(code, 1);
      assert.match(found.join(), /^error .*is no filter of breached passwords, or is damaged/);
    }
  });
});

describe('the filter of breached passwords', () => {
  it('is not in a backup, which says that there was one, and may be there before the store is restored', async () => {
    await using made = await useFilter();
    const [data, other, file] = ['data', 'other', 'backup.tar.gz'].map((name) => join(made.path, name)) as [
      string,
      string,
      string,
    ];
    await copyExampleData(data);
    await copyFile(made.file, join(data, 'breached.filter'));
    assert.equal((await runCommand(['backup', file, '--with-key', '--data', data])).code, 0);
    const restored = await runCommand(['restore', file, '--data', other]);
    assert.match(restored.stdout, /no filter of breached passwords\. There was one: 2 breached passwords, made /);
    const third = join(made.path, 'third');
    await mkdir(third);
    await copyFile(made.file, join(third, 'breached.filter'));
    const { code, stdout } = await runCommand(['restore', file, '--data', third]);
    assert.equal(code, 0);
    assert.doesNotMatch(stdout, /no filter/);
  });
});
