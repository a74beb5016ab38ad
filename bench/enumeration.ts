import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { Connection } from './connection.ts';
import { type Door, type DoorName, openDoor } from './enumeration-doors.ts';
import { compare } from './enumeration-statistics.ts';
import { describeRun } from './machine.ts';
import { type Folder, makeFolder, startServer } from './server.ts';
import { percentile } from './statistics.ts';

// `npm run bench:enumeration`: can somebody who measures time tell an unknown name, a wrong password and a locked
// account apart? One request after the other, in an order that is drawn anew for each round, over the legacy login, or
// with `-- --door page` on the sign-in page, with `-- --door address` there by e-mail addresses alone. The variable SAMPLES says how many there are of each. Ends with 1 when two
// of them can be told apart.

const { values: options } = parseArgs({ options: { door: { type: 'string', default: 'legacy' } } });
const doorName: DoorName = options.door === 'page' || options.door === 'address' ? options.door : 'legacy';
const samples = Number(process.env.SAMPLES ?? 10_000);

/** Names of the same length, so that the requests differ in nothing else. */
const suffix = doorName === 'address' ? '@bench.example' : '.name';
const kinds = { unknown: `user-z${suffix}`, wrong: `user-0${suffix}`, locked: `user-1${suffix}` } as const;
type Kind = keyof typeof kinds;

/** Below this, what was seen is hardly chance. Six tests are made, so each one may claim a sixth. */
const significance = 0.01 / 6;

/** Nobody endures more wrong passwords of strangers in a day: then the count begins anew. */
const roundsInADay = 90;

await using folder = await makeFolder();
await arrangeSeed(folder);
const times = await measure(folder);
process.stdout.write(`\n${describeRun()}\n${samples} samples of each, ${doorName}, in milliseconds\n\n`);
for (const [kind, values] of Object.entries(times)) {
  const quantiles = [0.05, 0.5, 0.95].map((quantile) => percentile(values, quantile).toFixed(3));
  process.stdout.write(`${kind.padEnd(8)} 5 %: ${quantiles[0]}   median: ${quantiles[1]}   95 %: ${quantiles[2]}\n`);
}
process.exitCode = report(times) ? 0 : 1;

/** Accounts that endure every wrong password of a day. */
async function arrangeSeed({ seed }: Folder): Promise<void> {
  const world = JSON.parse(await readFile(seed, 'utf8'));
  world.organizations[0].settings = { 'Auth.UserLockOut.MaxFailedAccessAttemptsBeforeLockout': 1_000_000 };
  await writeFile(seed, JSON.stringify(world));
}

async function measure(where: Folder): Promise<Record<Kind, number[]>> {
  await using server = await startServer(where, ['--network-sign-ins', '0', '--network-requests', '0']);
  lock(where);
  const door = await openDoor(doorName, server.url);
  const connection = await Connection.open(server.urls);
  const measured: Record<Kind, number[]> = { unknown: [], wrong: [], locked: [] };
  for (let round = -Math.min(100, samples); round < samples; round += 1) {
    if (round % roundsInADay === 0) forget(where);
    for (const kind of shuffled()) {
      const ms = await time(connection, door, kinds[kind]);
      if (round >= 0) measured[kind].push(ms); // The rounds before warm up.
    }
    if (round > 0 && round % 1000 === 0) process.stderr.write(`${round} …\n`);
  }
  connection.close();
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

function forget(where: Folder): void {
  besideServer(where, (store) => store.exec("delete from password_attempts where user_id = 'user-0'"));
}

async function time(connection: Connection, door: Door, name: string): Promise<number> {
  const bytes = door.request(name);
  const start = performance.now();
  const { status } = await connection.exchange(bytes);
  const ms = performance.now() - start;
  if (status !== door.refusal) throw new Error(`A wrong answer: ${status}`);
  return ms;
}

function shuffled(): Kind[] {
  const order = (Object.keys(kinds) as Kind[]).map((kind) => ({ kind, key: Math.random() }));
  return order.sort((one, other) => one.key - other.key).map(({ kind }) => kind);
}

/** Prints what the tests say, and answers whether none of them can tell two kinds apart. */
function report(measured: Record<Kind, number[]>): boolean {
  const pairs = [
    ['unknown', 'wrong'],
    ['unknown', 'locked'],
    ['wrong', 'locked'],
  ] as const;
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
