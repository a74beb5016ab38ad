import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { LogOutput } from './log-output.ts';

const lostLine = (count: number) => `lost ${count}\n`;

function folder() {
  const path = mkdtempSync(join(tmpdir(), 'gatehouse-log-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

/** A pipe of which both ends are open, and nobody reads until `read` is called. */
function openPipe(path: string) {
  execFileSync('mkfifo', [path]);
  const descriptor = openSync(path, constants.O_RDWR);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const read = (): string => {
    const parts: Buffer[] = [];
    for (;;) {
      const part = Buffer.alloc(65_536);
      try {
        parts.push(part.subarray(0, readSync(reader, part)));
      } catch {
        return Buffer.concat(parts).toString();
      }
    }
  };
  return {
    descriptor,
    read,
    [Symbol.dispose]: () => {
      closeSync(reader);
      closeSync(descriptor);
    },
  };
}

describe('the output of the log', () => {
  it('writes to a file in order, beside whatever is in it already', async () => {
    using temporary = folder();
    const file = join(temporary.path, 'log');
    const output = new LogOutput(openSync(file, 'a'), { capacity: 1000, lostLine });
    output.write('one\n');
    output.write('two\n');
    assert.equal(readFileSync(file, 'utf8'), '');
    output.flush();
    assert.equal(readFileSync(file, 'utf8'), 'one\ntwo\n');
    output.write('three ä\n');
    await output.close(0);
    assert.equal(readFileSync(file, 'utf8'), 'one\ntwo\nthree ä\n');
  });

  it('keeps within its bounds what a pipe does not take, tells what was lost, and loses no other', async () => {
    using temporary = folder();
    using pipe = openPipe(join(temporary.path, 'pipe'));
    const output = new LogOutput(pipe.descriptor, { capacity: 200_000, lostLine });
    const line = `${'x'.repeat(99)}\n`;
    for (let count = 0; count < 10_000; count += 1) {
      output.write(line);
      output.flush();
    }
    const closed = output.close(60_000);
    let text = '';
    const isClosed = closed.then(() => true);
    while (!(await Promise.race([isClosed, new Promise<false>((resume) => setImmediate(resume, false))]))) {
      text += pipe.read();
    }
    text += pipe.read();
    const whole = text.split('\n').filter((one) => one.length === 99).length;
    const [, lost] = /^lost (\d+)\n$/m.exec(text) ?? [];
    assert.ok(whole >= 2000, 'what the pipe and the memory hold is there');
    assert.equal(whole + Number(lost), 10_000);
    assert.equal(text.replaceAll(line, ''), `lost ${lost}\n`, 'no line is torn');
  });

  it('goes on where nothing can be written, and ends in time', async () => {
    const output = new LogOutput(openSync('/dev/full', 'w'), { capacity: 1000, lostLine });
    for (let count = 0; count < 1000; count += 1) {
      output.write('a line\n');
      output.flush();
    }
    await output.close(0);
    const closed = new LogOutput(-1, { capacity: 1000, lostLine });
    closed.write('a line\n');
    closed.flush();
    await closed.close(0);
  });
});
