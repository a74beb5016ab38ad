import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { browserModule } from './browser-module.ts';

/** The script of the first of these modules. */
async function scriptOf(modules: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-modules-'));
  try {
    for (const [name, source] of Object.entries(modules)) await writeFile(join(folder, name), source);
    return await browserModule(join(folder, Object.keys(modules)[0] ?? ''));
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('a module for browsers', () => {
  it('has in it all that it imports, each once and with names of its own', async () => {
    const script = await scriptOf({
      'first.ts': `import { said, say as tell } from './said.ts';
import { greet } from './greet.ts';
const own: string = 'there';
greet(own);
tell('again');
export const all: readonly string[] = said;
globalThis.heard = said;`,
      'greet.ts': `import type { Word } from './said.ts';
import { say } from './said.ts';
const own = 'hello';
export function greet(whom: Word): void {
  say(own);
  say(whom);
}`,
      'said.ts': `export type Word = string;
export const said: Word[] = [];
export const say = (word: Word): number => said.push(word);`,
    });
    const heard = new Function(`${script}; return globalThis.heard;`)() as readonly string[];
    Reflect.deleteProperty(globalThis, 'heard');
    assert.deepEqual(heard, ['hello', 'there', 'again']);
  });

  it('is none that imports a package, or exports by lists', async () => {
    for (const line of ["import { readFile } from 'node:fs';", 'const a = 1;\nexport { a };', 'export default 1;'])
      await assert.rejects(scriptOf({ 'first.ts': line }), /is not for browsers, because of this: (import|export) /);
  });
});
