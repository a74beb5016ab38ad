import { setTimeout } from 'node:timers/promises';
import type { LoadOptions } from './load.ts';
import type { Latency, ProbeOptions, ProbeResult } from './probe.ts';
import { runScript } from './script.ts';
import type { Server } from './server.ts';
import { atMost, type Row } from './table.ts';
import { userCount } from './world.ts';

const perSecond = 25;
const seconds = 8;
const leadSeconds = 1;

/** How long others wait for cheap requests, on an idle server and while many connections change passwords. */
export async function measureResponsiveness(server: Server): Promise<Row[]> {
  const idle = await probe(server);
  const [flooded] = await Promise.all([setTimeout(leadSeconds * 1000).then(() => probe(server)), flood(server)]);
  return [
    { what: 'GET /health/ready, idle', result: inMs(idle.ready) },
    { what: 'GET /health/ready, flooded', result: inMs(flooded.ready) },
    { what: 'POST /identity/connect/token, idle', result: inMs(idle.token) },
    {
      what: 'POST /identity/connect/token, flooded',
      result: inMs(flooded.token),
      goal: atMost(flooded.token.p99, 25, 'ms (p99)'),
    },
  ];
}

function probe({ urls }: Server): Promise<ProbeResult> {
  const options: ProbeOptions = { urls, perSecond, seconds };
  return runScript<ProbeResult>('probe.ts', options);
}

/** Begins before the probe and outlasts it. */
async function flood({ urls, token }: Server): Promise<void> {
  const options: LoadOptions = {
    urls,
    token,
    connections: userCount,
    warmUpSeconds: leadSeconds,
    seconds: seconds + 1,
  };
  await runScript('load.ts', options);
}

const inMs = ({ p50, p99 }: Latency): string => `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`;
