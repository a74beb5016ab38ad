import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { useGatehouse } from '../support/gatehouse.ts';
import { storeArguments } from '../support/operator.ts';
import { endWithTests } from '../support/process.ts';
import { world } from '../support/world.ts';
import { signIn } from './import.fixture.ts';

const script = '/usr/bin/script';
const gatehouse = useGatehouse();
const at = ['--organization', world.organization.name];

interface Session {
  readonly shown: string;
  readonly code: number | null;
}

/**
 * Runs a command on a terminal of its own, where somebody answers each question when it is asked.
 *
 * @param answers what is typed, by what is asked.
 */
async function onTerminal(
  args: readonly string[],
  answers: readonly (readonly [question: string, answer: string])[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<Session> {
  const words = [process.execPath, 'src/main.ts.js', ...args, ...(await storeArguments(gatehouse))];
  const line = `/usr/bin/stty cols 60 rows 30; ${words.map((word) => `'${word}'`).join(' ')}`;
  const child = spawn(script, ['-qefc', line, '/dev/null'], {
    env: { PATH: process.env.PATH, TERM: 'xterm', ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  endWithTests(child);
  const closed = once(child, 'close');
  let shown = '';
  let seen = 0;
  const left = [...answers];
  for await (const piece of child.stdout.setEncoding('utf8')) {
    shown += piece;
    for (let [next] = left; next && shown.includes(next[0], seen); [next] = left) {
      seen = shown.indexOf(next[0], seen) + next[0].length;
      child.stdin.write(`${next[1]}\r`);
      left.shift();
    }
  }
  const [code] = await closed;
  return { shown, code };
}

describe('a command on a terminal', { skip: existsSync(script) ? false : 'script is not installed' }, () => {
  it('asks for a password twice, and shows none of it', async () => {
    const answers = [
      ['New password of rubeus.hagrid: ', 'n0rbert-the-dragon'],
      ['Once more: ', 'n0rbert-the-dragon'],
    ] as const;
    const { shown, code } = await onTerminal(['user', 'set-password', 'rubeus.hagrid', ...at], answers);
    assert.equal(code, 0, shown);
    assert.match(shown, /rubeus\.hagrid has a new password\./);
    assert.ok(!shown.includes('n0rbert'), shown);
    assert.equal(
      await signIn(gatehouse, 'Hogwarts', 'rubeus.hagrid', 'n0rbert-the-dragon'),
      401,
      'it has to be changed',
    );
    const unlike = await onTerminal(
      ['user', 'set-password', 'rubeus.hagrid', ...at],
      [
        ['New password of rubeus.hagrid: ', 'one'],
        ['Once more: ', 'another'],
      ],
    );
    assert.equal(unlike.code, 1);
    assert.match(unlike.shown, /The two are not the same\. Nothing was changed\./);
  });

  it('asks before it deletes, and does nothing unless the answer is yes', async () => {
    const no = await onTerminal(['user', 'delete', 'rubeus.hagrid', ...at], [['Type "yes" to go on: ', 'y']]);
    assert.equal(no.code, 1, no.shown);
    assert.match(no.shown, /rubeus\.hagrid in Hogwarts will be deleted for good\./);
    assert.ok(await gatehouse.store.users.findByName(world.organization.id, 'rubeus.hagrid'));
    const yes = await onTerminal(['user', 'delete', 'rubeus.hagrid', ...at], [['Type "yes" to go on: ', 'yes']]);
    assert.equal(yes.code, 0, yes.shown);
    assert.equal(await gatehouse.store.users.findByName(world.organization.id, 'rubeus.hagrid'), undefined);
  });

  it('fits its tables into the terminal, in colour unless NO_COLOR is set', async () => {
    const { shown } = await onTerminal(['user', 'list', ...at]);
    const colour = '\x1B[';
    assert.ok(shown.includes(colour));
    const plain = await onTerminal(['user', 'list', ...at], [], { NO_COLOR: '1' });
    assert.ok(!plain.shown.includes(colour), plain.shown);
    const lines = plain.shown.split(/\r?\n/).filter(Boolean);
    assert.ok(lines.length >= 4);
    for (const line of lines) assert.ok(line.length <= 60, line);
    assert.ok(plain.shown.includes('…'));
  });
});
