import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Row } from './table.ts';

const main = join(import.meta.dirname, '../src/main.ts');
const targets = ['50ms', '100ms', '250ms'];

interface Calibrated {
  readonly settings: Readonly<Record<'hash-memory' | 'hash-iterations' | 'hash-parallelism', number>>;
  readonly busyMs: number;
  readonly changesPerSecond: number;
}

/** What `gatehouse hash calibrate` recommends on this machine for some times of a hash. */
export async function measureCalibration(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const target of targets) {
    const { stdout } = await promisify(execFile)(process.execPath, [
      main,
      'hash',
      'calibrate',
      '--target',
      target,
      '--json',
    ]);
    const { settings, busyMs, changesPerSecond } = JSON.parse(stdout) as Calibrated;
    const { 'hash-memory': m, 'hash-iterations': t, 'hash-parallelism': p } = settings;
    const result = `m=${m},t=${t},p=${p}: ${busyMs} ms, ${changesPerSecond} changes/s at the most`;
    rows.push({ what: `Hashes calibrated to ${target}`, result });
  }
  return rows;
}
