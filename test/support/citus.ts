import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sql } from 'kysely';
import { openStore } from '../../src/store/open.ts';
import {
  clusterVariable,
  makeTemplate,
  startCluster,
  workersVariable,
} from '../../src/store/postgres/cluster.fixture.ts';
import { atEnd } from './at-end.ts';
import { freePort } from './free-port.ts';

// Citus on this machine: one server that is asked, and two that have the rows.

/** Whether the extension is installed for the PostgreSQL with these programs. */
export const hasCitus = (programs: string): boolean =>
  [join(dirname(programs), 'lib/citus.so'), join(dirname(programs), 'lib/postgresql/citus.so')].some(existsSync);

/** The user of servers that are tested: whatever would ask every place at once is refused to it. */
export const boundUser = 'gatehouse_bound';

/** Every database of the tests has somebody of Citus who looks after it, on each of the servers. */
const many = '1500';

const settings = {
  ...{ listen_addresses: '127.0.0.1', shared_preload_libraries: 'citus', max_connections: many },
  ...{ max_prepared_transactions: many, max_worker_processes: many },
  ...{ 'citus.shard_count': '4', 'citus.local_hostname': '127.0.0.1', 'citus.node_conninfo': 'sslmode=disable' },
};

/** Starts one, and has the tests of this process, and of those that it starts, work on it. */
export async function startCitus(programs: string): Promise<AsyncDisposable> {
  const started = new DisposableStack();
  atEnd(() => started.dispose());
  const urls: string[] = [];
  for (let server = 0; server < 3; server++) {
    const port = await freePort();
    started.use(startCluster(programs, { ...settings, port: String(port) }));
    const url = `postgres://gatehouse@127.0.0.1:${port}/postgres`;
    await using db = openStore(url);
    await sql`create role ${sql.ref(boundUser)} superuser login`.execute(db);
    await sql`alter role ${sql.ref(boundUser)} set citus.multi_task_query_log_level = 'error'`.execute(db);
    urls.push(url);
  }
  const [url = '', ...workers] = urls;
  process.env[clusterVariable] = url;
  process.env[workersVariable] = workers.join(' ');
  await makeTemplate({ url });
  return { [Symbol.asyncDispose]: async () => started.dispose() };
}
