import { createInterface } from 'node:readline/promises';
import { StartupError } from '../../errors.ts';
import { UsageError } from '../options.ts';
import { clean } from './text.ts';

/** The switch of a command that asks before it does what cannot be undone. */
export const confirmationSwitch = { yes: 'Do not ask.' } as const;

/**
 * Asks before something is done that cannot be undone, by the name of what it is done to.
 *
 * @param what will happen, as a sentence.
 * @throws UsageError where nobody can be asked; StartupError unless the answer is yes.
 */
export async function confirm(what: string, flags: Readonly<Record<string, string>>): Promise<void> {
  if (flags.yes !== undefined) return;
  if (!process.stdin.isTTY) throw new UsageError(`${what} There is no terminal to ask: say --yes if you are sure.`);
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const stopped = new AbortController();
  lines.once('close', () => stopped.abort());
  try {
    const answer = await lines.question(`${clean(what)} Type "yes" to go on: `, { signal: stopped.signal });
    if (answer.trim().toLowerCase() === 'yes') return;
  } catch {
    process.stderr.write('\n');
  } finally {
    lines.removeAllListeners('close');
    lines.close();
  }
  throw new StartupError('Stopped. Nothing was changed.');
}
