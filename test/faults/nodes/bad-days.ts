import { setTimeout as sleep } from 'node:timers/promises';
import type { Link } from '../../support/link.ts';
import type { Database } from './database.ts';
import type { Node } from './installation.ts';

/** What a bad day happens to. */
export interface Victims {
  /** The node that suffers, and its link to the database. */
  readonly node: Node;
  readonly link: Link;
  readonly database: Database;
  /** A number from 0 to 1. */
  readonly random: () => number;
  /** Resolves after so many more answers, or when nobody waits for one. */
  readonly answers: (count: number) => Promise<void>;
  /** How long it lasts at the most, where that is not said by what happens. */
  readonly longestMs: number;
}

/** Lasts as long as the bad day does; afterwards everything runs. */
export type BadDay<V> = (victims: V) => Promise<void>;

const killNode: BadDay<Victims> = async ({ node, answers, random, longestMs }) => {
  await node.kill();
  await answers(10);
  await sleep((random() * longestMs) / 10);
  await node.start();
};

const killBackend: BadDay<Victims> = ({ database, random }) => database.killBackend(random);

const killDatabase: BadDay<Victims> = async ({ database, random, longestMs }) => {
  await database.kill();
  await sleep((random() * longestMs) / 10);
  await database.start();
};

/** The node stands still, as on a machine that swaps or is moved, and then goes on as if nothing had been. */
const standstill: BadDay<Victims> = async ({ node, random, answers, longestMs }) => {
  node.signal('SIGSTOP');
  await answers(10);
  await sleep(random() * longestMs);
  node.signal('SIGCONT');
};

const cutLink: BadDay<Victims> = async ({ link, answers, random, longestMs }) => {
  link.cut();
  await answers(15);
  await sleep((random() * longestMs) / 10);
  link.mend();
};

/** As when a firewall forgets its connections: nothing arrives, and nobody is told. */
const silence: BadDay<Victims> = async ({ link, answers, random, longestMs }) => {
  link.silence();
  await answers(10);
  await sleep((random() * longestMs) / 3);
  link.mend();
};

const latency: BadDay<Victims> = async ({ link, answers, random }) => {
  link.latencyMs = 5 + random() * 45;
  await answers(15);
  link.mend();
};

/**
 * The wall clock of one node is ahead by up to forty days or behind by up to half a day, and then it is right again. What is
 * written by one that is further behind is as old for the others as it says.
 */
const clockJump: BadDay<Victims> = async ({ node, random, answers }) => {
  const days = random() < 0.5 ? random() * 40 : -random() / 2;
  node.setClock(Math.round(days * 24 * 60 * 60_000));
  await answers(20);
  node.setClock(0);
};

/** Locks end early by such a clock, on purpose. */
export const clockJumps = 'the clock of a node jumping';

export const badDays: Readonly<Record<string, BadDay<Victims>>> = {
  'a node killed': killNode,
  'a process of PostgreSQL killed': killBackend,
  'a node standing still': standstill,
  'all of PostgreSQL killed': killDatabase,
  'connections cut': cutLink,
  'latency on the way': latency,
  'silence on the way': silence,
  [clockJumps]: clockJump,
};
