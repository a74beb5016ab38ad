import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';

const program = `
  import { atEnd } from ${JSON.stringify(new URL('../support/at-end.ts', import.meta.url).href)};
  atEnd(() => process.stdout.write('ended\\n'));
  atEnd(() => process.stdout.write('latest\\n'));
  atEnd(() => process.stdout.write('begun\\n'))();
  setInterval(() => {}, 1000);
`;

describe('what goes with the process that has started it', () => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    it(`goes at ${signal} too, as when somebody stops the tests: once, the latest first`, async () => {
      const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [first] = await once(child.stdout.setEncoding('utf8'), 'data');
      assert.equal(first, 'begun\n');
      child.kill(signal);
      const [rest, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
      assert.deepEqual([rest, code], ['latest\nended\n', 1]);
    });
  }
});
