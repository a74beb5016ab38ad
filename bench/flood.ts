import { setTimeout } from 'node:timers/promises';
import type { FlooderOptions, FlooderResult } from './flooder.ts';
import type { Experience, NeighbourOptions, NeighbourResult } from './neighbour.ts';
import { runScript } from './script.ts';
import type { Server } from './server.ts';
import { atMost, type Row } from './table.ts';

/** Where the flood comes from, and where those are who suffer from it. */
const networks = { flooder: '127.0.1.1', neighbour: '127.0.2.1' } as const;

const connections = 1000;
const seconds = 20;
const leadSeconds = 1;

/** What a flood of names from one network costs the people of another one. */
export async function measureFlood(server: Server): Promise<Row[]> {
  const idle = await neighbours(server);
  const [flooded, answers] = await Promise.all([
    setTimeout(leadSeconds * 1000).then(() => neighbours(server)),
    flood(server),
  ]);
  const kinds = [
    ['Changes', 'changes'],
    ['Sign-ins', 'signIns'],
    ['Reads of a user', 'reads'],
  ] as const;
  const rows = kinds.flatMap(([what, kind]) => rowsOf(what, idle[kind], flooded[kind]));
  return [...rows, { what: `Answers to ${connections} connections of the flood`, result: summary(answers) }];
}

function neighbours({ urls, token }: Server): Promise<NeighbourResult> {
  const options: NeighbourOptions = { urls, token, localAddress: networks.neighbour, seconds };
  return runScript<NeighbourResult>('neighbour.ts', options);
}

/** Begins before the others and outlasts them. */
function flood({ urls }: Server): Promise<FlooderResult> {
  const length = leadSeconds + seconds + 3;
  const options: FlooderOptions = { urls, localAddress: networks.flooder, connections, seconds: length };
  return runScript<FlooderResult>('flooder.ts', options);
}

const rowsOf = (what: string, idle: Experience, flooded: Experience): Row[] => [
  { what: `${what} of others, idle`, result: inMs(idle) },
  {
    what: `${what} of others, in a flood of names`,
    result: `${inMs(flooded)}, ${flooded.refused} of ${flooded.asked} refused`,
    goal: atMost(flooded.refused === 0 ? flooded.p99 / idle.p99 : Number.POSITIVE_INFINITY, 2, 'times idle (p99)'),
  },
];

const inMs = ({ p50, p99 }: Experience): string => `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`;

const summary = (answers: FlooderResult): string =>
  Object.entries(answers)
    .map(([status, count]) => `${count} × ${status === '0' ? 'cut off' : status}`)
    .join(', ');
