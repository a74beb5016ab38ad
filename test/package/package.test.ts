import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import manifest from '../../package.json' with { type: 'json' };
import { useFolder } from '../support/folder.ts';
import { gatehouse, serve } from '../support/process.ts';

const root = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);
const folder = useFolder();

/** Packs the repository, and gives the file. */
async function pack(name: string): Promise<string> {
  const into = join(folder, name);
  await mkdir(into);
  await run('npm', ['pack', '--silent', '--pack-destination', into], { cwd: root });
  const [file = ''] = await readdir(into);
  return join(into, file);
}

let packed: string;
/** Where it is installed, below a `node_modules`. */
let program: string;
before(async () => {
  packed = await pack('once');
  const modules = join(folder, 'node_modules');
  program = join(modules, 'gatehouse');
  await mkdir(program, { recursive: true });
  await run('tar', ['xzf', packed, '-C', program, '--strip-components=1']);
  await symlink(join(root, 'node_modules'), join(program, 'node_modules'));
});

/** Runs what the image has asked whether its server can be used. */
function checkHealth(url: string): number | null {
  const [, command = ''] = /^HEALTHCHECK .*\n {2}CMD (.*)$/m.exec(readFileSync(join(root, 'Dockerfile'), 'utf8')) ?? [];
  const [, ...args]: readonly string[] = JSON.parse(command);
  return spawnSync(process.execPath, args, { env: { GATEHOUSE_PORT: new URL(url).port } }).status;
}

describe('the package', () => {
  it('is the same, byte for byte, whenever it is made', async () => {
    assert.ok((await readFile(packed)).equals(await readFile(await pack('again'))));
  });

  it('holds what runs, and neither tests nor TypeScript, which Node does not read where packages are', async () => {
    const files = await readdir(program, { recursive: true });
    const own = files.filter((file) => !file.startsWith('node_modules'));
    assert.deepEqual(
      own.filter((file) => /\.ts$|\.test\.|\.fixture\./.test(file)),
      [],
    );
    for (const file of ['lib/cli/run.js', 'lib/password/common-passwords/list.txt.gz', 'deploy/nginx.conf', 'LICENSE'])
      assert.ok(own.includes(file), file);
  });

  it('runs below node_modules: the server with its pages, and commands beside it', async () => {
    assert.equal(
      (await gatehouse(['version'], { program })).stdout,
      `gatehouse ${manifest.version} (node ${process.versions.node})\n`,
    );
    const data = join(folder, 'data');
    const server = await serve(['--data', data], { program });
    for (const path of ['/identity/web/login', '/identity/swagger']) {
      const html = await (await fetch(`${server.url}${path}`)).text();
      for (const [, script = ''] of html.matchAll(/<script [^>]*src="([^"]+)"/g))
        assert.equal((await fetch(`${server.url}${script}`)).status, 200, script);
    }
    assert.equal(checkHealth(server.url), 0);
    const backup = await gatehouse(['backup', join(folder, 'backup.tar.gz'), '--data', data], { program });
    assert.equal(backup.code, 0, backup.stderr);
    assert.equal(await server.end('SIGTERM'), 0);
    assert.equal(checkHealth(server.url), 1);
  });
});

describe('the image', () => {
  it('runs what its entry point names: the server, and commands', async () => {
    const [, entry = ''] = /^ENTRYPOINT (.*)$/m.exec(readFileSync(join(root, 'Dockerfile'), 'utf8')) ?? [];
    const [, main = ''] = JSON.parse(entry);
    const app = join(folder, 'app');
    await mkdir(app);
    await rename(join(program, 'lib'), join(app, 'lib'));
    for (const name of ['node_modules', 'package.json']) await symlink(join(root, name), join(app, name));
    const image = { program: app, main: main.slice('/app/'.length) };
    assert.match((await gatehouse(['version'], image)).stdout, /^gatehouse /);
    const server = await serve(['--data', join(folder, 'volume')], image);
    assert.equal((await fetch(`${server.url}/identity/web/login`)).status, 200);
    assert.equal(await server.end('SIGTERM'), 0);
  });
});

describe('the bill of materials', () => {
  it('names every package that runs, none that only helps to make it, and is the same each time', async () => {
    const make = async () => (await run('npm', ['run', '-s', 'sbom'], { cwd: root, maxBuffer: 2 ** 24 })).stdout;
    const text = await make();
    const bill = JSON.parse(text);
    assert.deepEqual([bill.bomFormat, bill.metadata.component.name], ['CycloneDX', manifest.name]);
    const names = new Set(bill.components.map(({ name }: { name: string }) => name));
    for (const name of Object.keys(manifest.dependencies)) assert.ok(names.has(name), name);
    for (const name of ['typescript', 'vitepress', 'playwright-core', 'node']) assert.ok(!names.has(name), name);
    assert.equal(await make(), text);
  });
});
