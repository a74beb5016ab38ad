import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { findPrograms } from '../src/store/postgres/cluster.fixture.ts';
import { atEnd } from './support/at-end.ts';
import { hasCitus, startCitus } from './support/citus.ts';

// `npm run test:citus`: the tests of the store, of the API and of OAuth, or those of the files that are named, on Citus with
// one server that is asked and two that have the rows. What asks every place at once without being excepted fails.

const programs = findPrograms();

if (programs === undefined || !hasCitus(programs)) {
  process.stdout.write(
    'Left out: Citus is not installed for the PostgreSQL of this machine. CONTRIBUTING.md says how to.\n',
  );
} else {
  process.exitCode = await run(programs);
}

async function run(programs: string): Promise<number> {
  await using _citus = await startCitus(programs);
  const named = process.argv.slice(2);
  const all = [
    'src/store/*.test.ts',
    'src/store/users/*.test.ts',
    'test/contract/together.ts',
    'test/oauth/together.ts',
  ];
  const args = ['--test', '--test-concurrency=2', ...(named.length > 0 ? named : all)];
  const env = { ...process.env, GATEHOUSE_TEST_STORE: 'postgres' };
  const child = spawn(process.execPath, args, { cwd: resolve(import.meta.dirname, '..'), env, stdio: 'inherit' });
  atEnd(() => child.kill());
  const [code] = await once(child, 'close');
  return code ?? 1;
}
