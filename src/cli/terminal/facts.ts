import { styleText } from 'node:util';
import { clean, widthOf } from './text.ts';

/** Writes what is known of one thing, a line for each fact; what is not there is left out. */
export function printFacts(facts: Readonly<Record<string, string | null | undefined>>): void {
  const known = Object.entries(facts).filter(([, value]) => value !== null && value !== undefined && value !== '');
  const width = Math.max(...known.map(([name]) => widthOf(name)));
  for (const [name, value] of known) {
    process.stdout.write(`${styleText('bold', name.padEnd(width))}  ${clean(value ?? '')}\n`);
  }
}
