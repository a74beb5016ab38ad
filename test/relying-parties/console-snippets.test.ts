import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join, normalize } from 'node:path';
import { after, describe, it } from 'node:test';
import type { BrowserSession } from '../../src/token/browser/session.ts';
import type { TokenService } from '../../src/token/token-service.ts';
import { Browser } from '../support/browser.ts';
import { signedInAdministrator } from '../support/console.ts';
import { fillInAndFollow } from '../support/console-form.ts';
import { lacksCurl } from '../support/curl.ts';
import { freePort } from '../support/free-port.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { decode } from '../support/html-text.ts';
import { fillSignIn, useBrowser } from '../support/playwright.ts';
import { endWithTests } from '../support/process.ts';
import { agree, nowhere, openPages, signInAs } from '../support/sign-in.ts';
import { until } from '../support/until.ts';
import type { Visitor as Administrator } from '../support/visitor.ts';
import { world } from '../support/world.ts';
import { consoleProject } from './dotnet.ts';
import { install } from './install.ts';
import { harry } from './people.ts';
import { Visitor } from './visitor.ts';

// The programs that the console shows for an application, each run as it is: those for C# where there is an SDK of .NET, but for
// the one of a web application, which takes more packages than a test may install. Those for PowerShell are not run.

const authlib = await install({
  name: 'authlib-1.9.6-flask-3.1.2',
  tool: 'python3',
  args: (folder) => [
    ...['-m', 'pip', 'install', '--quiet', '--target', folder],
    ...['authlib==1.9.6', 'requests==2.34.2', 'flask==3.1.2'],
  ],
});
const oidcClient = await install({
  name: 'oidc-client-ts-3.5.0',
  tool: 'npm',
  args: (folder) => [
    ...['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', 'oidc-client-ts@3.5.0'],
  ],
});
const lacks = (command: string, ...args: string[]): string | false =>
  spawnSync(command, args).status === 0 ? false : `There is no ${command} on this machine.`;
const lacksPython = lacks('python3', '--version');
const lacksDotnet = lacks('dotnet', '--version');
const lacksShell = lacksCurl || lacks('openssl', 'version');

let pages: TokenService;
let administrator: Administrator;
const gatehouse = useGatehouse(async (running) => {
  pages = await openPages(running);
  administrator = await signedInAdministrator(running);
});

interface Shown {
  readonly secret: string;
  /** By the language. */
  readonly programs: ReadonlyMap<string, string>;
}

/** Creates an application in the console, and takes what its page shows. */
async function create(kind: string, fields: Readonly<Record<string, string | readonly string[]>>): Promise<Shown> {
  const path = `/identity/web/admin/new-application?kind=${kind}`;
  const { html } = await fillInAndFollow(administrator, path, { name: `Snippets ${kind}`, ...fields });
  const found = html.matchAll(/<pre [^>]*aria-label="([^"]+)"><code>(.*?)<\/code>/gs);
  return {
    secret: /<code class="value" id="secret">([^<]+)</.exec(html)?.[1] ?? '',
    programs: new Map([...found].map(([, language = '', code = '']) => [decode(language), decode(code)])),
  };
}

const commands: Readonly<Record<string, (code: string) => readonly [string, ...string[]]>> = {
  cURL: (code) => ['sh', '-c', code],
  Node: (code) => [process.execPath, '--input-type=module', '--eval', code],
  Python: (code) => ['python3', '-c', code],
  'C#': (code) => ['dotnet', 'run', '--project', consoleProject(code)],
};
const lacking: Readonly<Record<string, string | false>> = { cURL: lacksCurl, Python: lacksPython, 'C#': lacksDotnet };
const skipOf = (language: string): string | false => lacking[language] ?? false;

/** Starts a program with the secret in its environment. */
function run({ programs, secret }: Shown, language: string, change = (code: string) => code, env = {}) {
  const [command, ...args] =
    commands[language]?.(change(programs.get(language) ?? assert.fail(language))) ?? assert.fail();
  const child = spawn(command, args, { env: { PATH: process.env.PATH, CLIENT_SECRET: secret, ...env } });
  endWithTests(child);
  let said = '';
  let complained = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complained += text;
  });
  let hasEnded = false;
  child.once('close', () => {
    hasEnded = true;
  });
  /** Waits for something that a program does before it ends; fails with what it complains of when it has ended without. */
  const untilSo = (isSo: () => boolean | Promise<boolean>) =>
    until(async () => {
      const wasOver = hasEnded;
      if (await isSo()) return true;
      assert.equal(wasOver, false, `The program has ended: ${complained}`);
      return false;
    });
  return {
    child,
    untilSo,
    /** Waits for what it says about where to go. */
    told: async (pattern: RegExp): Promise<readonly string[]> => {
      await untilSo(() => pattern.test(said));
      return pattern.exec(said)?.slice(1) ?? assert.fail();
    },
    ended: () =>
      ended(
        child,
        () => said,
        () => complained,
      ),
  };
}

/** What a program has said, when it has ended well. */
async function ended(
  child: ChildProcessWithoutNullStreams,
  said: () => string,
  complained: () => string,
): Promise<string> {
  if (child.exitCode === null) await once(child, 'close');
  assert.equal(child.exitCode, 0, complained());
  return said();
}

/** Signs in and agrees, and answers where the browser is sent. */
async function signIn(start: string): Promise<URL> {
  const browser = new Browser(gatehouse.url);
  return (await agree(pages, browser, gatehouse, harry, await browser.visit(start))).url;
}

const address = /Open in a browser: (http\S+code_challenge\S+)/;

describe('the programs for a service', () => {
  for (const language of ['cURL', 'Node', 'Python', 'C#']) {
    it(`get a token and say who calls: ${language}`, { skip: skipOf(language) }, async () => {
      const shown = await create('machine', { scope: 'application read PM.User' });
      assert.match(await run(shown, language).ended(), /Snippets machine/);
    });
  }
});

// Each asks again only after five seconds, so they wait together.
describe('the programs for a device', { concurrency: true }, () => {
  for (const language of ['cURL', 'Node', 'Python', 'C#']) {
    it(`show a code, and get tokens when it was typed in: ${language}`, { skip: skipOf(language) }, async () => {
      const program = run(await create('device', {}), language);
      const [code = ''] = await program.told(/type ([A-Z]{4}-[A-Z]{4})/);
      assert.equal(await pages.devices.allow(code, await sessionOf(), nowhere), true);
      assert.match(await program.ended(), /access_token/);
    });
  }
});

async function sessionOf(): Promise<BrowserSession> {
  const browser = new Browser(gatehouse.url);
  await signInAs(pages, browser, gatehouse, harry, { url: new URL('/identity/web/login', gatehouse.url) });
  return (await pages.sessions.current(browser.exchange('/').request)) ?? assert.fail();
}

describe('the programs for a desktop', () => {
  const redirectUri = 'http://127.0.0.1/callback';

  for (const language of ['Node', 'Python', 'C#']) {
    it(`open the browser and take the answer: ${language}`, { skip: skipOf(language) }, async () => {
      const port = String(await freePort());
      const program = run(await create('native', { redirectUri }), language, (code) => code.replaceAll('49152', port));
      const [start = ''] = await program.told(address);
      const back = await signIn(start);
      assert.equal(back.port, port);
      assert.match(await (await fetch(back)).text(), /close this window/);
      assert.match(await program.ended(), /id_token/);
    });
  }

  it('take an address that is pasted: cURL', { skip: lacksShell }, async () => {
    const program = run(await create('native', { redirectUri }), 'cURL');
    const [start = ''] = await program.told(address);
    program.child.stdin.end(`${await signIn(start)}\n`);
    assert.match(await program.ended(), /id_token/);
  });

  it('refuse an answer to another request: cURL', { skip: lacksShell }, async () => {
    const program = run(await create('native', { redirectUri }), 'cURL');
    program.child.stdin.end('http://127.0.0.1/callback?code=x&state=y\n');
    await assert.rejects(program.ended(), /no answer to this request/);
  });
});

describe('the programs for a web application', () => {
  for (const language of ['Node', 'Python']) {
    const skip = language === 'Python' ? authlib.skip : false;
    it(`sign a person in: ${language}`, { skip }, async () => {
      const site = `http://localhost:${await freePort()}`;
      const shown = await create('web', { redirectUri: `${site}/callback` });
      const folder = authlib.skip === false ? authlib.folder : '';
      const env = { PYTHONPATH: folder, PYTHONWARNINGS: 'ignore' };
      const program = run(shown, language, (code) => code, env);
      await program.untilSo(async () => (await new Visitor().get(site).catch(() => undefined))?.status === 302);
      const visitor = new Visitor();
      const { location = assert.fail('nobody is asked to sign in') } = await visitor.get(site);
      assert.equal((await visitor.get(await signIn(location))).status, 302);
      assert.match((await visitor.get(`${site}/`)).text, /Hello, harry\.potter/);
    });
  }

  it('show the tokens of a person who has signed in: cURL', { skip: lacksShell }, async () => {
    const program = run(await create('web', { redirectUri: 'https://app.example/callback' }), 'cURL');
    const [start = ''] = await program.told(address);
    program.child.stdin.end(`${await signIn(start)}\n`);
    assert.match(await program.ended(), /id_token/);
  });
});

describe('the program for a single-page application', () => {
  const browser = useBrowser();
  const test = oidcClient.skip === false ? browser.it : (name: string) => it(name, { skip: oidcClient.skip }, () => {});

  test('signs a person in', async () => {
    const folder = oidcClient.skip === false ? join(oidcClient.folder, 'node_modules') : '';
    let program = '';
    const server = createServer(async ({ url = '' }, response) => {
      const file = join(folder, normalize(url));
      const isScript = url.endsWith('.js');
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
      response.end(isScript ? await readFile(file) : pageWith(program));
    });
    await once(server.listen(0, 'localhost'), 'listening');
    after(() => {
      server.closeAllConnections();
      server.close();
    });
    const site = `http://localhost:${(server.address() as { port: number }).port}/`;
    program = (await create('spa', { redirectUri: site })).programs.get('JavaScript') ?? assert.fail();
    const page = await (await browser.open()).newPage();
    const greeted = page.waitForEvent('console', (message) => message.text().includes(world.harry.id));
    await page.goto(site);
    await fillSignIn(page, 'harry.potter', world.harry.password);
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await greeted;
    assert.equal(page.url(), site);
    await page.context().close();
  });
});

/** The library writes an object to the console, which says here what is in it. */
const pageWith = (program: string): string => `<!doctype html><title>Snippet</title>
<script type="importmap">{"imports":{"oidc-client-ts":"/oidc-client-ts/dist/esm/oidc-client-ts.js","jwt-decode":"/jwt-decode/build/esm/index.js"}}</script>
<script type="module">${program.replace('console.log(user.profile)', 'console.log(JSON.stringify(user.profile))')}</script>`;
