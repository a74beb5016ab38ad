import { statfsSync, statSync } from 'node:fs';
import { clockRecord } from '../../store/clock-record.ts';
import { serverFacts } from '../../store/postgres/facts.ts';
import { nodeClocks } from '../../store/postgres/node-clocks.ts';
import { signingKeys } from '../../store/signing-keys.ts';
import type { Check } from './finding.ts';

const minuteMs = 60_000;

/** How far a clock that is being corrected may go back. */
const toleratedMs = 5 * minuteMs;

/** How far apart the clocks of this machine and of the database may be: half of what nodes allow each other. */
const mostAheadMs = 15_000;

/** Whether the clock of the machine differs from the database's, or is behind what the store has seen. */
export const clock: Check = async ({ db, storeFile }) => {
  const check = 'clock';
  const aheadMs = storeFile === undefined ? await nodeClocks(db, Date.now).ahead() : 0;
  const now = Date.now();
  if (Math.abs(aheadMs) > mostAheadMs) {
    const text = `The clock says ${time(now)}, and that of the database ${time(now - aheadMs)}. Set both by NTP.`;
    return [{ check, level: 'error', text }];
  }
  const made = (await signingKeys(db).all()).map(({ createdAt }) => createdAt);
  const newest = Math.max((await clockRecord(db).newestEntry()) ?? 0, ...made);
  if (newest <= now + toleratedMs) {
    return [{ check, level: 'ok', text: `The clock says ${time(now)}, and nothing in the store is of a later time.` }];
  }
  const text = `The clock says ${time(now)}, but something in the store is of ${time(newest)}: one of them was wrong. Set the clock right before the server deletes what is old.`;
  return [{ check, level: 'error', text }];
};

const mebibyte = 1024 * 1024;

/** With less free space, writes will soon fail. */
const leastRoom = 64 * mebibyte;

/** Whether the disk has room for what is written, and for an upgrade or a backup, which write the whole store once more. */
export const room: Check = async ({ config, db, storeFile }) => {
  const check = 'room';
  if (storeFile === undefined) {
    const { size } = await serverFacts(db);
    return [{ check, level: 'ok', text: `The database has ${spell(size)}. Watch the disk of its server.` }];
  }
  const { bavail, bsize } = statfsSync(config.data);
  const free = bavail * bsize;
  const { size } = statSync(storeFile);
  const facts = `${spell(free)} are free on the disk of ${config.data}, and the store has ${spell(size)}`;
  if (free < leastRoom) return [{ check, level: 'error', text: `${facts}: make room, or writes will fail.` }];
  if (free < size) {
    return [{ check, level: 'warning', text: `${facts}: an upgrade may take as much once more. Make room before.` }];
  }
  return [{ check, level: 'ok', text: `${facts}.` }];
};

const spell = (bytes: number): string => `${Math.ceil(bytes / mebibyte)} MiB`;

const time = (at: number): string => new Date(at).toISOString();
