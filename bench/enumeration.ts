import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { readCount } from '../test/support/count.ts';
import { Connection } from './connection.ts';
import { type Door, openDoor, readDoor } from './enumeration-doors.ts';
import { compare } from './enumeration-statistics.ts';
import { describeRun } from './machine.ts';
import { readOptions } from './options.ts';
import { type Folder, makeFolder, startServer } from './server.ts';
import { percentile } from './statistics.ts';

// `npm run bench:enumeration`: can somebody who measures time tell an unknown name, a wrong password, one at an account with a
// second factor, and a locked account apart? One request after the other, in an order that is drawn anew for each round, over the
// legacy login, or with `-- --door page` on the sign-in page, with `-- --door address` there by e-mail addresses alone. With
// `-- --foreign HASH`, an account with that hash is among them; with `-- --behind`, what is timed is the refusal of another name
// that waits behind some tries at once. The variable SAMPLES says how many there are of each. Ends with 1 when two of them can be
// told apart.

const options = readOptions(import.meta.filename, {
  door: { type: 'string', default: 'legacy' },
  foreign: { type: 'string' },
  behind: { type: 'boolean', default: false },
});
const doorName = readDoor(options.door);
const samples = readCount('SAMPLES', process.env.SAMPLES ?? 10_000);

/** Names of the same length, so that the requests differ in nothing else. */
const suffix = doorName === 'address' ? '@bench.example' : '.name';
const names = {
  unknown: `user-z${suffix}`,
  wrong: `user-0${suffix}`,
  locked: `user-1${suffix}`,
  foreign: `user-2${suffix}`,
  factor: `user-3${suffix}`,
};
type Kind = keyof typeof names;
const kinds = (Object.keys(names) as Kind[]).filter((kind) => kind !== 'foreign' || options.foreign !== undefined);
const pairs = kinds.flatMap((first, index) => kinds.slice(index + 1).map((second) => [first, second] as const));

/** Below this, what was seen is hardly chance. Two tests are made of each pair, so each one may claim its share. */
const significance = 0.01 / (2 * pairs.length);

/** So many at once that every thread has some of them in front of the one that is timed. */
const crowd = options.behind ? 8 : 0;

/** Nobody endures more wrong passwords of strangers in a day: then the count begins anew. */
const roundsInADay = Math.floor(90 / Math.max(1, crowd));

await using folder = await makeFolder();
await arrangeSeed(folder);
const times = await measure(folder);
process.stdout.write(`\n${describeRun()}\n${samples} samples of each, ${doorName}, in milliseconds\n\n`);
for (const kind of kinds) {
  const values = times[kind];
  const quantiles = [0.05, 0.5, 0.95].map((quantile) => percentile(values, quantile).toFixed(3));
  process.stdout.write(`${kind.padEnd(8)} 5 %: ${quantiles[0]}   median: ${quantiles[1]}   95 %: ${quantiles[2]}\n`);
}
process.exitCode = report(times) ? 0 : 1;

/** Accounts that endure every wrong password of a day. */
async function arrangeSeed({ seed }: Folder): Promise<void> {
  const world = JSON.parse(await readFile(seed, 'utf8'));
  world.organizations[0].settings = { 'Auth.UserLockOut.MaxFailedAccessAttemptsBeforeLockout': 1_000_000 };
  if (options.foreign !== undefined) world.organizations[0].users[2].passwordHash = options.foreign;
  await writeFile(seed, JSON.stringify(world));
}

async function measure(where: Folder): Promise<Record<Kind, number[]>> {
  await using server = await startServer(where, ['--network-sign-ins', '0', '--network-requests', '0']);
  lock(where);
  setUpFactor(where);
  const door = await openDoor(doorName, server.url);
  const connection = await Connection.open(server.urls);
  const others = await Promise.all(Array.from({ length: crowd }, () => Connection.open(server.urls)));
  const measured: Record<Kind, number[]> = { unknown: [], wrong: [], locked: [], foreign: [], factor: [] };
  for (let round = -Math.min(100, samples); round < samples; round += 1) {
    if (round % roundsInADay === 0) forget(where);
    for (const kind of shuffled()) {
      const ms = await time(connection, others, door, names[kind]);
      if (round >= 0) measured[kind].push(ms); // The rounds before warm up.
    }
    if (round > 0 && round % 100 === 0) process.stderr.write(`${round} …\n`);
  }
  for (const one of [connection, ...others]) one.close();
  return measured;
}

/** The store of the server, beside the server. */
function besideServer<T>({ data }: Folder, work: (store: DatabaseSync) => T): T {
  const store = new DatabaseSync(join(data, 'gatehouse.db'), { timeout: 5000 });
  try {
    return work(store);
  } finally {
    store.close();
  }
}

/** Locked for longer than the run takes, in the same organization as the others, for the network of this machine. */
function lock(where: Folder): void {
  const until = Date.now() + 24 * 60 * 60_000;
  const columns = ['organization_id', 'user_id', 'kind', 'source', 'network', 'locked_until', 'expires_at', 'day'];
  const counts = ['pending', 'pending_until', 'failed', 'refused', 'failed_today', 'failed_yesterday'];
  const insert = `insert into password_attempts (${[...columns, ...counts]})
    select organization_id, user_id, 'network', '127.0.0.0/24', '127.0.0.0/24', ?, ?, 0, 0, 0, 10, 1, 0, 0
    from credentials where user_id = 'user-1'`;
  besideServer(where, (store) => store.prepare(insert).run(until, until));
}

/** Nobody gets as far as to be asked for it. */
function setUpFactor(where: Folder): void {
  const columns = ['organization_id', 'id', 'user_id', 'kind', 'name', 'state', 'created_at'];
  const insert = `insert into factors (${columns})
    select organization_id, 'factor', user_id, 'totp', 'Telephone', '{"step":0}', ? from credentials where user_id = 'user-3'`;
  besideServer(where, (store) => store.prepare(insert).run(Date.now()));
}

function forget(where: Folder): void {
  besideServer(where, (store) =>
    store.exec("delete from password_attempts where user_id in ('user-0', 'user-2', 'user-3')"),
  );
}

async function time(connection: Connection, others: readonly Connection[], door: Door, name: string): Promise<number> {
  const tries = others.map((one) => refused(one, door, name));
  const start = performance.now();
  await refused(connection, door, others.length > 0 ? `user-y${suffix}` : name);
  const ms = performance.now() - start;
  await Promise.all(tries);
  return ms;
}

async function refused(connection: Connection, door: Door, name: string): Promise<void> {
  const { status } = await connection.exchange(door.request(name));
  if (status !== door.refusal) throw new Error(`A wrong answer: ${status}`);
}

function shuffled(): Kind[] {
  const order = kinds.map((kind) => ({ kind, key: Math.random() }));
  return order.sort((one, other) => one.key - other.key).map(({ kind }) => kind);
}

/** Prints what the tests say, and answers whether none of them can tell two kinds apart. */
function report(measured: Record<Kind, number[]>): boolean {
  const verdicts = pairs.map(([first, second]) => {
    const { rankP, shapeP, advantage } = compare(measured[first], measured[second]);
    const isSame = rankP > significance && shapeP > significance;
    const figures = `Mann-Whitney p = ${rankP.toFixed(4)}, Kolmogorov-Smirnov p = ${shapeP.toFixed(4)}`;
    const told = isSame ? 'cannot be told apart' : 'CAN BE TOLD APART';
    const chance = `P(${first} > ${second}) = ${advantage.toFixed(4)}`;
    process.stdout.write(`${first} and ${second}: ${figures}, ${chance}: ${told}\n`);
    return isSame;
  });
  return verdicts.every(Boolean);
}
