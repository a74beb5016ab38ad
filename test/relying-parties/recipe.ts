import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const page = readFileSync(join(import.meta.dirname, '../../docs/connect.md'), 'utf8');

/** The first block of the language below the heading of docs/connect.md, as people copy it. */
export function recipe(heading: string, language: string): string {
  const [, section = ''] = page.split(`\n### ${heading}\n`);
  const block = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'ms').exec(section)?.[1];
  if (block === undefined) throw new Error(`docs/connect.md has no ${language} below ${heading}`);
  return block;
}
