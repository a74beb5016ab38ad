import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { Connection } from './connection.ts';
import type { Server } from './server.ts';
import { atMost, type Row } from './table.ts';
import { readyRequest, tokenRequest } from './world.ts';

/** Call it before the server has had any load, which the making of a store is, too. */
export async function measureIdleMemory(server: Server): Promise<Row> {
  const connection = await Connection.open(server.urls);
  for (let round = 0; round < 5; round += 1) {
    await connection.exchange(readyRequest());
    await connection.exchange(tokenRequest());
  }
  connection.close();
  await setTimeout(2000);
  const used = residentMiB(server, 'VmRSS');
  return { what: 'Resident memory, idle', result: inMiB(used), goal: atMost(used, 110, 'MiB') };
}

/** Call it when the server has just had all its load: what it needs then, and what it keeps when there is no more. */
export async function measureMemoryAfterLoad(server: Server): Promise<Row[]> {
  const after = residentMiB(server, 'VmRSS');
  await setTimeout(60_000);
  const later = residentMiB(server, 'VmRSS');
  return [
    { what: 'Resident memory, after the flood', result: inMiB(after), goal: atMost(after, 220, 'MiB') },
    { what: 'Resident memory, a minute later', result: inMiB(later), goal: atMost(later, 150, 'MiB') },
  ];
}

/** The largest amount since the server started. */
export function measurePeakMemory(server: Server): Row {
  return { what: 'Resident memory, peak of the whole run', result: inMiB(residentMiB(server, 'VmHWM')) };
}

/** Of the process that has most of it. Not a number where the kernel is not Linux: then there is no such file. */
export const residentMiB = ({ pids }: Pick<Server, 'pids'>, field: 'VmRSS' | 'VmHWM'): number =>
  process.platform === 'linux' ? Math.max(...pids.map((pid) => residentMiBOf(pid, field))) : Number.NaN;

function residentMiBOf(pid: number, field: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024;
}

const inMiB = (amount: number): string => (Number.isNaN(amount) ? 'not measured' : `${amount.toFixed(0)} MiB`);
