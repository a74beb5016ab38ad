import { readFileSync } from 'node:fs';

interface Row {
  readonly name: string;
  readonly result: string;
}

/** The rows of the table below a heading of the README. */
export function tableOf(heading: string): readonly Row[] {
  const text = readFileSync(new URL('README.md', import.meta.url), 'utf8');
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^\| `([^`]+)` \|.*\| (\w+) \|$/gm)].map(([, name = '', result = '']) => ({
    name,
    result,
  }));
}
