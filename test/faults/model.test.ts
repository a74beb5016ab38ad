// Everything bad that can happen to one node, one after the other, on the same folder, while several callers write. What
// they were told is a model of the store, and after each bad day the store is held against it. `npm test` lets each happen
// once; `npm run faults` goes on for half an hour (FAULT_MINUTES), and FAULT_SEED=… draws an earlier run again.

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Witness } from '../crash/evidence.ts';
import { seededRandom } from '../crash/random.ts';
import { runCommand } from '../support/command.ts';
import { readCount } from '../support/count.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type RunningProcess, serve } from '../support/process.ts';
import { copyExampleData } from '../support/store.ts';
import { type Actor, PasswordChanger, Registrar, UserKeeper } from './model/actors.ts';
import { badDays } from './model/bad-days.ts';
import { Client } from './model/client.ts';

const longMs = readCount('FAULT_MINUTES', process.env.FAULT_MINUTES ?? 0, 0) * 60_000;
const seed = readCount('FAULT_SEED', process.env.FAULT_SEED ?? randomInt(2 ** 31), 0);

const flags = ['--external-url', 'http://gatehouse.test', '--network-requests', '0'];

async function start(data: string): Promise<RunningProcess> {
  const nodeOptions = ['--import', fileURLToPath(new URL('../support/other-clock.ts', import.meta.url))];
  return await serve(['--data', data, ...flags], { nodeOptions, hasChannel: true });
}

async function actorsOf(client: Client): Promise<readonly Actor[]> {
  const count = [0, 1, 2, 3];
  return [
    ...(await Promise.all(count.map(() => PasswordChanger.create(client)))),
    ...(await Promise.all(count.map(() => UserKeeper.create(client)))),
    ...count.map(() => new Registrar(client)),
  ];
}

/** Acts until the day is over, or an answer is missing. */
async function act(actor: Actor, day: { isOver: boolean }): Promise<void> {
  while (!day.isOver && !actor.isOpen) {
    await actor.step();
    // Where nobody answers, nothing else gives the event loop back.
    await new Promise(setImmediate);
  }
}

describe('a server on bad days', () => {
  it('keeps all that it acknowledged, does nothing by half, and lets nothing open a door that was shut', async (test) => {
    test.diagnostic(`seed ${seed}`);
    const random = seededRandom(seed);
    await using folder = await temporaryFolder();
    const data = await copyExampleData(join(folder.path, 'data'));
    const client = new Client();
    let server = await start(data);
    const reach = async () => {
      client.urls = [server.url];
      await client.signIn();
    };
    await reach();
    const actors = await actorsOf(client);
    const happened = new Map<string, number>();
    const end = Date.now() + longMs;
    const names = Object.keys(badDays);
    let unanswered = 0;
    for (let round = 0; round < names.length || Date.now() < end; round += 1) {
      const name = names[round % names.length] ?? '';
      const day = { isOver: false };
      const acting = Promise.all(actors.map((actor) => act(actor, day)));
      const ended = once(server.child, 'exit');
      const answers = async (count: number) => void (await Promise.race([client.more(count), ended]));
      await answers(30);
      await badDays[name]?.({ server, data, bearer: client.bearer, random, answers });
      const hasEnded = server.child.exitCode !== null || server.child.signalCode !== null;
      if (!hasEnded) await answers(30);
      day.isOver = true;
      await acting;
      if (hasEnded) server = await start(data);
      await reach();
      for (const actor of actors) unanswered += await actor.check();
      await judge(data, name);
      happened.set(name, (happened.get(name) ?? 0) + 1);
    }
    assert.equal(await server.end('SIGTERM'), 0);
    const verified = await runCommand(['audit', 'verify', '--data', data]);
    assert.equal(verified.code, 0, verified.stdout);
    test.diagnostic(`days: ${[...happened].map(([name, count]) => `${name} ${count}`).join(', ')}`);
    test.diagnostic(`acknowledged ${client.acknowledged}, done without an answer ${unanswered}, lost 0`);
    test.diagnostic(`answered 5xx ${client.refused} of ${client.answers}`);
  });
});

async function judge(data: string, name: string): Promise<void> {
  using witness = new Witness(join(data, 'gatehouse.db'));
  assert.deepEqual(witness.faults(), [], name);
  assert.deepEqual(await witness.brokenAuditLogs(), [], name);
}
