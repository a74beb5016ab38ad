import { stat } from 'node:fs/promises';
import { activities, events } from '../../telemetry.ts';
import { hasFailed } from '../failure-code.ts';
import { durations, type Meter, secondsSince } from './meter.ts';

export interface StoreSources {
  /** Where an embedded store lies. */
  readonly file: string | undefined;
  readonly readiness: () => Promise<{ readonly status: string; readonly reason?: string }>;
}

/** In seconds: most statements take less than a thousandth of one. */
const statementDurations = [0.000_1, 0.000_25, 0.001, 0.005, 0.025, 0.1, 0.5, 2.5] as const;

/** Statements, transactions, and the files of the store. */
export function meterStore(meter: Meter, { file, readiness }: StoreSources): void {
  meterFiles(meter, file);
  meter.gauge(
    {
      name: 'ready',
      help: 'Whether requests can be answered: 1 for the state in which the server is, 0 for the others.',
      labels: ['status'],
    },
    async () => {
      const { status } = await readiness();
      return ['ready', 'degraded', 'unavailable'].map((one) => [{ status: one }, one === status ? 1 : 0] as const);
    },
  );
  meterStatements(meter);
  meterPool(meter);
  meterTransactions(meter);
  meterCheckpoints(meter);
  const faults = meter.counter({
    name: 'store_faults_total',
    help: 'Statements that failed for the sake of the store as a whole, by reason.',
    labels: ['reason'],
  });
  meter.subscribed(events.storeFault.onPublish(({ reason }) => faults.inc({ reason })));
}

function meterFiles(meter: Meter, file: string | undefined): void {
  const size = async (path: string) => (await stat(path).catch(() => undefined))?.size ?? 0;
  meter.gauge(
    {
      name: 'store_file_bytes',
      help: 'Sizes of the files of an embedded store: store, and wal, the write-ahead log.',
      labels: ['file'],
    },
    async () => {
      if (file === undefined) return [];
      return [
        [{ file: 'store' }, await size(file)],
        [{ file: 'wal' }, await size(`${file}-wal`)],
      ];
    },
  );
}

function meterPool(meter: Meter): void {
  let pool: { readonly open: number; readonly idle: number; readonly waiting: number } | undefined;
  meter.gauge(
    { name: 'store_pool_connections', help: 'Connections to PostgreSQL: used and idle.', labels: ['state'] },
    () => {
      if (!pool) return [];
      return [
        [{ state: 'used' }, pool.open - pool.idle],
        [{ state: 'idle' }, pool.idle],
      ];
    },
  );
  meter.gauge({ name: 'store_pool_waiting', help: 'Callers who wait for a connection to PostgreSQL.' }, () => [
    [{}, pool?.waiting ?? 0],
  ]);
  const wait = meter.histogram(
    { name: 'store_pool_wait_seconds', help: 'How long it took to have a connection to PostgreSQL.' },
    statementDurations,
  );
  meter.subscribed(
    events.poolChanged.onPublish((changed) => {
      pool = changed;
    }),
    activities.connection.onEnd(({ startedAt }) => wait.observe(secondsSince(startedAt))),
  );
}

/** What a statement does, by its first word. */
const kinds: Readonly<Record<string, string>> = {
  ...{ select: 'read', with: 'read', insert: 'write', update: 'write', delete: 'write', commit: 'commit' },
};

function meterStatements(meter: Meter): void {
  const duration = meter.histogram(
    {
      name: 'store_statement_duration_seconds',
      help: 'Time of a statement, the wait for the connection included: reads, writes, commits, and others.',
      labels: ['kind'],
    },
    statementDurations,
  );
  meter.subscribed(
    activities.statement.onEnd(({ sql, startedAt }) => {
      const word = /^\s*(\w+)/.exec(sql)?.[1]?.toLowerCase() ?? '';
      duration.observe({ kind: kinds[word] ?? 'other' }, secondsSince(startedAt));
    }),
  );
}

function meterTransactions(meter: Meter): void {
  const duration = meter.histogram(
    {
      name: 'store_transaction_duration_seconds',
      help: 'Time of a transaction, from the wait for the connection until the commit, of its own or shared with others.',
      labels: ['commit', 'outcome'],
    },
    durations,
  );
  const retries = meter.counter({
    name: 'store_transaction_retries_total',
    help: 'Transactions that began anew because another one was in the way.',
  });
  const groups = meter.histogram(
    { name: 'store_group_commit_writes', help: 'Small writes that shared a commit.' },
    [1, 2, 4, 8, 16, 32],
  );
  meter.subscribed(
    activities.transaction.onEnd((ended) => {
      const outcome = hasFailed(ended) ? 'rolledBack' : 'committed';
      duration.observe({ commit: ended.commit, outcome }, secondsSince(ended.startedAt));
    }),
    events.transactionRetried.onPublish(() => retries.inc()),
    events.groupCommitted.onPublish(({ size }) => groups.observe(size)),
  );
}

function meterCheckpoints(meter: Meter): void {
  const duration = meter.histogram(
    {
      name: 'store_checkpoint_duration_seconds',
      help: 'Time of taking over what was committed into the store file: done, hindered by a reader, or failed.',
      labels: ['outcome'],
    },
    durations,
  );
  meter.subscribed(
    activities.checkpoint.onEnd(({ result, startedAt }) => {
      const outcome = !result || result.fault !== undefined ? 'failed' : result.isDone ? 'done' : 'hindered';
      duration.observe({ outcome }, secondsSince(startedAt));
    }),
  );
}
