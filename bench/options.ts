import { readFileSync } from 'node:fs';
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/**
 * What stands behind the name of a script. `--help` prints what its file says of itself, and the options with what they are by
 * default; what is no option of it ends the process before anything is measured.
 *
 * @param file of the script.
 * @param ownTables options that have a table of their own on the page of results for each value.
 * @throws Error when they do not go together.
 */
export function readOptions<const Options extends ParseArgsOptionsConfig>(
  file: string,
  options: Options,
  ownTables: readonly string[] = [],
) {
  if (process.argv.includes('--help')) {
    const all = Object.entries(options).map(([name, { default: usual }]) => `--${name}${usual ? ` ${usual}` : ''}`);
    const listed = `\nOptions: ${all.length > 0 ? all.join(', ') : 'none'}\n`;
    process.stdout.write(`${descriptionOf(readFileSync(file, 'utf8'))}\n${listed}`);
    process.exit(0);
  }
  const { values } = parseArgs<{ options: Options }>({ options });
  requireWhole(options, values, ownTables);
  return values;
}

/** With another value of one of these, what is measured is a part of what stands on the page of results, or something else. */
const ofOtherRows = ['only', 'sizes', 'entries', 'users', 'store', 'nodes'];

/** @throws Error when `--write` would replace the whole table by other rows. */
function requireWhole(
  options: ParseArgsOptionsConfig,
  values: Readonly<Record<string, unknown>>,
  ownTables: readonly string[],
): void {
  if (values.write !== true) return;
  for (const name of ofOtherRows) {
    if (values[name] === options[name]?.default || ownTables.includes(name)) continue;
    throw new Error(
      `--write replaces the whole table on the page of results, of which --${name} ${values[name]} gives other rows: leave one out.`,
    );
  }
}

/** The first comment at the beginning of a line that says by which command it is run. */
function descriptionOf(source: string): string {
  const comment = /^\/\/ `npm run .*\n(?:\/\/ .*\n)*/m.exec(source)?.[0] ?? '';
  return comment.replaceAll(/^\/\/ /gm, '').trimEnd();
}
