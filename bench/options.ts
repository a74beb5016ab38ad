import { readFileSync } from 'node:fs';
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/**
 * What stands behind the name of a script. `--help` prints what its file says of itself, and the options with what they are by
 * default; what is no option of it ends the process before anything is measured.
 *
 * @param file of the script.
 */
export function readOptions<const Options extends ParseArgsOptionsConfig>(file: string, options: Options) {
  if (process.argv.includes('--help')) {
    const all = Object.entries(options).map(([name, { default: usual }]) => `--${name}${usual ? ` ${usual}` : ''}`);
    const listed = `\nOptions: ${all.length > 0 ? all.join(', ') : 'none'}\n`;
    process.stdout.write(`${descriptionOf(readFileSync(file, 'utf8'))}\n${listed}`);
    process.exit(0);
  }
  return parseArgs<{ options: Options }>({ options }).values;
}

/** The first comment at the beginning of a line that says by which command it is run. */
function descriptionOf(source: string): string {
  const comment = /^\/\/ `npm run .*\n(?:\/\/ .*\n)*/m.exec(source)?.[0] ?? '';
  return comment.replaceAll(/^\/\/ /gm, '').trimEnd();
}
