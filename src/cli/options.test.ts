import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Command } from './command.ts';
import { readOptions, UsageError } from './options.ts';

const command: Command = {
  ...{
    name: 'try',
    summary: '',
    description: '',
    examples: ['try'],
    options: ['data', 'port', 'demo-secrets', 'installation-key'],
  },
  switches: { force: 'Does it all the same.' },
  values: { file: { placeholder: 'FILE', doc: '' }, anchor: { placeholder: 'A', doc: '', isRepeated: true } },
  argument: { placeholder: 'NAME', isOptional: true },
  run: async () => 0,
};
const read = (...argv: readonly string[]) => readOptions(command, argv);
const refusal = (of: Command, ...argv: readonly string[]): string => {
  try {
    return `read: ${JSON.stringify(readOptions(of, argv))}`;
  } catch (error) {
    assert.ok(error instanceof UsageError);
    return error.message;
  }
};

describe('the options of a command', () => {
  it('are read in both ways of writing them, in any order', () => {
    assert.deepEqual(read('--data', '/x', 'name', '--port=80', '--force'), {
      ...{ flags: { data: '/x', port: '80', force: '' }, repeated: {}, argument: 'name' },
    });
    assert.deepEqual(read(), { flags: {}, repeated: {} });
    assert.deepEqual(read('--file=a=b').flags, { file: 'a=b' });
  });

  it('may be given more than once where they are lists, and only there', () => {
    assert.deepEqual(read('--anchor', 'a', '--anchor=b'), { flags: {}, repeated: { anchor: ['a', 'b'] } });
    assert.match(refusal(command, '--port', '1', '--port', '2'), /^--port was given more than once/);
  });

  it('come with every argument where there may be several', () => {
    const many: Command = { ...command, argument: { placeholder: 'FILE', isRepeated: true } };
    assert.deepEqual(readOptions(many, ['a', '--force', 'b']), {
      ...{ flags: { force: '' }, repeated: { FILE: ['a', 'b'] }, argument: 'a' },
    });
    assert.match(refusal(many), /^FILE is missing\. Try/);
  });

  for (const [what, argv, why] of [
    ['it does not have', ['--nope'], /Unknown option '--nope'/],
    ['is short of a value', ['--port'], /'--port <value>' argument missing/],
    ['takes no value', ['--force=yes'], /does not take an argument/],
    ['is a second argument', ['one', 'two'], /^There is more than one argument/],
  ] as const) {
    it(`are refused, with the way to the help, where one ${what}`, () => {
      const said = refusal(command, ...argv);
      assert.match(said, why);
      assert.match(said, /Try "gatehouse try --help"\.$/);
      assert.doesNotMatch(said, /\n/);
    });
  }

  it('are refused, with the way that there is, where one would show a secret to everybody on the machine', () => {
    assert.equal(
      refusal(command, '--installation-key', 'x'),
      '--installation-key would show a secret to other users of the machine: give it as the variable GATEHOUSE_INSTALLATION_KEY, or in a file that --installation-key-file names.',
    );
  });

  it('come with the argument that the command cannot do without', () => {
    const needy: Command = { ...command, argument: { placeholder: 'NAME' } };
    assert.match(refusal(needy), /^NAME is missing\. Try/);
    const { argument: _none, ...without } = command;
    assert.match(refusal(without, 'x'), /^Unexpected argument 'x'/);
  });
});
