import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Worker } from 'node:worker_threads';

/** They end before anybody is served. */
const atStart: readonly string[] = ['password/common-passwords/worker.ts', 'store/sqlite/migration-worker.ts'];

describe('a thread that works beside the event loop', () => {
  it('stands behind it, and lowers nobody else', { skip: process.platform !== 'linux' }, async () => {
    const before = getPriority();
    const worker = new Worker(
      `const { parentPort } = require('node:worker_threads');
      import(${JSON.stringify(import.meta.resolve('./thread-priority.ts'))}).then(({ standBehindEventLoop }) => {
        standBehindEventLoop();
        parentPort.postMessage(require('node:os').getPriority());
      });`,
      { eval: true },
    );
    const [own] = (await once(worker, 'message')) as [number];
    assert.equal(own, Math.min(before + 5, 19));
    assert.equal(getPriority(), before);
  });

  it('is each that the server starts while it serves', () => {
    const workers = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('worker.ts') && !atStart.includes(file),
    );
    assert.ok(workers.length >= 6, workers.join());
    for (const file of workers) {
      assert.match(
        readFileSync(join(import.meta.dirname, file), 'utf8'),
        /^(?:if \(isBehind\) )?standBehindEventLoop\(\);$/m,
        file,
      );
    }
  });
});
