import { parseMetrics, sumOf } from '../test/support/metrics.ts';
import type { Server } from './server.ts';

export interface StatementCount {
  /** With `begin` and `commit`. */
  readonly statements: number;
  /** Transactions that another one was in the way of. */
  readonly retries: number;
}

/** How many statements a change took, by the metrics of the servers, in what was done meanwhile. */
export async function countStatements(server: Server, work: () => Promise<unknown>): Promise<StatementCount> {
  const before = await read(server);
  await work();
  const after = await read(server);
  const changes = after.changes - before.changes;
  return {
    statements: (after.statements - before.statements) / changes,
    retries: (after.retries - before.retries) / changes,
  };
}

async function read({ metricsUrls }: Server) {
  const all = await Promise.all(metricsUrls.map(async (url) => parseMetrics(await (await fetch(url)).text())));
  const total = (name: string) => all.reduce((sum, metrics) => sum + sumOf(metrics, `gatehouse_${name}`), 0);
  return {
    changes: total('password_changes_total'),
    statements: total('store_statement_duration_seconds'),
    retries: total('store_transaction_retries_total'),
  };
}
