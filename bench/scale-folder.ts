import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeAtEnd } from '../test/support/at-end.ts';
import { readCount } from '../test/support/count.ts';
import { fill, type Size } from './scale-data.ts';
import { writeSeed } from './scale-seed.ts';
import { type Folder, startServer } from './server.ts';
import { organizationOf } from './world.ts';

// SCALE_USERS, SCALE_GROUPS and SCALE_AUDIT make the large data smaller.
export const small: Size = { users: 1000, groups: 20, members: 100, auditEntries: 1000 };
const users = readCount('SCALE_USERS', process.env.SCALE_USERS ?? 1_000_000, small.users);
export const large: Size = {
  users,
  groups: readCount('SCALE_GROUPS', process.env.SCALE_GROUPS ?? 20_000),
  members: Math.min(10_000, users),
  auditEntries: readCount('SCALE_AUDIT', process.env.SCALE_AUDIT ?? 10_000_000),
};

/** Says what takes the time, and what failed: an error while the servers end would hide it. */
export async function step<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  process.stderr.write(`${what} …\n`);
  try {
    return await work();
  } catch (error) {
    process.stderr.write(`${what} failed: ${error}\n`);
    throw error;
  }
}

/**
 * Data of a size, made unless it is there.
 *
 * @param keep a folder that stays for the next run.
 */
export async function prepare(size: Size, keep?: string): Promise<Folder> {
  const path = keep ?? (await mkdtemp(join(tmpdir(), 'gatehouse-scale-')));
  if (keep === undefined) removeAtEnd(path);
  await mkdir(path, { recursive: true });
  const folder: Folder = {
    data: join(path, 'data'),
    seed: await writeSeed(path),
    [Symbol.asyncDispose]: async () => {
      if (keep === undefined) await rm(path, { recursive: true });
    },
  };
  if (existsSync(join(folder.data, 'gatehouse.db'))) return folder;
  await step(`${size.users} users, ${size.auditEntries} audit entries`, async () =>
    fill(folder.data, await firstStart(folder), size),
  );
  return folder;
}

/** Makes the store and the organization, which is answered. */
async function firstStart(folder: Folder): Promise<string> {
  await using server = await startServer(folder);
  return organizationOf(server.token);
}
