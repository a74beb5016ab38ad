import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';

const program = `
  import { endedAtExit } from ${JSON.stringify(new URL('./nodes/ended.ts', import.meta.url).href)};
  endedAtExit(() => process.stdout.write('ended\\n'));
  process.stdout.write('begun\\n');
  setInterval(() => {}, 1000);
`;

describe('what goes with the process that has started it', () => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    it(`goes at ${signal} too, as when somebody stops the tests, and the process ends by it`, async () => {
      const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [first] = await once(child.stdout.setEncoding('utf8'), 'data');
      assert.equal(first, 'begun\n');
      child.kill(signal);
      const [rest, [, endedBy]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
      assert.deepEqual([rest, endedBy], ['ended\n', signal]);
    });
  }
});
