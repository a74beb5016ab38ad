import { spawnSync } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { lacksFileLimits } from '../../support/file-size.ts';
import type { RunningProcess } from '../../support/process.ts';
import { world } from '../../support/world.ts';

/** What a bad day happens to. */
export interface Victim {
  readonly server: RunningProcess;
  readonly data: string;
  readonly bearer: string;
  /** A number from 0 to 1. */
  readonly random: () => number;
  /** Resolves after so many more answers of the server. */
  readonly answers: (count: number) => Promise<void>;
}

/** Lasts as long as the bad day does; afterwards the machine is as before, though the server may have ended. */
export type BadDay = (victim: Victim) => Promise<void>;

const kill: BadDay = async ({ server, random }) => {
  await sleep(random() * 300);
  await server.end('SIGKILL');
};

const stop: BadDay = async ({ server }) => {
  await server.end('SIGTERM');
};

/** No file of the server can be written. */
const fullDisk: BadDay = async ({ server, answers }) => {
  const limit = (size: string) => spawnSync('prlimit', ['--pid', String(server.child.pid), `--fsize=${size}:`]);
  limit('0');
  await answers(40);
  limit('unlimited');
};

/** The process stands still, as on a machine that swaps or a disk that hangs. */
const standstill: BadDay = async ({ server, random }) => {
  server.child.kill('SIGSTOP');
  await sleep(random() * 2000);
  server.child.kill('SIGCONT');
};

/** Each flush takes as long as somebody else keeps the store: now and then longer than anybody waits for it. */
const slowFlushes: BadDay = async ({ data, random }) => {
  const other = new DatabaseSync(join(data, 'gatehouse.db'), { timeout: 10_000 });
  for (let time = 0; time < 5; time += 1) {
    other.exec('begin immediate');
    await sleep(random() * (time === 0 ? 6500 : 500));
    other.exec('rollback');
    await sleep(20);
  }
  other.close();
};

/** Long answers are asked for and not read, and nobody reads the log. */
const stalledReaders: BadDay = async ({ server, bearer, answers }) => {
  const { hostname, port } = new URL(server.url);
  const paths = [`/identity/api/User/users/${world.organization.id}?top=1000`, '/identity/web/login'];
  const sockets: Socket[] = Array.from({ length: 40 }, (_, n) => {
    const socket = connect(Number(port), hostname).on('error', () => {});
    const request = `GET ${paths[n % paths.length]} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${bearer}\r\n\r\n`;
    socket.write(request.repeat(50));
    return socket.pause();
  });
  server.child.stderr?.pause();
  await answers(200);
  server.child.stderr?.resume();
  for (const socket of sockets) socket.destroy();
};

/** The wall clock is off by up to forty days, either way, and then it is right again. */
const clockJump: BadDay = async ({ server, random, answers }) => {
  const day = 24 * 60 * 60_000;
  server.child.send({ wall: (random() - 0.5) * 80 * day, elapsed: 0 });
  await answers(40);
  server.child.send({ wall: 0, elapsed: 0 });
};

export const badDays: Readonly<Record<string, BadDay>> = {
  kill,
  ...(lacksFileLimits ? {} : { 'full disk': fullDisk }),
  standstill,
  'slow flushes': slowFlushes,
  'stalled readers': stalledReaders,
  'clock jump': clockJump,
  stop,
};
