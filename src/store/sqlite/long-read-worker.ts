import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { LongReadAnswer, LongReadRequest } from './long-reads.ts';

// Reads what takes long, on a connection of its own, one after the other.

const connection = new DatabaseSync(workerData as string, { timeout: 5000, readOnly: true });

parentPort?.on('message', (request: LongReadRequest) => parentPort?.postMessage(read(request)));

function read({ sql, parameters }: LongReadRequest): LongReadAnswer {
  try {
    return { rows: connection.prepare(sql).all(...(parameters as readonly SQLInputValue[])) };
  } catch (error) {
    const { message, errcode } = error as Error & { readonly errcode?: number };
    return { message, errcode };
  }
}
