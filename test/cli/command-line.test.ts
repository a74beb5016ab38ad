import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import manifest from '../../package.json' with { type: 'json' };
import { everyCommand } from '../../src/cli/commands.ts';
import { readOptions } from '../../src/cli/options.ts';
import { runCommand } from '../support/command.ts';
import { temporaryFolder } from '../support/folder.ts';
import { gatehouse } from '../support/process.ts';

const root = resolve(import.meta.dirname, '../..');

describe('the command line', () => {
  it('lists the commands, and explains each with every option it takes', async () => {
    const overview = await runCommand(['--help']);
    assert.equal(overview.code, 0);
    for (const command of [
      'serve',
      'demo',
      'migrate',
      'doctor',
      'audit verify',
      'audit archive',
      'keys list',
      'keys rotate',
      'keys reseal',
      'mail list',
      'mail retry',
      'mail test',
      'import',
      'export',
      'policy simulate',
      'version',
    ]) {
      assert.match(overview.stdout, new RegExp(`^  ${command} `, 'm'));
      const help = await runCommand([...command.split(' '), '--help']);
      assert.equal(help.code, 0);
      assert.match(help.stdout, new RegExp(`^Usage: gatehouse ${command}`));
    }
    const { stdout } = await runCommand(['serve', '--help']);
    for (const option of ['--data DIR', '--port N', '--host', '--seed FILE', '--config FILE', '--external-url URL']) {
      assert.ok(stdout.includes(option), option);
    }
    assert.ok(stdout.includes('GATEHOUSE_INSTALLATION_KEY') && !/--installation-key\b(?!-file)/.test(stdout));
  });

  it('prints the version', async () => {
    const { code, stdout } = await runCommand(['version']);
    assert.equal(code, 0);
    assert.equal(stdout, `gatehouse ${manifest.version} (node ${process.versions.node})\n`);
  });

  it('is called by its name in a checkout, whatever Node the machine has', async () => {
    const { stdout } = await promisify(execFile)('npx', ['gatehouse', 'version'], { cwd: root });
    assert.equal(stdout, `gatehouse ${manifest.version} (node ${process.versions.node})\n`);
  });

  it('shows examples of every command that it understands itself', async () => {
    const byName = new Map((await everyCommand()).map((command) => [command.name, command]));
    for (const { name, examples } of byName.values()) {
      const help = await runCommand([...name.split(' '), '--help']);
      for (const example of examples) {
        assert.ok(help.stdout.includes(`  gatehouse ${example}\n`), name);
        const [line = ''] = example.split(/ [|<>] /);
        const words = [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
          ([, one, other, word]) => one ?? other ?? word ?? '',
        );
        const shown = byName.get(words.slice(0, 2).join(' ')) ?? byName.get(words[0] ?? '');
        assert.ok(shown, example);
        assert.doesNotThrow(() => readOptions(shown, words.slice(shown.name.split(' ').length)), example);
      }
    }
  });

  it('explains the commands of one noun', async () => {
    const { code, stdout } = await runCommand(['user', '--help']);
    assert.equal(code, 0);
    assert.match(stdout, /^Usage: gatehouse user COMMAND/);
    assert.match(stdout, /^ {2}user unlock +Lift the locks/m);
    assert.doesNotMatch(stdout, /group list/);
  });

  it('explains a command also where help comes first', async () => {
    for (const name of ['user create', 'serve', 'user']) {
      const [first, last] = [
        await runCommand(['help', ...name.split(' ')]),
        await runCommand([...name.split(' '), '--help']),
      ];
      assert.deepEqual(first, last);
      assert.equal(first.code, 0);
    }
    const unknown = await runCommand(['help', 'nonsense']);
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /There is no command "nonsense"/);
  });

  for (const [given, meant] of [
    [['sevre'], 'serve'],
    [['usr', 'list'], 'user list'],
    [['user', 'shwo'], 'user show'],
    [['user', 'lock'], 'user unlock'],
    [['grop'], 'group'],
    [['user', 'list', '--serch', 'x'], '--search'],
  ] as const) {
    it(`says what was probably meant by ${given.join(' ')}`, async () => {
      const { code, stderr } = await runCommand(given);
      assert.equal(code, 2);
      assert.match(stderr, new RegExp(`Did you mean (?:"gatehouse )?${meant}"?\\?`));
    });
  }

  for (const [what, args, message] of [
    ['a command it does not have', ['sevre'], /There is no command "sevre"/],
    ['an option it does not have', ['serve', '--prot', '1'], /--prot/],
    ['an option given twice', ['serve', '--port', '1', '--port', '2'], /--port was given more than once/],
    [
      'a secret on the command line',
      ['serve', '--installation-key', 'x'],
      /as the variable GATEHOUSE_INSTALLATION_KEY, or in a file that --installation-key-file names\.$/m,
    ],
    [
      'a secret that can be in a file',
      ['serve', '--store-url', 'x'],
      /GATEHOUSE_STORE_URL, or in a file that --store-url-file names\./,
    ],
    ['a word too many', ['migrate', 'now'], /now/],
    ['half a command', ['mail'], /"gatehouse mail list"/],
    ['a command without its argument', ['mail', 'test'], /ADDRESS is missing/],
    ['two arguments where one may stand', ['mail', 'retry', 'a', 'b'], /more than one argument/],
    ['neither of two choices', ['mail', 'retry'], /either one id or --all/],
  ] as const) {
    it(`refuses ${what} in one line, with exit code 2`, async () => {
      const { code, stdout, stderr } = await runCommand(args);
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.match(stderr, message);
      assert.match(stderr, /^gatehouse: [^\n]+\n$/);
    });
  }

  it('says in one line that a Node is too old, with exit code 1', async () => {
    const pretend = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })`;
    const old = await gatehouse(['version'], { nodeOptions: ['--import', `data:text/javascript,${pretend}`] });
    assert.equal(old.code, 1);
    assert.equal(old.stdout, '');
    assert.match(old.stderr, /^Gatehouse needs Node 24 or newer, but this is Node 20\.20\.2\.[^\n]*\n$/);
  });
});

describe('a wrong setting', () => {
  for (const [environment, message] of [
    [{ GATEHOUSE_PORT: 'eighty' }, 'GATEHOUSE_PORT: "eighty" is not a whole number from 0 to 65535.'],
    [{ GATEHOUSE_PORT: '65536' }, 'GATEHOUSE_PORT: "65536" is not a whole number from 0 to 65535.'],
    [{ GATEHOUSE_HASH_MEMORY: '1024' }, 'GATEHOUSE_HASH_MEMORY: "1024" is not a whole number from 19456 to 262144.'],
    [
      { GATEHOUSE_LOG_LEVEL: 'loud' },
      'GATEHOUSE_LOG_LEVEL: "loud" is not one of trace, debug, info, warn, error, silent.',
    ],
    [
      { GATEHOUSE_TRUSTED_PROXIES: '10.0.0.0/33' },
      'GATEHOUSE_TRUSTED_PROXIES: "10.0.0.0/33" is not a list of IP addresses or CIDR ranges.',
    ],
    [
      { GATEHOUSE_INSTALLATION_KEY: 'c2VjcmV0' },
      'GATEHOUSE_INSTALLATION_KEY: the value given is not 32 bytes in base64.',
    ],
  ] as const) {
    it(`is named with its value and what would be right: ${message}`, async () => {
      const { code, stderr } = await runCommand(['serve'], { environment });
      assert.equal(code, 1);
      assert.equal(stderr, `gatehouse: ${message}\n`);
    });
  }

  it('is found in a file too, and so is a setting that does not exist', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'gatehouse.yaml');
    await writeFile(file, 'external-url: https://id.example.com/path?x=1\n');
    const wrong = await runCommand(['serve', '--config', file]);
    assert.match(
      wrong.stderr,
      /external-url in .*gatehouse\.yaml: "https:\/\/id\.example\.com\/path\?x=1" is not an http or https URL/,
    );
    await writeFile(file, 'prot: 80\n');
    const unknown = await runCommand(['serve', '--config', file]);
    assert.match(unknown.stderr, /gatehouse\.yaml: there is no setting "prot"\. Did you mean port\?/);
    await writeFile(file, 'seed:\n');
    const empty = await runCommand(['serve', '--config', file]);
    assert.match(empty.stderr, /gatehouse\.yaml: the setting "seed" has no value/);
    assert.equal((await runCommand(['serve', '--config', `${file}.missing`])).code, 1);
  });
});
