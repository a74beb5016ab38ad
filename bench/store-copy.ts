import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { atEnd } from '../test/support/at-end.ts';

/** What `gatehouse store copy` said in the end. */
export interface CopyRun {
  readonly rows: number;
  /** Copied and compared, from the start of the work to its end. */
  readonly rowsPerSecond: number;
  readonly seconds: number;
}

/** Copies a store as an operator does. Both ends are a data folder or the URL of a database. */
export async function runStoreCopy(from: string, to: string): Promise<CopyRun> {
  const start = performance.now();
  const child = spawn(process.execPath, ['src/main.ts', 'store', 'copy', '--from', from, '--to', to], {
    cwd: join(import.meta.dirname, '..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  atEnd(() => child.kill('SIGKILL'));
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  const [, rows, rowsPerSecond] = /^Copied and compared (\d+) rows .*, (\d+) rows\/s\.$/m.exec(said) ?? [];
  if (code !== 0 || rows === undefined) throw new Error(`gatehouse store copy ended with ${code}: ${said}`);
  return { rows: Number(rows), rowsPerSecond: Number(rowsPerSecond), seconds: (performance.now() - start) / 1000 };
}
