import type { BareSignatureOptions, BareSignatureResult } from './bare-signature.ts';
import type { RepeatOptions, RepeatResult } from './repeat.ts';
import { runScript } from './script.ts';
import type { Server } from './server.ts';
import { mean } from './statistics.ts';
import type { Row } from './table.ts';
import { introspectionRequest, tokenRequest } from './world.ts';

/** In which the engine compiles what is used often. */
const warmUpSeconds = 0.5;
const seconds = 2;

const loads = [1, 8, 64] as const;

/**
 * Tokens a second with one, a few and many connections, against the signatures that the same machine can compute when it
 * does nothing else. Both are measured in turn, because machines change speed from minute to minute.
 */
export async function measureTokens(server: Server): Promise<Row[]> {
  await repeat(server, tokenRequest(), '"access_token"', 8);
  const rows: Row[] = [];
  for (const connections of loads) {
    const before = await signatures(connections);
    const rate = await repeat(server, tokenRequest(), '"access_token"', connections);
    const bound = mean([before, await signatures(connections)]);
    rows.push(shareRow(`Client credentials, ${named(connections)}`, rate, bound));
  }
  for (const connections of loads) {
    const rate = await repeat(server, introspectionRequest(server.token), '"active":true', connections);
    rows.push({ what: `Introspection, ${named(connections)}`, result: `${rate.toFixed(0)}/s` });
  }
  return rows;
}

const named = (connections: number): string => `${connections} connection${connections === 1 ? '' : 's'}`;

function shareRow(what: string, rate: number, bound: number): Row {
  const share = rate / bound;
  return {
    what,
    result: `${rate.toFixed(0)}/s = ${share.toFixed(2)} of ${bound.toFixed(0)} signatures/s`,
    goal: { text: '≥ 0.7 of the bound', isMet: share >= 0.7 },
  };
}

async function signatures(atOnce: number): Promise<number> {
  const options: BareSignatureOptions = { atOnce, seconds: 1 };
  return (await runScript<BareSignatureResult>('bare-signature.ts', options)).perSecond;
}

async function repeat({ url }: Server, request: Buffer, expected: string, connections: number): Promise<number> {
  const requests = [request.toString('latin1')];
  const options: RepeatOptions = { url, requests, connections, warmUpSeconds, seconds, expected };
  return (await runScript<RepeatResult>('repeat.ts', options)).perSecond;
}
