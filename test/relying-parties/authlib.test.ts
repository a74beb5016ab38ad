import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import type { TokenService } from '../../src/token/token-service.ts';
import { Browser } from '../support/browser.ts';
import { createRelyingParty, redirectUri } from '../support/code-flow.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { endWithTests } from '../support/process.ts';
import { agree, openPages } from '../support/sign-in.ts';
import { install } from './install.ts';
import { groups, harry } from './people.ts';

const authlib = await install({
  name: 'authlib-1.9.6',
  tool: 'python3',
  args: (folder) => ['-m', 'pip', 'install', '--quiet', '--target', folder, 'authlib==1.9.6', 'requests==2.34.2'],
});
let pages: TokenService;
const gatehouse = useGatehouse(async (running) => {
  pages = await openPages(running);
});

describe('a web application with Authlib', () => {
  it('signs a person in, and renews its tokens', { skip: authlib.skip }, async () => {
    if (authlib.skip !== false) return;
    const { client } = await createRelyingParty(gatehouse, pages);
    const env = {
      ...{ ...process.env, PYTHONPATH: authlib.folder, PYTHONWARNINGS: 'ignore', ISSUER: `${gatehouse.url}/identity` },
      ...{ CLIENT_ID: client.id, CLIENT_SECRET: client.secret ?? '', REDIRECT_URI: redirectUri },
    };
    const stdio = ['pipe', 'pipe', 'inherit'] as const;
    const script = spawn('python3', [join(import.meta.dirname, 'web-application.py')], { env, stdio: [...stdio] });
    endWithTests(script);
    const lines = createInterface({ input: script.stdout })[Symbol.asyncIterator]();
    const { value: start } = await lines.next();
    const browser = new Browser(gatehouse.url);
    const { url } = await agree(pages, browser, gatehouse, harry, await browser.visit(String(start)));
    script.stdin.end(`${url}\n`);
    const { value: printed } = await lines.next();
    if (script.exitCode === null) await once(script, 'exit');
    assert.deepEqual(JSON.parse(String(printed)), {
      ...{ sub: harry.id, groups, email: 'harry@hogwarts.example', renewed: true },
    });
  });
});
