import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import manifest from '../package.json' with { type: 'json' };
import { postgresVersion, type StoreKind } from './store.ts';

/** What the numbers were measured on and with. */
export function describeRun(kind: StoreKind = 'sqlite', nodes = 1): string {
  const { version, dependencies } = manifest;
  const store = kind === 'sqlite' ? `SQLite ${process.versions.sqlite}` : `PostgreSQL ${postgresVersion()}`;
  const memory = (totalmem() / 1024 ** 3).toFixed(0);
  return [
    `- Date: ${new Date().toISOString().slice(0, 10)}`,
    `- Machine: ${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, ${memory} GiB, ${type()} ${release()}`,
    `- Versions: Gatehouse ${version}, Node ${process.versions.node}, @node-rs/argon2 ${dependencies['@node-rs/argon2']}, ${store}`,
    ...(nodes > 1 ? [`- Nodes: ${nodes}, asked in turn`] : []),
    '',
  ].join('\n');
}
