import { readFile } from 'node:fs/promises';

/** What ends a statement in the file, and stands within none. */
export const endOfStatement = ';\n\n';

/**
 * The statements that make of an empty store what the migrations would make of it, in a fraction of the time: what they have made,
 * written down by `baseline.test.ts`.
 */
export async function readBaseline(): Promise<readonly string[]> {
  const text = await readFile(new URL('./baseline.sql', import.meta.url), 'utf8');
  return text.split(endOfStatement).slice(0, -1);
}
