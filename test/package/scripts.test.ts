import assert from 'node:assert/strict';
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import manifest from '../../package.json' with { type: 'json' };
import { temporaryFolder } from '../support/folder.ts';
import { until } from '../support/until.ts';

const run = promisify(execFile);
const cwd = resolve(import.meta.dirname, '../..');
const scripts = Object.entries(manifest.scripts);

const files = scripts.flatMap(([name, command]) => {
  const file = /^node (?:-\S+ )*(\S+)/.exec(command)?.[1];
  return file === undefined ? [] : [{ name, file }];
});
const measurements = files.filter(({ file }) => file.startsWith('bench/'));

/** What it says, and how it ends, without what belongs to this run. */
function end(file: string, args: readonly string[], variables: NodeJS.ProcessEnv = {}) {
  const env = { ...process.env, ...variables };
  return spawnSync(process.execPath, [file, ...args], { cwd, env, encoding: 'utf8', timeout: 60_000 });
}

describe('the scripts', () => {
  it('run files that are there', () => {
    assert.ok(files.length > 20);
    assert.deepEqual(
      files.filter(({ file }) => !(existsSync(resolve(cwd, file)) || existsSync(resolve(cwd, `${file}.js`)))),
      [],
    );
  });

  it('that measure load what they need, and say of themselves under which name and with which options they are run', async () => {
    for (const { name, file } of measurements) {
      const { stdout } = await run(process.execPath, [file, '--help'], { cwd, timeout: 60_000 });
      assert.ok(stdout.startsWith(`\`npm run ${name}`), `${name}: ${stdout}`);
      assert.match(stdout, /^Options: /m);
    }
  });

  it('that measure run parts that are there', () => {
    const sources = globSync('bench/**/*.ts', { cwd }).map((file) => readFileSync(resolve(cwd, file), 'utf8'));
    const parts = sources.flatMap((source) => [...source.matchAll(/runScript(?:<\w+>)?\('([^']+)'/g)]);
    assert.ok(parts.length > 10);
    for (const [, part = ''] of parts) assert.ok(existsSync(resolve(cwd, 'bench', part)), part);
  });

  it('that measure or take long begin with nothing where an option is unknown, or a number is none', () => {
    const refusals = [
      end('bench/names.ts', ['--write']),
      end('bench/enumeration.ts', ['--door', 'back']),
      end('bench/enumeration.ts', [], { SAMPLES: '1e3' }),
      end('test/faults/long.ts', [], { FAULT_MINUTES: '30m' }),
      end('test/faults/long.ts', [], { CRASH_ROUNDS: '1,000' }),
      end('docs/screenshots/make.ts', ['nowhere-to-be-seen']),
      end('src/password/common-passwords/make-list.ts', []),
    ];
    assert.deepEqual(
      refusals.map(({ status, stdout }) => ({ status, stdout })),
      refusals.map(() => ({ status: 1, stdout: '' })),
    );
    assert.match(refusals[1]?.stderr ?? '', /--door is one of legacy, page, address\./);
    assert.match(refusals[3]?.stderr ?? '', /FAULT_MINUTES is a whole number from 1 on, not "30m"\./);
  });

  it('that measure replace no whole table of results by a part of it', () => {
    const parts = [
      end('bench/console.ts', ['--write', '--only', 'Home']),
      end('bench/loop.ts', ['--write', '--sizes', '1000']),
      end('bench/scale.ts', ['--store', 'postgres', '--write']),
    ];
    for (const { status, stdout, stderr } of parts) {
      assert.deepEqual([status, stdout], [1, '']);
      assert.match(
        stderr,
        /--write replaces the whole table on the page of results, of which --\w+ \S+ gives other rows/,
      );
    }
  });

  it('that measure go on when a busy server refuses a request, and fail when it refuses many, saying how many', async () => {
    let refuses = (_n: number): boolean => false;
    let n = 0;
    const server = createServer((request, response) => {
      n += 1;
      request.resume();
      const body = '{"succeeded":true,"errors":[]}';
      response.writeHead(refuses(n) ? 503 : 200, { 'content-length': body.length }).end(body);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const load = async (connections: number) => {
      const child = spawn(process.execPath, ['bench/load.ts'], { cwd, stdio: ['pipe', 'pipe', 'pipe'] });
      const urls = [`http://127.0.0.1:${port}`];
      child.stdin.end(JSON.stringify({ urls, token: 'x', connections, warmUpSeconds: 0, seconds: 2 }));
      const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'close'), text(child.stdout)]);
      return { stderr, code };
    };
    try {
      assert.deepEqual(await load(1), { stderr: '', code: 0 });
      refuses = () => n === 7;
      n = 0;
      const few = await load(1);
      assert.match(few.stderr, /^1 of \d+ requests were refused with 503, and were asked again\.$/m);
      assert.equal(few.code, 0, few.stderr);
      refuses = () => n % 3 === 0;
      const many = await load(64);
      assert.notEqual(many.code, 0);
      assert.match(many.stderr, /The server sheds too much load: \d+ of \d+ requests were refused with 503\./);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });

  it('that measure leave neither a server nor its data when they are stopped', async () => {
    await using folder = await temporaryFolder();
    const env = { ...process.env, TMPDIR: folder.path };
    const child = spawn(process.execPath, ['bench/names.ts'], { cwd, env, stdio: 'ignore' });
    const closed = once(child, 'close');
    await until(() => globSync(join(folder.path, '*/data/gatehouse.db')).length > 0);
    child.kill('SIGTERM');
    assert.deepEqual(await closed, [1, null]);
    assert.deepEqual(await readdir(folder.path), []);
    await until(() => processesOf(folder.path).length === 0);
  });
});

/** Those whose command line names the folder, where the system tells (Linux). */
function processesOf(folder: string): readonly string[] {
  return globSync('/proc/[0-9]*/cmdline').filter((file) => {
    try {
      return readFileSync(file, 'utf8').includes(folder);
    } catch {
      return false; // It has ended meanwhile.
    }
  });
}
