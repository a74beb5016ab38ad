import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Row {
  readonly what: string;
  readonly result: string;
  readonly goal?: Goal;
}

export interface Goal {
  readonly text: string;
  readonly isMet: boolean;
}

export const atMost = (value: number, limit: number, unit: string): Goal => ({
  text: `≤ ${limit} ${unit}`,
  isMet: value <= limit,
});

export const atLeast = (value: number, limit: number, unit: string): Goal => ({
  text: `≥ ${limit} ${unit}`,
  isMet: value >= limit,
});

const headings = ['Measured', 'Result', 'Goal', 'Met'];
const resultsPage = join(import.meta.dirname, 'RESULTS.md');

/** What was measured, with the goals. */
export function render(rows: readonly Row[]): string {
  const cells = rows.map(({ what, result, goal }) => {
    return [what, result, goal?.text ?? '', goal === undefined ? '' : goal.isMet ? 'yes' : 'no'];
  });
  return renderTable(headings, cells);
}

/** A Markdown table that can also be read as it stands. */
export function renderTable(heads: readonly string[], cells: readonly (readonly string[])[]): string {
  const widths = heads.map((heading, column) =>
    Math.max(heading.length, ...cells.map((line) => line[column]?.length ?? 0)),
  );
  const line = (texts: readonly string[]) =>
    `| ${texts.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |\n`;
  return [heads, widths.map((width) => '-'.repeat(width)), ...cells].map(line).join('');
}

type Section =
  | 'results'
  | 'scale'
  | 'bodies'
  | 'responsiveness'
  | 'peers'
  | 'cores'
  | 'tokens'
  | 'console'
  | 'console-postgres'
  | 'copy'
  | 'breached'
  | 'import';

/** Replaces results on the page, between the comments of that name; what is said around them stays. */
export function writeResults(text: string, name: Section): void {
  const section = new RegExp(`(?<=<!-- ${name}: begin -->\\n).*(?=<!-- ${name}: end -->)`, 's');
  const page = readFileSync(resultsPage, 'utf8');
  if (!section.test(page)) throw new Error(`${resultsPage} has lost the comments around its results.`);
  writeFileSync(
    resultsPage,
    page.replace(section, () => text),
  );
}
