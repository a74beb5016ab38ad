import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { farewell } from '../../idle-thread.ts';
import { standBehindEventLoop } from '../../thread-priority.ts';
import type { ThreadAnswer, ThreadOptions, ThreadRequest } from './statement-thread.ts';

// Runs statements on a connection of its own, one after the other.

const { file, isReadOnly, setUp, isBehind } = workerData as ThreadOptions;

/** Prepared statements that are kept; lists of odd lengths push out the oldest. */
const mostStatements = 200;
const statements = new Map<string, StatementSync>();
let opened: DatabaseSync | undefined;

if (isBehind) standBehindEventLoop();
parentPort?.on('message', (request: ThreadRequest | typeof farewell) => {
  if (request !== farewell) return parentPort?.postMessage(answerOf(request));
  opened?.close();
  parentPort?.close();
});

function answerOf(request: ThreadRequest): ThreadAnswer {
  try {
    return { ...run(request), isTransaction: opened?.isTransaction ?? false };
  } catch (error) {
    const { message, errcode } = error as Error & { readonly errcode?: number };
    return { message, errcode, isTransaction: opened?.isTransaction ?? false };
  }
}

/** What writes does so in transactions. One that has ended by itself, on a full disk, lets nothing that comes be done alone. */
function run({ sql, parameters }: ThreadRequest) {
  const isLate = !isReadOnly && !opened?.isTransaction && !/^begin\b/.test(sql);
  if (isLate) throw new Error('A statement came after the end of its transaction.');
  const statement = prepared(sql);
  const values = parameters as readonly SQLInputValue[];
  if (statement.columns().length > 0) return { rows: statement.all(...values) };
  return { rows: [], changes: statement.run(...values).changes };
}

function prepared(sql: string): StatementSync {
  const known = statements.get(sql);
  if (known) return known;
  opened ??= open();
  const statement = opened.prepare(sql);
  const [oldest] = statements.keys();
  if (oldest !== undefined && statements.size >= mostStatements) statements.delete(oldest);
  statements.set(sql, statement);
  return statement;
}

function open(): DatabaseSync {
  const connection = new DatabaseSync(file, { timeout: 5000, readOnly: isReadOnly });
  connection.exec(setUp);
  return connection;
}
