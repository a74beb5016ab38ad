import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { atEnd } from '../support/at-end.ts';
import { readCount } from '../support/count.ts';

// `npm run faults`: the long form of what `npm test` does in seconds. Half an hour of bad days, and a thousand kills; less
// with FAULT_MINUTES and CRASH_ROUNDS. With `-- --store postgres`, several nodes on PostgreSQL instead, and ten minutes
// (FAIL_OVER_MINUTES) of a cluster whose leader fails. Prints what was acknowledged, and fails when anything of it is lost.

const { values } = parseArgs({ options: { store: { type: 'string', default: 'sqlite' } } });
const suitesOf: Readonly<Record<string, readonly string[]>> = {
  sqlite: ['test/faults/model.test.ts', 'test/crash/*.test.ts'],
  postgres: ['test/faults/nodes.test.ts', 'test/faults/fail-over.test.ts'],
};
const suites = suitesOf[values.store];
if (!suites) throw new Error(`There are faults for ${Object.keys(suitesOf).join(' and ')}, not for ${values.store}.`);

const { FAULT_MINUTES = '30', CRASH_ROUNDS = '1000', FAIL_OVER_MINUTES = '10' } = process.env;
const lengths = { FAULT_MINUTES, CRASH_ROUNDS, FAIL_OVER_MINUTES };
// Now, and not by a suite that comes after half an hour.
for (const [name, text] of Object.entries(lengths)) readCount(name, text);
const env = { ...process.env, ...lengths };

for (const suite of suites) {
  const child = spawn(process.execPath, ['--test', '--test-reporter=spec', suite], { stdio: 'inherit', env });
  atEnd(() => child.kill());
  const [code] = (await once(child, 'close')) as [number | null];
  process.exitCode ||= code ?? 1;
}
