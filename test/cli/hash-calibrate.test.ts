import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runCommand } from '../support/command.ts';

describe('gatehouse hash calibrate', () => {
  it('prints the settings for a time, and what they mean for the server', async () => {
    const { code, stdout, stderr } = await runCommand(['hash', 'calibrate', '--target', '1ms', '--hash-threads', '1']);
    assert.equal(code, 0, stderr);
    assert.match(
      stdout,
      /^hash-memory: 19456\nhash-iterations: 2\nhash-parallelism: 1\n\nOne hash takes [\d.]+ ms with 1 hash-threads/,
    );
    assert.match(stdout, /^At the most [\d.]+ sign-ins or [\d.]+ changes of a password in a second\.$/m);
    assert.match(stdout, /^This is the least that is taken/m);
  });

  it('prints the same as JSON, for the memory and the lanes that were said', async () => {
    const options = ['--memory', '20480', '--lanes', '2', '--hash-threads', '1', '--json'];
    const { code, stdout, stderr } = await runCommand(['hash', 'calibrate', '--target', '1ms', ...options]);
    assert.equal(code, 0, stderr);
    const { settings, busyMs, signInsPerSecond, changesPerSecond, now } = JSON.parse(stdout);
    assert.deepEqual(settings, { 'hash-memory': 20_480, 'hash-iterations': 2, 'hash-parallelism': 2 });
    assert.ok(busyMs > 0 && signInsPerSecond > 0);
    assert.ok(Math.abs(signInsPerSecond / 2 - changesPerSecond) <= 0.1);
    assert.equal(now.settings['hash-memory'], 19_456);
  });

  it('refuses what is no time, and what the settings would refuse', async () => {
    for (const options of [
      ['--target', 'soon'],
      ['--target', '11s'],
      ['--memory', '19455'],
      ['--lanes', '17'],
    ]) {
      const { code, stderr } = await runCommand(['hash', 'calibrate', ...options]);
      assert.equal(code, 2, options.join(' '));
      assert.match(stderr, new RegExp(`^gatehouse: ${options[0]}: "${options[1]}" is not `));
    }
  });
});
