import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { useFolder } from '../support/folder.ts';
import { gatehouse as run } from '../support/process.ts';
import { copyExampleData } from '../support/store.ts';

// The folder of the server belongs to its user alone. Who forgets to be that user has to hear that, and not that there is no store.

/** Root may do everything, and so becomes nobody. */
const prefix =
  process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--inh-caps=-all'] : [];
const source = resolve(import.meta.dirname, '../../src/version.ts');
const [command = '', ...args] = [
  ...prefix,
  process.execPath,
  '-e',
  `fs.accessSync('${source}'); fs.accessSync('${tmpdir()}/.')`,
];
const skip = spawnSync(command, args).status === 0 ? false : 'no other user can run this here';

describe('a command of a user who may not use the data folder', { skip }, () => {
  const home = useFolder();
  const data = join(home, 'data');
  const file = join(data, 'gatehouse.db');
  // What Node has compiled is kept for each user: that of this one has a place here.
  const compiled = join(home, 'compiled');
  const asOther = { prefix, environment: { NODE_COMPILE_CACHE: compiled } };

  before(async () => {
    await chmod(home, 0o755);
    await mkdir(compiled);
    await chmod(compiled, 0o777);
    await copyExampleData(data);
  });
  after(() => rm(data, { recursive: true, force: true }));

  async function says(line: RegExp, words: readonly string[]): Promise<void> {
    const { code, stdout, stderr } = await run([...words, '--data', data], asOther);
    assert.deepEqual([code, stdout], [1, ''], stderr);
    assert.match(stderr, line, words.join(' '));
    assert.match(stderr, /^gatehouse: [^\n]* as the user of the server[^\n]*\n$/, words.join(' '));
  }

  it('says who may, where the folder is closed', async () => {
    await chmod(data, 0o000);
    for (const words of [['user', 'list'], ['backup', '/tmp'], ['migrate']])
      await says(new RegExp(`${data}\\S* cannot be (?:read|written)`), words);
    await says(new RegExp(`${data}\\S* cannot be written`), ['serve', '--port', '0']);
  });

  it('and where the store or the key is', async () => {
    await chmod(data, prefix.length > 0 ? 0o777 : 0o700);
    const lock = join(data, 'gatehouse.lock');
    await chmod(lock, 0o000);
    await says(/gatehouse\.lock cannot be read/, ['serve', '--port', '0']);
    await chmod(lock, 0o666);
    await chmod(file, 0o000);
    for (const words of [['check'], ['serve', '--port', '0']]) await says(new RegExp(`${file} cannot be read`), words);
    await chmod(file, 0o666);
    await chmod(join(data, 'installation.key'), 0o000);
    await says(/installation\.key cannot be read/, ['serve', '--port', '0']);
  });

  it('makes a backup beside what a killed one of somebody else has left', async () => {
    const left = join(home, 'backups/.gatehouse-left');
    await mkdir(left, { recursive: true });
    await chmod(join(home, 'backups'), 0o777);
    await writeFile(join(left, 'gatehouse.db'), '');
    await chmod(left, 0o500);
    await utimes(left, 0, 0);
    await chmod(file, 0o666);
    await rm(join(data, 'installation.key'));
    const { code, stderr } = await run(['backup', join(home, 'backups'), '--data', data], asOther);
    assert.equal(code, 0, stderr);
    await chmod(left, 0o700);
  });
});
