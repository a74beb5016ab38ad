import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Actor, PasswordChanger, Registrar, UserKeeper } from '../model/actors.ts';
import { Client } from '../model/client.ts';
import { Guesser } from '../model/guesser.ts';
import { Person } from '../model/person.ts';
import { clockJumps } from './bad-days.ts';
import { judge } from './evidence.ts';
import type { Installation } from './installation.ts';

interface Campaign {
  readonly installation: Installation;
  /** How many of each kind write through each node. */
  readonly crowd: number;
  /** What happens, by its name; each at least once. */
  readonly days: Readonly<Record<string, (answers: (count: number) => Promise<void>) => Promise<void>>>;
  /** How long it goes on after that. */
  readonly longMs: number;
  /** Waits until nothing is under way in the database any more. */
  readonly settle: () => Promise<void>;
}

/** Writes through all nodes while bad days go by, and holds them against what they have said after each. */
export async function endure(
  test: TestContext,
  { installation, crowd, days, longMs, settle }: Campaign,
): Promise<void> {
  const clients = installation.nodes.map(() => new Client());
  await reach(installation, clients);
  const actors = await actorsOf(clients, crowd);
  const happened = new Map<string, number>();
  const end = Date.now() + longMs;
  const names = Object.keys(days);
  let unanswered = 0;
  for (let round = 0; round < names.length || Date.now() < end; round += 1) {
    const name = names[round % names.length] ?? '';
    const day = { isOver: false };
    test.after(() => {
      day.isOver = true;
    });
    const busy = actors.filter((actor) => name !== clockJumps || !(actor instanceof Guesser));
    const acting = Promise.all(busy.map((actor) => act(actor, day)));
    const answers = async (count: number) => {
      await Promise.race([acting, ...clients.map((client) => client.more(Math.ceil(count / clients.length)))]);
    };
    await answers(10);
    await days[name]?.(answers);
    await answers(10);
    day.isOver = true;
    await acting;
    await installation.areReady();
    await settle();
    await reach(installation, clients);
    for (const count of await Promise.all(actors.map((actor) => actor.check()))) unanswered += count;
    assert.deepEqual(
      clients.flatMap(({ faults }) => faults),
      [],
      `${name}: what a server says that does not know why`,
    );
    if (name !== clockJumps) {
      assert.ok(
        clients.every(({ renewals }) => renewals === 0),
        `${name}: a token that was good is refused`,
      );
    }
    for (const client of clients) client.renewals = 0;
    await judge(installation);
    happened.set(name, (happened.get(name) ?? 0) + 1);
  }
  const sum = (count: (client: Client) => number) => clients.reduce((total, client) => total + count(client), 0);
  test.diagnostic(`days: ${[...happened].map(([name, count]) => `${name} ${count}`).join(', ')}`);
  test.diagnostic(`acknowledged ${sum((one) => one.acknowledged)}, done without an answer ${unanswered}, lost 0`);
  test.diagnostic(`answered 5xx ${sum((one) => one.refused)} of ${sum((one) => one.answers)}`);
}

/** Each client has a node that it prefers. */
async function reach({ nodes }: Installation, clients: readonly Client[]): Promise<void> {
  for (const [index, client] of clients.entries()) {
    client.urls = [...nodes.slice(index), ...nodes.slice(0, index)].map(({ url }) => url);
    await client.signIn();
  }
}

async function actorsOf(clients: readonly Client[], crowd: number): Promise<readonly Actor[]> {
  const made = clients.flatMap((client, index) => {
    const elsewhere = clients[(index + 1) % clients.length] ?? client;
    return Array.from({ length: crowd }, async () => [
      await PasswordChanger.create(client),
      await UserKeeper.create(client),
      await Person.create(client, elsewhere),
      new Registrar(client),
      new Guesser([client, elsewhere]),
    ]);
  });
  return (await Promise.all(made)).flat();
}

/** Acts until the day is over, or an answer is missing. */
async function act(actor: Actor, day: { isOver: boolean }): Promise<void> {
  while (!day.isOver && !actor.isOpen) {
    await actor.step();
    await sleep(1);
  }
}
