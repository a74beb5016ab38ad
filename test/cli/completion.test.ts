import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { everyCommand } from '../../src/cli/commands.ts';
import { runCommand } from '../support/command.ts';
import { temporaryFolder } from '../support/folder.ts';

// The scripts are run by the shells that they are for, where these are installed.

const run = promisify(execFile);

/** Where the shell is; the path of a test may hold little. */
const programOf = (shell: string): string | undefined =>
  [`/bin/${shell}`, `/usr/bin/${shell}`, `/usr/local/bin/${shell}`].find((file) => existsSync(file));

const lacks = (shell: string): string | false => (programOf(shell) ? false : `${shell} is not installed`);

async function scriptIn(folder: string, shell: string): Promise<string> {
  const { code, stdout, stderr } = await runCommand(['completion', shell]);
  assert.equal(code, 0, stderr);
  const file = join(folder, `gatehouse.${shell}`);
  await writeFile(file, stdout);
  return file;
}

/** What a shell offers at the end of a line, word by word. */
const shells: Readonly<Record<string, (script: string, line: string) => Promise<readonly string[]>>> = {
  async bash(script, line) {
    const words = line.split(' ');
    const type = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}`;
    const code = `source '${script}'; ${type}; compopt() { :; }; _gatehouse; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout } = await run(programOf('bash') ?? '', ['--norc', '-c', code]);
    return stdout.split('\n').filter(Boolean);
  },
  async fish(script, line) {
    const { stdout } = await run(programOf('fish') ?? '', [
      '--no-config',
      '-c',
      `source '${script}'; complete -C '${line}'`,
    ]);
    return stdout
      .split('\n')
      .flatMap((offer) => offer.split('\t', 1))
      .filter(Boolean);
  },
};

for (const [shell, offered] of Object.entries(shells)) {
  describe(`the completion of ${shell}`, { skip: lacks(shell) }, () => {
    it('offers every command, and every option of each', async () => {
      await using folder = await temporaryFolder();
      const script = await scriptIn(folder.path, shell);
      const commands = await everyCommand();
      const firsts = new Set(commands.map(({ name }) => name.split(' ')[0]));
      const first = await offered(script, 'gatehouse ');
      for (const word of firsts) assert.ok(first.includes(word ?? ''), word);
      assert.deepEqual(
        (await offered(script, 'gatehouse user ')).toSorted(),
        commands.flatMap(({ name }) => (name.startsWith('user ') ? [name.slice(5)] : [])).toSorted(),
      );
      assert.deepEqual(await offered(script, 'gatehouse user set'), ['set-password']);
      assert.deepEqual(await offered(script, 'gatehouse user list --sea'), ['--search']);
      assert.deepEqual(await offered(script, 'gatehouse backup --with'), ['--with-key']);
      assert.deepEqual((await offered(script, 'gatehouse backup ver')).at(-1), 'verify');
    });

    it('offers the words that an option takes, and nothing where it cannot know', async () => {
      await using folder = await temporaryFolder();
      const script = await scriptIn(folder.path, shell);
      assert.deepEqual(
        (await offered(script, 'gatehouse serve --log-level ')).toSorted(),
        ['trace', 'debug', 'info', 'warn', 'error', 'silent'].toSorted(),
      );
      assert.deepEqual(await offered(script, 'gatehouse user list --organization '), []);
    });
  });
}

describe('the completion of zsh', { skip: lacks('zsh') }, () => {
  it('offers commands with what they mean, options, and the words that they take', async () => {
    await using folder = await temporaryFolder();
    const script = await scriptIn(folder.path, 'zsh');
    const driver = join(folder.path, 'driver.zsh');
    // A terminal for zsh, which reads until what is expected is there.
    await writeFile(
      driver,
      `zmodload zsh/zpty; zpty z ${programOf('zsh')} -f -i
zpty -w z "PROMPT=; unsetopt prompt_cr; LISTMAX=1000; /usr/bin/stty rows 100 columns 200; autoload -Uz compinit; compinit -u -D; source $1; print RE''ADY"
zpty -r -m z out '*READY*'
ask() { zpty -w -n z "$1"; zpty -r -m z out "*$2*"; print -r -- "$out" }
ask $'gatehouse user \\t' unlock
ask $'\\C-Ugatehouse user list --sea\\t' search
ask $'\\C-Ugatehouse serve --log-level \\t' silent
zpty -d z
`,
    );
    const { stdout } = await run(programOf('zsh') ?? '', ['-f', driver, script], { timeout: 60_000 });
    assert.match(stdout, /set-password +-- Give a user a new password/);
    assert.match(stdout, /--search\s+-- Only those with this in a name/);
    assert.match(stdout, /debug +error +info +silent/);
  });
});

describe('gatehouse completion', () => {
  it('says for which shells there is a script', async () => {
    const { code, stderr } = await runCommand(['completion', 'csh']);
    assert.equal(code, 2);
    assert.equal(stderr, 'gatehouse: There is no script for "csh". There are: bash, zsh, fish.\n');
  });
});
