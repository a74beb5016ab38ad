import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BreachedSources } from '../../src/breached/sources.ts';
import { breachedFilterOf } from '../../src/config/breached.ts';
import { runCommand } from './command.ts';
import { temporaryFolder } from './folder.ts';
import type { Gatehouse } from './gatehouse.ts';

/** Has `gatehouse breached import` make the filter of a running server, of these passwords. */
export async function importBreached({ config }: Gatehouse, passwords: readonly string[]): Promise<string> {
  await using folder = await temporaryFolder();
  const corpus = join(folder.path, 'pwnedpasswords.txt');
  const lines = passwords.map((one) => `${createHash('sha1').update(one).digest('hex').toUpperCase()}:1\n`);
  await writeFile(corpus, lines.join(''));
  const { code, stdout, stderr } = await runCommand(['breached', 'import', corpus, '--data', config.data]);
  assert.equal(code, 0, stderr);
  return stdout;
}

/** What the server itself has, for what a test has applied to its store. */
export const openBreached = ({ config }: Gatehouse): BreachedSources =>
  new BreachedSources({
    file: breachedFilterOf(config),
    ranges: undefined,
    log: { info: () => {}, warn: () => {} },
  });
