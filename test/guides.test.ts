import assert from 'node:assert/strict';
import { chmodSync, existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { en } from '../src/http/pages/languages/en.ts';
import { temporaryFolder } from './support/folder.ts';
import { type Gatehouse, noBudgets, useGatehouse } from './support/gatehouse.ts';
import { blocksOf, explainedIn, isShown, messagesIn, runGuide, unmarked, wordsIn } from './support/guide.ts';
import { storeFlags } from './support/store.ts';
import { world } from './support/world.ts';

// Every command of the guides is run, from the top of the page to its end, beside a real server with the example world.

const root = resolve(import.meta.dirname, '..');
const gatehouse = useGatehouse(async () => {}, noBudgets);

/** What the program says, and what its pages say. */
const sources = globSync('src/**/*.{ts,js}', { cwd: root, exclude: ['**/*.test.ts'] })
  .map((file) => readFileSync(join(root, file), 'utf8'))
  .join('\n');
const pageTexts = Object.values(en).join('\n');

/** What other programs call it or say, and an application of the guides. */
const ofOthers = new Set([
  ...['issuer mismatch', 'email not verified', 'Valid redirect URIs', 'Client scopes', 'Service accounts'],
  ...['upstream sent too big header', 'Hello, admin'],
]);

/** Variables that the guides have from here, and that their readers set. */
const given = ['URL', 'ORGANIZATION', 'CLIENT_ID', 'CLIENT_SECRET'];

/** What the guides call their server, and a command `gatehouse` that finds its store. */
async function environmentOf({ url, config }: Gatehouse, folder: string): Promise<Record<string, string>> {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  writeFileSync(join(bin, 'gatehouse'), `#!/bin/sh\nexec '${process.execPath}' '${root}/src/main.ts.js' "$@"\n`);
  chmodSync(join(bin, 'gatehouse'), 0o755);
  const store = await storeFlags(config.data);
  const variables = Object.entries({ data: config.data, 'external-url': url, ...store }).map(([name, value]) => [
    `GATEHOUSE_${name.toUpperCase().replaceAll('-', '_')}`,
    value,
  ]);
  return {
    ...Object.fromEntries(variables),
    ...{ PATH: `${bin}:${process.env.PATH}`, HOME: folder, URL: url, ORGANIZATION: world.organization.id },
    ...{ CLIENT_ID: world.application.id, CLIENT_SECRET: world.application.secret, COUNT: '12' },
  };
}

describe('the guides', () => {
  for (const page of globSync('docs/guides/*.md', { cwd: root }).sort()) {
    const text = readFileSync(join(root, page), 'utf8');
    const blocks = blocksOf(text);

    it(`run from top to bottom, and print what they show: ${page}`, async (test) => {
      await using folder = await temporaryFolder();
      const { outputs, missing, code } = await runGuide(
        blocks,
        folder.path,
        await environmentOf(gatehouse, folder.path),
      );
      const last = [...outputs].at(-1);
      assert.equal(code, 0, `line ${last?.[0].line}: ${last?.[1]}`);
      for (const [index, { marks, text, line }] of blocks.entries()) {
        const before = blocks.slice(0, index).findLast((block) => block.marks.has('run'));
        const printed = before && outputs.get(before);
        if (marks.has('output') && printed !== undefined) assert.ok(isShown(text, printed), `line ${line}: ${printed}`);
      }
      if (missing.length > 0) test.diagnostic(`Left out of ${page}, not installed: ${missing.join(', ')}.`);
    });

    it(`quote what the pages and the program say: ${page}`, () => {
      const words = wordsIn(text).filter((word) => !pageTexts.includes(word));
      const messages = messagesIn(text).filter((message) => !sources.includes(message));
      assert.deepEqual(
        [...words, ...messages].filter((quoted) => !ofOthers.has(quoted)),
        [],
      );
    });

    it(`say what each variable is that the reader has to set, and how commands are called: ${page}`, () => {
      const typed = blocks.map((block) => block.text).join('\n');
      const unexplained = given.filter((name) => typed.includes(`$${name}`) && !explainedIn(text, name));
      assert.deepEqual(unexplained, []);
      if (/^ *gatehouse /m.test(typed)) assert.match(text, /\]\(\.\.\/commands\.md/, 'how gatehouse is called');
    });

    it(`show nothing that nothing runs: ${page}`, () => {
      assert.deepEqual(unmarked(blocks), []);
      const elsewhere = blocks.flatMap(({ marks }) => marks.get('see') ?? []);
      assert.deepEqual(
        elsewhere.filter((file) => !existsSync(join(root, file))),
        [],
      );
    });
  }
});
