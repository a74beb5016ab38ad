import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { chmod, readFile, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { recipe } from '../relying-parties/recipe.ts';
import { useFolder } from '../support/folder.ts';
import { freePort } from '../support/free-port.ts';
import { blocksOf } from '../support/guide.ts';
import { endWithTests, serve } from '../support/process.ts';
import { until } from '../support/until.ts';
import { createVisitor } from '../support/visitor.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = useFolder();

describe('the guide to the first application', () => {
  it('leads from an empty data folder to a person who is signed in', async () => {
    const data = join(folder, 'data');
    const server = await serve(['--data', data]);
    const [password = ''] = /(?<=password {7})\S+/.exec(server.stdout()) ?? [];
    const site = `http://localhost:${await freePort()}`;

    const page = await readFile(join(root, 'docs/guides/first-application.md'), 'utf8');
    const [register] = blocksOf(page).filter(({ marks }) => marks.has('see'));
    const npx = join(folder, 'npx');
    await writeFile(npx, `#!/bin/sh\nshift\nexec '${process.execPath}' '${root}/src/main.ts.js' "$@"\n`);
    await chmod(npx, 0o755);
    const command = (register?.text ?? '').replaceAll('http://localhost:3000', site);
    const env = { PATH: `${folder}:${process.env.PATH}`, GATEHOUSE_DATA: data };
    const { stdout } = await promisify(execFile)('sh', ['-c', command], { env });
    const [, id = ''] = /^client id +(\S+)$/m.exec(stdout) ?? [];
    const [, secret = ''] = /^secret +(\S+)$/m.exec(stdout) ?? [];

    const program = recipe('openid-client', 'js').replaceAll('3000', new URL(site).port);
    await writeFile(join(folder, 'app.mjs'), program);
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    const issued = { ISSUER: `${server.url}/identity`, CLIENT_ID: id, CLIENT_SECRET: secret };
    endWithTests(spawn(process.execPath, ['app.mjs'], { cwd: folder, env: issued, stdio: 'inherit' }));
    await until(async () => (await fetch(`${site}/signed-out`).catch(() => undefined))?.ok === true);

    const browser = createVisitor(() => site);
    let place = (await browser.get('/')).location ?? assert.fail('nobody is asked to sign in');
    const chosen = 'a-password-of-my-own-1';
    const forms: Readonly<Record<string, Record<string, string>>> = {
      login: { userName: 'admin', password, organization: 'Default' },
      'change-password': { newPassword: chosen, repeatPassword: chosen },
      consent: { decision: 'allow' },
    };
    const person = createVisitor(() => server.url);
    for (let steps = 0; steps < 10 && !place.startsWith(site); steps += 1) {
      const form = forms[/\/web\/([\w-]+)\?/.exec(place)?.[1] ?? ''];
      const seen = form ? await person.submit(place, form) : await person.get(place);
      place = seen.location ?? assert.fail(`${place}\n${seen.html}`);
    }
    await browser.get(place);
    assert.match((await browser.get('/')).html, /^Hello, admin\./);
    assert.equal(await server.end('SIGTERM'), 0);
  });
});
