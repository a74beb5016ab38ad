import { spawn } from 'node:child_process';
import { once } from 'node:events';

// `npm run faults`: the long form of what `npm test` does in seconds. Half an hour of bad days, and a thousand kills; less
// with FAULT_MINUTES and CRASH_ROUNDS. Prints what was acknowledged, and fails when anything of it is lost.

const { FAULT_MINUTES = '30', CRASH_ROUNDS = '1000' } = process.env;
const suites = ['test/faults/model.test.ts', 'test/crash/*.test.ts'];
const env = { ...process.env, FAULT_MINUTES, CRASH_ROUNDS };

for (const suite of suites) {
  const child = spawn(process.execPath, ['--test', '--test-reporter=spec', suite], { stdio: 'inherit', env });
  const [code] = (await once(child, 'close')) as [number | null];
  process.exitCode ||= code ?? 1;
}
