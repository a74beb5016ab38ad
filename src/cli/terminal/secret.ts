import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Organization } from '../../directory/organization.ts';
import type { Store } from '../../directory/store.ts';
import { StartupError } from '../../errors.ts';
import type { Person } from '../../password/context-words.ts';
import { generateFor } from '../../password/generate.ts';
import { passwordRules } from '../../password/rules.ts';
import { UsageError } from '../options.ts';
import { clean } from './text.ts';

// Secrets are typed where nobody sees them, or come on standard input. Never as an argument: other users of a machine can
// read command lines, and shells keep them.

/** Options of a command that sets a password. */
export const passwordSwitches = {
  generate: 'Make a random password, and print it once.',
  'password-stdin': 'Read the password from standard input, which holds one line.',
} as const;

/** More than any password has. */
const mostBytes = 64 * 1024;

/**
 * The password that the operator wants for the person: made here, so that it keeps the rules of the organization, from standard input, or typed twice.
 *
 * @throws UsageError where there is none: standard input is read only when that was asked for, because in a loop of a shell it
 *   is something else.
 */
export async function passwordFor(
  { settings }: Pick<Store, 'settings'>,
  organization: Organization,
  person: Person & { readonly userName: string },
  flags: Readonly<Record<string, string>>,
): Promise<{ readonly password: string; readonly isGenerated: boolean }> {
  if (flags.generate !== undefined && flags['password-stdin'] !== undefined) {
    throw new UsageError('Say either --generate or --password-stdin.');
  }
  if (flags.generate !== undefined) {
    const { policy } = passwordRules(await settings.inForce(organization.id));
    return { password: generateFor(person, organization.name, policy), isGenerated: true };
  }
  if (flags['password-stdin'] !== undefined) return { password: await readSecretLine(), isGenerated: false };
  return { password: await askTwice(person.userName), isGenerated: false };
}

/** @throws StartupError when standard input is not one line of text. */
export async function readSecretLine(): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of process.stdin as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > mostBytes) throw new StartupError('Standard input is too long for a password.');
    pieces.push(piece);
  }
  const text = textOf(Buffer.concat(pieces)).replace(/\r?\n$/, '');
  if (text === '') throw new StartupError('Standard input is empty: there is no password.');
  if (/[\r\n]/.test(text)) throw new StartupError('Standard input has more than one line: there is one password.');
  return text;
}

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw new StartupError('Standard input is not UTF-8.');
  }
}

/** @throws UsageError without a terminal; StartupError when the two are not the same. */
export async function askTwice(whose?: string): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new UsageError(
      'There is no terminal to ask for a password on. Say --password-stdin; --help tells of other ways.',
    );
  }
  const password = await ask(whose === undefined ? 'Password: ' : `New password of ${whose}: `);
  if (password === '') throw new StartupError('There is no password. Nothing was changed.');
  if (password === (await ask('Once more: '))) return password;
  throw new StartupError('The two are not the same. Nothing was changed.');
}

/** What is typed, and not shown. @throws StartupError when the person stops instead. */
async function ask(question: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true, historySize: 0 });
  const stopped = new AbortController();
  // Only now is nothing shown any more: who types ahead, types unseen.
  process.stderr.write(clean(question));
  lines.once('SIGINT', () => stopped.abort());
  lines.once('close', () => stopped.abort());
  try {
    return await lines.question('', { signal: stopped.signal });
  } catch {
    throw new StartupError('Stopped. Nothing was changed.');
  } finally {
    lines.removeAllListeners('close');
    lines.close();
    process.stderr.write('\n');
  }
}
